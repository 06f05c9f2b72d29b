import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { CallResult } from '../../../demo/hospital/caller';
import { Random } from '../../../demo/hospital/random';
import { startHospital, type Hospital } from '../../../demo/hospital/server';
import { Stream } from '../../../demo/hospital/stream';
import type { LogEntry } from '../../../demo/hospital/types';
import { freePort } from '../../../demo/n8n/ports';
import { BAD_DAY, type Phase } from '../../../demo/simulate/badDay';
import { HospitalClient } from '../../../demo/simulate/hospitalClient';
import { playDay } from '../../../demo/simulate/playDay';

const ROOT = join(__dirname, '../../..');
/** The clock of the scenario runs so many times faster. */
const SPEED = 100;

let hospital: Hospital;

beforeEach(async () => {
	hospital = await startHospital({ port: 0 });
});

afterEach(async () => {
	await hospital.stop();
});

/** The platform stands for n8n: it takes all calls, and misbehaves on demand. */
const n8n = () => `${hospital.urlOf('platform')}/outapi`;
const emrMode = async () => {
	const response = await fetch(`${hospital.url}/emr/faults`);
	return ((await response.json()) as { mode: string }).mode;
};

interface Played {
	results: CallResult[];
	isInterrupted: boolean;
	lines: string[];
	seen: CallResult[];
}

async function playPhases(
	phases: readonly Phase[],
	changes: { url?: string; hospitalUrl?: string; onLine?: (line: string) => void } = {},
	interruption = new AbortController(),
): Promise<Played> {
	const lines: string[] = [];
	const seen: CallResult[] = [];
	const { signal } = interruption;
	const client = new HospitalClient(changes.hospitalUrl ?? hospital.url);
	const played = await playDay(phases, {
		...{ url: changes.url ?? n8n(), rate: 2, minutes: 1, hospital: client, signal },
		random: new Random(2),
		stream: new Stream(new Random(1), () => Date.now(), false),
		ward: { sees: () => undefined, hears: (result) => void seen.push(result) },
		now: () => Date.now(),
		sleep: async (ms) => await sleepFor(ms / SPEED, undefined, { signal }),
		say: (line) => {
			lines.push(line);
			changes.onLine?.(line);
		},
	});
	await client.finished();
	return { ...played, lines, seen };
}

const phase = (name: string): Phase => {
	const found = BAD_DAY.find((one) => one.name.includes(name));
	if (!found) throw new Error(`no phase ${name}`);
	return { ...found };
};

test('the phases are a day, and each says in both languages what it is and what to see', () => {
	expect(BAD_DAY.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
	for (const { name, see } of BAD_DAY) {
		for (const text of [name, see]) expect(text).toMatch(/[一-龥].*[a-z]{3}/);
	}
});

test('plays them all in order, says so, and everything is answered', async () => {
	const { results, lines, isInterrupted } = await playPhases(BAD_DAY);
	expect(isInterrupted).toBe(false);
	expect(results.every(({ reply }) => reply === 'code 0')).toBe(true);
	const headings = lines.filter((line) => /^▸ \d/.test(line));
	expect(headings).toEqual(
		BAD_DAY.map(({ name }, index) => expect.stringContaining(`${index + 1}/7 ${name}`)),
	);
	expect(lines.filter((line) => line.includes('You should see'))).toHaveLength(7);
	expect(lines.join('\n')).toMatch(/Duplicate storm[\s\S]*200 次呼叫 calls: 200 × code 0/);
	expect(lines.at(-1)).toContain('faults are cleared');
	expect(await emrMode()).toBe('none');
	// What is new with the LIS's list and what n8n has is the same.
	const added = new Set(results.filter(({ call }) => call.what === 'add').map(riskId));
	expect(new Set(hospital.sentByLis.list().map((row) => row.riskId))).toEqual(added);
}, 20_000);

const riskId = ({ call }: CallResult) => String(call.body.riskId);

test('the outage is a refusing, then a slow, then a refusing-by-code EMR, and load goes on through it', async () => {
	const modes = new Map<string, number>();
	const reading: Array<Promise<unknown>> = [];
	hospital.onCall((system) => {
		if (system !== 'platform') return;
		reading.push(emrMode().then((mode) => modes.set(mode, (modes.get(mode) ?? 0) + 1)));
	});
	await playPhases([phase('EMR 故障')]);
	await Promise.all(reading);
	const failing = [...modes.keys()].filter((mode) => mode !== 'none');
	expect(failing).toEqual(['refuse', 'slow', 'code']);
	expect(await emrMode()).toBe('none');
});

test('EMR is whole again while the recovery still sends', async () => {
	let during: Promise<string> | undefined;
	let isRecovering = false;
	hospital.onCall(() => {
		if (isRecovering) during ??= emrMode();
	});
	const onLine = (line: string) => (isRecovering ||= line.includes('EMR 恢复'));
	await playPhases([phase('EMR 故障'), phase('EMR 恢复')], { onLine });
	expect(await during).toBe('none');
});

test('the storm is the same ten calls, byte for byte, twenty times', async () => {
	await playPhases([phase('正常'), phase('重复')]);
	const bodies = hospital.log('platform').map(({ body }) => JSON.stringify(body));
	const counts = new Map<string, number>();
	for (const body of bodies) counts.set(body, (counts.get(body) ?? 0) + 1);
	expect([...counts.values()].filter((count) => count === 21)).toHaveLength(10);
	expect([...counts.values()].filter((count) => count > 1)).toHaveLength(10);
});

test('disorder is three kinds, each the wrong way round by its times, and the wards keep out of it', async () => {
	const { seen } = await playPhases([phase('乱序')]);
	expect(seen).toHaveLength(1);
	const stories = new Map<string, LogEntry[]>();
	for (const entry of hospital.log('platform').slice(1)) {
		stories.set(entry.riskId, [...(stories.get(entry.riskId) ?? []), entry]);
	}
	const kinds = [...stories.values()].map(([first, second]) => {
		const [a, b] = [first?.body, second?.body] as Array<Record<string, unknown>>;
		const earlier = Number(a?.sendTime ?? a?.responseTime) > Number(b?.sendTime);
		return `${first?.kind} ${String(a?.flag)} → ${second?.kind} ${String(b?.flag)} ${earlier}`;
	});
	expect(kinds).toHaveLength(9);
	expect(new Set(kinds)).toEqual(
		new Set([
			'confirm add → send add true',
			'send delete → send add true',
			'send add → send update true',
		]),
	);
	const [add, update] = [...stories.values()].at(-1) ?? [];
	expect((add?.body as { content: string }).content).not.toBe(
		(update?.body as { content: string }).content,
	);
});

test('the silent source makes no call, and has the living hospital be quiet so long', async () => {
	const pauses: number[] = [];
	hospital.setLife({ pauseFor: (ms) => void pauses.push(ms) });
	await playPhases([phase('静默')]);
	expect(hospital.log('platform')).toHaveLength(1);
	expect(pauses).toEqual([60_000 * 0.15, 0]);
});

test('the burst is sixty calls at once', async () => {
	await hospital.setFault('platform', { mode: 'slow', delayMs: 300 });
	let mostAtOnce = 0;
	hospital.onCall(() => {
		const waiting = hospital.log('platform').filter(({ answered }) => !answered).length;
		mostAtOnce = Math.max(mostAtOnce, waiting);
	});
	const { results } = await playPhases([phase('突发')]);
	expect(results).toHaveLength(61);
	expect(mostAtOnce).toBeGreaterThan(10);
});

test('interrupted during the outage, it ends at once and leaves no fault', async () => {
	const interruption = new AbortController();
	const onLine = (line: string) => {
		if (line.includes('响应缓慢')) setTimeout(() => interruption.abort(), 30);
	};
	const { isInterrupted, lines } = await playPhases(BAD_DAY, { onLine }, interruption);
	expect(isInterrupted).toBe(true);
	expect(lines.some((line) => line.includes('错误码'))).toBe(false);
	expect(await emrMode()).toBe('none');
});

test('failed in the middle, it leaves no fault either', async () => {
	const failing: Phase = {
		...phase('EMR 故障'),
		run: async (day) => {
			await day.setEmrFault({ mode: 'refuse' });
			throw new Error('broken');
		},
	};
	await expect(playPhases([failing])).rejects.toThrow('broken');
	expect(await emrMode()).toBe('none');
});

test('says how to mend the EMR by hand when it could not', async () => {
	const away: Phase = { ...phase('静默'), run: async () => await hospital.stop() };
	const { lines } = await playPhases([away], { hospitalUrl: hospital.url });
	expect(lines.at(-1)).toContain(`curl -X PUT ${hospital.url}/emr/faults -d '{"mode":"none"}'`);
});

test('needs the hospital before it breaks anything, and n8n', async () => {
	const nobody = `http://127.0.0.1:${await freePort()}`;
	await expect(playPhases(BAD_DAY, { hospitalUrl: nobody })).rejects.toThrow(
		/does not answer.*ECONNREFUSED[\s\S]*--hospital/,
	);
	expect(hospital.log('platform')).toEqual([]);
	await expect(playPhases(BAD_DAY, { url: nobody })).rejects.toThrow('Nothing listens there');
});

test('registering with the LIS is best effort: without a hospital it is tried once', async () => {
	const { results } = await playPhases([phase('正常')]);
	let asked = 0;
	const other = createServer((_, response) => {
		asked += 1;
		response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
	const { port } = other.address() as AddressInfo;
	const urls = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${await freePort()}`];
	for (const client of urls.map((url) => new HospitalClient(url))) {
		for (const result of results) {
			client.register(result);
			await expect(client.finished()).resolves.toBeUndefined();
		}
	}
	other.close();
	expect(asked).toBe(1);
});

/** The program itself, on a process of its own. */
function simulate(...args: string[]) {
	const more = ['--url', n8n(), '--hospital', hospital.url, '--seed', '5', ...args];
	const script = join(ROOT, 'demo/simulate.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', script, ...more], { cwd: ROOT });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	return { child, ended, output: () => output };
}

describe('the program', () => {
	test('confirms a share, waits for it, registers and counts', async () => {
		const args = ['--count', '20', '--rate', '100', '--confirm-rate', '1', '--delay', '0.5'];
		const { ended, output } = simulate(...args);
		expect(await ended).toBe(0);
		const log = hospital.log('platform');
		const confirms = log.filter(({ kind }) => kind === 'confirm');
		const added = log.filter(({ body }) => (body as { sendTime?: unknown }).sendTime !== undefined);
		expect(log.length).toBe(20 + confirms.length);
		expect(confirms.length).toBeGreaterThan(5);
		expect(output()).toMatch(/ 0 unconfirmed 未确认/);
		expect(output()).toMatch(/handling result/);
		const ids = new Set(added.map((entry) => entry.riskId));
		expect(new Set(hospital.sentByLis.list().map((row) => row.riskId))).toEqual(ids);
	}, 30_000);

	test('without the options has its confirms in the stream, and no wards', async () => {
		const { ended, output } = simulate('--count', '20', '--rate', '100');
		expect(await ended).toBe(0);
		expect(hospital.log('platform')).toHaveLength(20);
		expect(output()).not.toMatch(/ward|Confirmed/);
	}, 30_000);

	test('ended by Ctrl-C during the outage, mends the EMR and sums up', async () => {
		const { child, ended, output } = simulate('--scenario', 'bad-day', '--minutes', '0.2');
		await new Promise<void>((resolve) => {
			child.stdout.on('data', () => output().includes('refuses connections') && resolve());
		});
		for (let tries = 0; tries < 50 && (await emrMode()) !== 'refuse'; tries += 1) {
			await sleepFor(20);
		}
		expect(await emrMode()).toBe('refuse');
		// As the terminal and npm do: twice.
		child.kill('SIGINT');
		child.kill('SIGINT');
		expect(await ended).toBe(130);
		expect(await emrMode()).toBe('none');
		expect(output()).toMatch(/faults are cleared[\s\S]*Replies[\s\S]*Confirmed/);
	}, 30_000);
});
