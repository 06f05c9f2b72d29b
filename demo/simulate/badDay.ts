/** What happens on a bad day, one thing after the other, and what one should see of it. */
import type { SimulatedCall } from '../hospital/caller';
import { utf8Call } from '../hospital/caller';
import { handling, newValue } from '../hospital/messages';
import type { Random } from '../hospital/random';
import type { Fault } from '../hospital/types';

/** What a phase may do. */
export interface Day {
	/** For what is not part of the stream. */
	random: Random;
	/** Epoch milliseconds. */
	now: () => number;
	/** Calls a second in ordinary times. */
	rate: number;
	/** Rejects when the day is interrupted. */
	sleep: (ms: number) => Promise<void>;
	/** The next call that the hospital's systems make. */
	next: () => SimulatedCall;
	/** Resolves when it was answered, or given up; never rejects. */
	send: (call: SimulatedCall) => Promise<void>;
	/** The same for what the wards take no notice of. */
	sendUnseen: (call: SimulatedCall) => Promise<void>;
	/** The calls made so far. */
	sent: () => readonly SimulatedCall[];
	setEmrFault: (fault: Fault) => Promise<void>;
	/** Whatever else sends to the same n8n is quiet for so long. */
	pauseLife: (ms: number) => Promise<void>;
	say: (text: string) => void;
}

export interface Phase {
	name: string;
	see: string;
	/** Of the whole day. */
	share: number;
	run: (day: Day, ms: number) => Promise<void>;
}

const STORM_VALUES = 10;
const STORM_REPEATS = 20;
const DISORDERED = 3;
const BURST = 60;
const SLOW_MS = 3_000;
const REFUSAL_CODE = 5001;
/** The calls of disorder carry times this far apart. */
const EARLIER_MS = 60_000;

/** Makes calls at an even pace for so long, whether or not the earlier ones were answered. */
async function pace(
	day: Day,
	ms: number,
	rate: number,
	next: (index: number) => SimulatedCall,
): Promise<void> {
	const count = Math.max(1, Math.round((ms / 1000) * rate));
	const running: Array<Promise<void>> = [];
	for (let index = 0; index < count; index += 1) {
		running.push(day.send(next(index)));
		await day.sleep(ms / count);
	}
	await Promise.all(running);
}

const load = async (day: Day, ms: number) => await pace(day, ms, day.rate, day.next);

async function outage(day: Day, ms: number): Promise<void> {
	const faults: ReadonlyArray<readonly [Fault, string]> = [
		[{ mode: 'refuse' }, 'EMR 拒绝连接 refuses connections'],
		[{ mode: 'slow', delayMs: SLOW_MS }, `EMR 响应缓慢 answers after ${SLOW_MS / 1000} s`],
		[{ mode: 'code', code: REFUSAL_CODE }, `EMR 返回错误码 answers code ${REFUSAL_CODE}`],
	];
	for (const [fault, words] of faults) {
		day.say(`  ${words}`);
		await day.setEmrFault(fault);
		await load(day, ms / faults.length);
	}
}

async function recovery(day: Day, ms: number): Promise<void> {
	await day.setEmrFault({ mode: 'none' });
	await load(day, ms);
}

async function storm(day: Day, ms: number): Promise<void> {
	const calls = day.sent().slice(-STORM_VALUES);
	const count = calls.length * STORM_REPEATS;
	await pace(day, ms, count / (ms / 1000), (index) => calls[index % calls.length] as SimulatedCall);
}

/** Three critical values, each the wrong way round. Waits for every answer: the order is what it is about. */
async function oneDisorder(day: Day, serial: number): Promise<void> {
	const { random } = day;
	const fresh = (number: number, sendTime: number) => newValue(random, 'Lis', number, sendTime);
	const confirmed = fresh(serial * 3 + 1, day.now() - EARLIER_MS);
	await day.sendUnseen(utf8Call('handling result', handling(random, confirmed, day.now())));
	await day.sendUnseen(utf8Call('add', confirmed));

	const deleted = fresh(serial * 3 + 2, day.now() - EARLIER_MS);
	await day.sendUnseen(utf8Call('delete', { ...deleted, flag: 'delete', sendTime: day.now() }));
	await day.sendUnseen(utf8Call('add', deleted));

	const updated = fresh(serial * 3 + 3, day.now());
	const older = { flag: 'update', sendTime: (updated.sendTime as number) - EARLIER_MS };
	await day.sendUnseen(utf8Call('add', updated));
	await day.sendUnseen(
		utf8Call('update', { ...updated, ...older, content: '血钾:7.10(参考范围:3.5-5.3);' }),
	);
}

async function disorder(day: Day, ms: number): Promise<void> {
	for (let serial = 0; serial < DISORDERED; serial += 1) {
		await oneDisorder(day, serial);
		await day.sleep(ms / DISORDERED);
	}
}

async function silence(day: Day, ms: number): Promise<void> {
	await day.pauseLife(ms);
	await day.sleep(ms);
}

async function burst(day: Day, ms: number): Promise<void> {
	await Promise.all(Array.from({ length: BURST }, async () => await day.send(day.next())));
	await day.sleep(ms);
}

export const BAD_DAY: readonly Phase[] = [
	{
		name: '正常负荷 Normal load',
		see: '看板上逐条出现危急值，病区确认后离开 values come up on the board and leave it on confirm',
		share: 0.2,
		run: load,
	},
	{
		name: 'EMR 故障 EMR outage',
		see: 'HIS 不受影响；推送故障只报警一次 HIS goes on; one “delivery in trouble” for the incident',
		share: 0.3,
		run: outage,
	},
	{
		name: 'EMR 恢复 EMR is back',
		see: '积压的危急值补送到 EMR，一条恢复通知 the backlog reaches EMR, one “recovered”',
		share: 0.1,
		run: recovery,
	},
	{
		name: '重复风暴 Duplicate storm',
		see: `${STORM_VALUES} 条消息各重复 ${STORM_REPEATS} 次：全部应答 code 0，EMR、HIS 和看板没有变化 code 0 for all, nothing new in EMR, HIS and on the board`,
		share: 0.1,
		run: storm,
	},
	{
		name: '乱序 Disorder',
		see: '台账按消息自身的时间判断：先到的确认 = 已确认，先到的撤销 = 已撤销，过时的更新不改变内容 the ledger goes by the messages’ own times: confirmed, cancelled, and an older update changes nothing',
		share: 0.1,
		run: disorder,
	},
	{
		name: '来源静默 Silent source',
		see: '没有新消息；静默报警的时限若更短，会报警一次 nothing comes in; one “silent source” where its limit is shorter than this',
		share: 0.15,
		run: silence,
	},
	{
		name: '突发 Burst after it',
		see: `同时 ${BURST} 次呼叫，全部应答 code 0；来源恢复 ${BURST} calls at once, code 0 for all; “source is back”`,
		share: 0.05,
		run: burst,
	},
];
