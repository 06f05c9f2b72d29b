import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comeAlive } from '../../../demo/hospital/comeAlive';
import { Life, LOST_EVERY, MAX_OPEN, type LifeEvent } from '../../../demo/hospital/life';
import { LisRegister } from '../../../demo/hospital/lisRegister';
import { LivingHospital, type LifeClock } from '../../../demo/hospital/living';
import { newValue } from '../../../demo/hospital/messages';
import { readMemory, writeMemory } from '../../../demo/hospital/memory';
import { Random } from '../../../demo/hospital/random';
import { startHospital, type Hospital } from '../../../demo/hospital/server';
import { freePort } from '../../../demo/n8n/ports';
import { wireFields } from '../../../lib/contract/fields';

const START = 1_760_000_000_000;
const HOUR = 3_600_000;

interface Done {
	at: number;
	event: LifeEvent;
}

/** Lives on a clock of its own until then; what it wants done is done at once, as `works` says. */
function live(life: Life, from: number, until: number, works: (at: number) => boolean): Done[] {
	const done: Done[] = [];
	for (let at = from; at < until; at = Math.max(life.nextAt, at + 1)) {
		for (const event of life.due(at)) {
			done.push({ at, event });
			if (works(at)) life.accepted(event, at);
			else life.failed(event, at);
		}
	}
	return done;
}

const always = () => true;
const life = (seed = 1) => new Life(new Random(seed), START);
const riskId = ({ event }: Done) => (event.kind === 'confirm' ? event.riskId : event.value.riskId);
const ofKind = (done: Done[], kind: LifeEvent['kind']) =>
	done.filter(({ event }) => event.kind === kind);
const gaps = (done: Done[]) => done.slice(1).map(({ at }, index) => at - (done[index]?.at ?? 0));

describe('the living hospital’s choices', () => {
	const done = live(life(), START, START + 6 * HOUR, always);
	const sends = ofKind(done, 'send');
	const confirms = ofKind(done, 'confirm');
	const waits = confirms.map((confirm) => {
		const sent = sends.find((send) => riskId(send) === riskId(confirm));
		return confirm.at - (sent?.at ?? Number.NaN);
	});

	test('repeat with the same seed only', () => {
		const again = (seed: number) => live(life(seed), START, START + HOUR, always);
		expect(again(5)).toEqual(again(5));
		expect(again(5)).not.toEqual(again(6));
	});

	test('a value at once, two more quickly, then one every 20 to 40 s', () => {
		const values = done.filter(({ event }) => event.kind !== 'confirm');
		expect(values[0]?.at).toBeLessThanOrEqual(START + 5_000);
		expect(values[2]?.at).toBeLessThanOrEqual(START + 20_000);
		const some = gaps(values.slice(4, 20));
		expect(Math.min(...some)).toBeGreaterThanOrEqual(20_000);
		expect(Math.max(...some)).toBeLessThanOrEqual(40_000 * 2);
		expect(new Set(values.map(riskId)).size).toBe(values.length);
	});

	test('most are answered within three minutes, some so late that they escalate, each once', () => {
		const late = waits.filter((ms) => ms > 180_000);
		expect(Math.min(...waits)).toBeGreaterThanOrEqual(30_000);
		expect(Math.min(...late)).toBeGreaterThanOrEqual(8 * 60_000);
		expect(Math.max(...late)).toBeLessThanOrEqual(22 * 60_000);
		expect(late.length / waits.length).toBeGreaterThan(0.08);
		expect(late.length / waits.length).toBeLessThan(0.25);
		expect(new Set(confirms.map(riskId)).size).toBe(confirms.length);
		expect(sends.length - confirms.length).toBeLessThanOrEqual(MAX_OPEN);
		// The second, so that nobody waits long for the first escalation.
		const second = confirms.find((confirm) => riskId(confirm) === riskId(sends[1] as Done));
		expect((second?.at ?? 0) - (sends[1]?.at ?? 0)).toBeGreaterThan(5 * 60_000);
	});

	test('one in fifteen is lost on the way, the first of them early, and never answered', () => {
		const lost = ofKind(done, 'lost');
		expect(lost.length).toBeGreaterThan(10);
		expect((sends.length + lost.length) / lost.length).toBeCloseTo(LOST_EVERY, -1);
		expect(lost[0]?.at).toBeLessThan(START + 2 * 60_000);
		const sent = new Set([...sends, ...confirms].map(riskId));
		expect(lost.some((one) => sent.has(riskId(one)))).toBe(false);
	});

	test('bodies are the contract’s', () => {
		const names = (number: 1 | 2 | 3) =>
			wireFields(number)
				.map(({ name }) => name)
				.sort();
		for (const { event } of sends) {
			if (event.kind === 'send') expect(Object.keys(event.value).sort()).toEqual(names(1));
		}
		const kinds = new Set<number>();
		for (const { at, event } of confirms) {
			if (event.kind !== 'confirm') continue;
			const number = 'feedbackId' in event.body ? 3 : 2;
			kinds.add(number);
			expect(Object.keys(event.body).sort()).toEqual(names(number));
			expect(event.body).toMatchObject({ riskId: event.riskId, responseTime: at, flag: 'add' });
		}
		expect(kinds).toEqual(new Set([2, 3]));
	});

	test('no more are open than a board can show', () => {
		const hospital = life();
		const sent: LifeEvent[] = [];
		for (let at = START; at < START + HOUR; at = Math.max(hospital.nextAt, at + 1)) {
			for (const event of hospital.due(at)) {
				// Nobody answers, ever.
				if (event.kind === 'confirm') hospital.failed(event, at);
				if (event.kind === 'send') hospital.accepted(event, at);
				if (event.kind === 'send') sent.push(event);
			}
		}
		expect(sent).toHaveLength(MAX_OPEN);
		expect(hospital.open).toHaveLength(MAX_OPEN);
	});

	test('nothing is due twice while it is under way', () => {
		const hospital = life();
		const [first] = hospital.due(START + 5_000);
		hospital.accepted(first as LifeEvent, START + 5_000);
		const answer = () => hospital.due(START + HOUR).filter(({ kind }) => kind === 'confirm');
		expect(answer()).toHaveLength(1);
		expect(answer()).toHaveLength(0);
	});

	test('n8n is away for ten minutes: tried again calmly, and nothing is lost or answered before it came in', () => {
		const back = START + 20 * 60_000;
		const away = (at: number) => at < START + 10 * 60_000 || at > back;
		const all = live(life(), START, START + HOUR, away);
		const during = all.filter(({ at }) => !away(at));
		expect(during.length).toBeGreaterThan(5);
		expect(during.length).toBeLessThan((10 * 60 * MAX_OPEN) / 15);
		const accepted = all.filter(({ at }) => away(at));
		for (const failed of ofKind(during, 'send')) {
			expect(ofKind(accepted, 'send').map(riskId)).toContain(riskId(failed));
		}
		for (const confirm of ofKind(all, 'confirm')) {
			const sent = ofKind(accepted, 'send').find((send) => riskId(send) === riskId(confirm));
			expect(sent?.at).toBeLessThan(confirm.at);
		}
	});

	test('a computer that slept does not send its night at once', () => {
		const hospital = life();
		live(hospital, START, START + 60_000, always);
		const woken = START + 8 * HOUR;
		const values = live(hospital, woken, woken + 60_000, always).filter(
			({ event }) => event.kind !== 'confirm',
		);
		expect(values.length).toBeGreaterThan(0);
		expect(values.length).toBeLessThanOrEqual(4);
	});

	test('quiet: no values come in, what is open is answered, and it ends by itself', () => {
		const hospital = life();
		live(hospital, START, START + 120_000, always);
		const end = START + 20 * 60_000;
		hospital.beQuietUntil(end);
		const all = live(hospital, START + 120_001, end + 60_000, always);
		const quiet = all.filter(({ at }) => at < end);
		expect(quiet.length).toBeGreaterThan(0);
		expect(quiet.every(({ event }) => event.kind === 'confirm')).toBe(true);
		expect(all.some(({ at, event }) => at >= end && event.kind === 'send')).toBe(true);
	});

	test('what an earlier life left open is answered in its time, or soon', () => {
		const value = (serial: number) => newValue(new Random(serial), 'Lis', serial, START - HOUR);
		const open = [
			{ value: value(1), answerAt: START - HOUR },
			{ value: value(2), answerAt: START + 30 * 60_000 },
		];
		const later = live(new Life(new Random(1), START, open), START, START + HOUR, always);
		const at = (id: string) => later.find((one) => riskId(one) === id)?.at ?? Number.NaN;
		expect(at(value(1).riskId)).toBeGreaterThanOrEqual(START + 20_000);
		expect(at(value(1).riskId)).toBeLessThanOrEqual(START + 120_000);
		expect(at(value(2).riskId)).toBe(START + 30 * 60_000);
	});
});

describe('at work', () => {
	let hospital: Hospital;
	let folder: string;
	/** The clock runs so many times faster, that a test sees ten minutes. */
	const SPEED = 1_000;
	const fast = (): LifeClock => {
		const begun = performance.now();
		return {
			now: () => START + Math.round((performance.now() - begun) * SPEED),
			after: (ms, run) => setTimeout(run, ms / SPEED),
		};
	};
	const sink = () => `${hospital.urlOf('platform')}/outapi`;

	beforeEach(async () => {
		hospital = await startHospital({ port: 0 });
		folder = mkdtempSync(join(tmpdir(), 'critical-value-life-'));
	});

	afterEach(async () => {
		await hospital.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	test('sends and answers, registers what it sent and what got lost, and stops', async () => {
		const clock = fast();
		const register = new LisRegister();
		const living = new LivingHospital({ life: life(), url: sink(), register, clock });
		const log = await hospital.waitFor(
			'platform',
			(entries) => entries.filter(({ kind }) => kind === 'confirm').length >= 5,
			10_000,
		);
		await living.stop();
		const count = hospital.log('platform').length;
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(hospital.log('platform')).toHaveLength(count);
		const ids = (kind: string) => log.filter((entry) => entry.kind === kind).map((e) => e.riskId);
		for (const id of ids('confirm')) expect(ids('send')).toContain(id);
		const registered = register.list().map((row) => row.riskId);
		expect(registered).toEqual(expect.arrayContaining(ids('send')));
		const lost = registered.filter((id) => !hospital.log('platform', id).length);
		expect(lost.length).toBeGreaterThan(0);
	});

	test('bears that nobody is there, or n8n answers with an error, and goes on afterwards', async () => {
		await hospital.setFault('platform', { mode: 'http500', count: 3 });
		const clock = fast();
		const register = new LisRegister();
		const living = new LivingHospital({ life: life(), url: sink(), register, clock });
		await hospital.waitFor('platform', (all) => all.filter((e) => e.taken).length >= 4, 10_000);
		await living.stop();
		const nobody = `http://127.0.0.1:${await freePort()}/outapi`;
		const alone = new LivingHospital({ life: life(2), url: nobody, register, clock: fast() });
		await new Promise((resolve) => setTimeout(resolve, 200));
		await expect(alone.stop()).resolves.toBeUndefined();
	});

	test('stops though n8n hangs', async () => {
		await hospital.setFault('platform', { mode: 'timeout' });
		const register = new LisRegister();
		const living = new LivingHospital({ life: life(), url: sink(), register, clock: fast() });
		await hospital.waitFor('platform', (all) => all.length > 0, 5_000);
		await living.stop();
		expect(register.list()).toEqual([]);
	});

	test('/life keeps it quiet, and refuses nonsense', async () => {
		const put = async (body: unknown) =>
			await fetch(`${hospital.url}/life`, { method: 'PUT', body: JSON.stringify(body) });
		expect((await put({ pauseMs: 1 })).status).toBe(404);
		const memoryFile = join(folder, 'hospital.json');
		const options = { url: sink(), memoryFile, isAlive: true, clock: fast() };
		const end = comeAlive(hospital, options);
		expect((await put({ pauseMs: 3_600_000 })).status).toBe(200);
		for (const wrong of [{ pauseMs: -1 }, { pauseMs: 3_600_001 }, {}, null]) {
			expect((await put(wrong)).status).toBe(400);
		}
		expect((await fetch(`${hospital.url}/life`)).status).toBe(405);
		const sends = () => hospital.log('platform').filter(({ kind }) => kind === 'send').length;
		// What was under way when the pause came.
		await new Promise((resolve) => setTimeout(resolve, 50));
		const before = sends();
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(sends()).toBe(before);
		expect((await put({ pauseMs: 0 })).status).toBe(200);
		await hospital.waitFor('platform', () => sends() > before, 5_000);
		await end();
		expect((await put({ pauseMs: 1 })).status).toBe(404);
	});

	test('remembers over a restart: what is open is answered, what was sent is listed', async () => {
		const memoryFile = join(folder, 'hospital.json');
		const end = comeAlive(hospital, { url: sink(), memoryFile, isAlive: true, clock: fast() });
		await hospital.waitFor('platform', (all) => all.length >= 3, 5_000);
		await end();
		const left = readMemory(memoryFile);
		expect(left.open.length).toBeGreaterThan(0);
		expect(statSync(memoryFile).mode & 0o777).toBe(0o600);
		// Switched off, and a day later, it keeps what it knows and does nothing.
		const clock = { ...fast(), now: () => START + 24 * HOUR };
		const options = { url: sink(), memoryFile, clock };
		await comeAlive(hospital, { ...options, isAlive: false })();
		expect(readMemory(memoryFile)).toEqual(left);
		const next = await startHospital({ port: 0 });
		const url = `${next.urlOf('platform')}/outapi`;
		const endNext = comeAlive(next, { url, memoryFile, isAlive: true, clock: fast() });
		const id = left.open[0]?.value.riskId ?? '';
		await next.waitFor('platform', (all) => all.some((e) => e.riskId === id), 10_000);
		await endNext();
		await next.stop();
		expect(next.log('platform', id)).toMatchObject([{ kind: 'confirm' }]);
		expect(next.sentByLis.list()).toEqual(expect.arrayContaining(left.sentByLis));
	});

	test('a spoilt memory is an empty one', () => {
		const file = join(folder, 'hospital.json');
		const empty = { sentByLis: [], open: [] };
		expect(readMemory(file)).toEqual(empty);
		for (const text of ['{', 'null', '[]', '{"open":[{}],"sentByLis":1}']) {
			writeFileSync(file, text);
			expect(readMemory(file)).toEqual(empty);
		}
		const row = { riskId: 'R', reqId: 'Q', reportType: 'Lis', sentTime: START, patientNo: 'P' };
		writeMemory(file, { sentByLis: [row], open: [] });
		expect(readMemory(file)).toEqual({ sentByLis: [row], open: [] });
	});
});
