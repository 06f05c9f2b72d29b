import { request } from 'node:http';
import { startHospital, type Hospital } from '../../../demo/hospital/server';
import { FAULT_MODES, type Fault, type LogEntry } from '../../../demo/hospital/types';

const VALUE = {
	riskId: 'R1',
	patientName: '欧阳修',
	wardName: '血液内科',
	content: '血钾:6.9(参考范围:3.5-5.3);',
	flag: 'add',
};
const CLOCK = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) };

interface Seen {
	status?: number;
	text?: string;
	/** The system's code when the connection failed. */
	failure?: string;
}

let hospital: Hospital;

beforeAll(async () => {
	hospital = await startHospital({ port: 0, ownPorts: true, clock: CLOCK });
});

afterEach(async () => {
	for (const system of ['emr', 'his', 'platform', 'lis'] as const) {
		await hospital.setFault(system, { mode: 'none' });
		hospital.clearLog(system);
	}
});

afterAll(async () => {
	await hospital.stop();
});

/** A call over a socket of its own, telling a failed connection by the system's code. */
async function post(url: string, body: string, headers = {}, limitMs = 2_000): Promise<Seen> {
	return await new Promise((resolve) => {
		const call = request(url, { method: 'POST', agent: false, headers }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
		});
		call.setTimeout(limitMs, () => call.destroy(Object.assign(new Error(), { code: 'LIMIT' })));
		call.once('error', (error: NodeJS.ErrnoException) => resolve({ failure: error.code ?? '' }));
		call.end(body);
	});
}

const send = async (body: unknown = VALUE, kind = 'send', system = 'emr') =>
	await post(`${hospital.url}/${system}/outapi/risk/${kind}`, JSON.stringify(body));

async function api<T>(method: string, path: string, body?: unknown): Promise<[number, T]> {
	const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
	const response = await fetch(hospital.url + path, init);
	return [response.status, (await response.json()) as T];
}

const setFault = async (fault: unknown, system = 'emr') =>
	await api<Fault & { error?: string }>('PUT', `/${system}/faults`, fault);

describe('a system that works', () => {
	test('answers the contract’s reply and logs what it received', async () => {
		const url = `${hospital.url}/emr/outapi/risk/send`;
		const seen = await post(url, JSON.stringify(VALUE), {
			Authorization: 'Bearer top',
			'X-Api-Key': 'top',
			'webhook-signature': 'v1,top',
			'Idempotency-Key': 'same',
			'X-Hospital': 'one',
		});
		expect(seen).toEqual({ status: 200, text: '{"code":0,"msg":"ok"}' });
		const [, log] = await api<LogEntry[]>('GET', '/emr/log');
		expect(log).toHaveLength(1);
		expect(log[0]).toMatchObject({
			number: expect.any(Number),
			time: '2026-01-02T03:04:05.000Z',
			kind: 'send',
			path: '/emr/outapi/risk/send',
			body: VALUE,
			riskId: 'R1',
			isNew: true,
			taken: true,
			fault: 'none',
			answer: { status: 200, body: '{"code":0,"msg":"ok"}' },
			headers: {
				authorization: '***',
				'x-api-key': '***',
				'webhook-signature': '***',
				'idempotency-key': 'same',
				'x-hospital': 'one',
			},
		});
		expect(JSON.stringify(log)).not.toContain('top');
	});

	test('keeps each system’s log to itself, filters it by riskId, and empties it', async () => {
		await send({ ...VALUE, riskId: 'A' });
		await send({ ...VALUE, riskId: 'B' });
		await send({ ...VALUE, riskId: 'A', flag: 'update' });
		const [, log] = await api<LogEntry[]>('GET', '/emr/log?riskId=A');
		expect(log.map(({ riskId, isNew }) => [riskId, isNew])).toEqual([
			['A', true],
			['A', false],
		]);
		expect((await api('GET', '/his/log'))[1]).toEqual([]);
		expect((await api('DELETE', '/emr/log'))[0]).toBe(200);
		expect((await api('GET', '/emr/log'))[1]).toEqual([]);
		await send({ ...VALUE, riskId: 'A' });
		expect(hospital.log('emr')[0]?.isNew).toBe(true);
	});

	test.each([
		['an empty body', ''],
		['no JSON', '<xml/>'],
		['an array', '[]'],
		['no riskId', '{"reqId":"1"}'],
		['a blank riskId', '{"riskId":"  "}'],
	])('refuses %s in the contract’s words, and takes nothing', async (_, body) => {
		const { status, text } = await post(`${hospital.url}/emr/outapi/risk/send`, body);
		expect(status).toBe(200);
		expect(JSON.parse(text ?? '')).toEqual({ code: 400, msg: expect.stringMatching(/\S/) });
		expect(hospital.log('emr')).toMatchObject([{ riskId: '', taken: false, isNew: false }]);
		expect(hospital.state('emr')).toEqual([]);
	});

	test('knows no other paths and methods', async () => {
		expect((await api('GET', '/emr/outapi/risk/send'))[0]).toBe(405);
		expect((await api('POST', '/emr/outapi/risk/other', {}))[0]).toBe(404);
		expect((await api('POST', '/pacs/outapi/risk/send', {}))[0]).toBe(404);
		expect((await api('PUT', '/emr/log', {}))[0]).toBe(405);
	});
});

describe('state', () => {
	const statuses = async () => {
		const [, state] = await api<Array<{ riskId: string; status: string }>>('GET', '/emr/state');
		return Object.fromEntries(state.map(({ riskId, status }) => [riskId, status]));
	};

	test('follows sends and confirms', async () => {
		for (const riskId of ['open', 'handled', 'cancelled', 'again']) await send({ riskId });
		await send({ riskId: 'handled', flag: 'add' }, 'confirm');
		await send({ riskId: 'cancelled', flag: 'delete' });
		await send({ riskId: 'again', flag: 'add' }, 'confirm');
		await send({ riskId: 'again', flag: 'delete' }, 'confirm');
		await send({ riskId: 'early', flag: 'add' }, 'confirm');
		await send({ riskId: 'early' });
		expect(await statuses()).toEqual({
			open: 'open',
			handled: 'handled',
			cancelled: 'cancelled',
			again: 'open',
			early: 'handled',
		});
	});
});

describe('faults', () => {
	test.each([
		['http500', { status: 500 }],
		['http404', { status: 404 }],
		['code', { status: 200, text: expect.stringContaining('"code":1,') }],
		['html', { status: 200, text: expect.stringContaining('<!DOCTYPE html>') }],
		['empty', { status: 200, text: '' }],
		['garbled', { status: 200, text: expect.stringMatching(/^\{"code":0,"msg":"[^}]*$/) }],
		['reset', { failure: 'ECONNRESET' }],
		['refuse', { failure: 'ECONNRESET' }],
	])('%s', async (mode, expected) => {
		expect((await setFault({ mode }))[0]).toBe(200);
		expect(await send()).toMatchObject(expected);
		expect(hospital.state('emr')).toEqual([]);
		// A refused call never reached the system; the others it did receive, without taking them.
		const log = hospital.log('emr');
		expect(log).toMatchObject(mode === 'refuse' ? [] : [{ fault: mode, taken: false }]);
		// Until `none`; the other systems work all the while.
		expect(await send()).toMatchObject(expected);
		expect(await send(VALUE, 'send', 'his')).toMatchObject({ status: 200 });
		await setFault({ mode: 'none' });
		expect(await send()).toMatchObject({ text: '{"code":0,"msg":"ok"}' });
		expect(hospital.log('emr').at(-1)).toMatchObject({ isNew: true, taken: true });
	});

	test.each(['refuse', 'timeout'] as const)(
		'%s silences other methods, too, and no call is used up by one',
		async (mode) => {
			const ask = async () =>
				await fetch(`${hospital.url}/emr/outapi/risk/send`, {
					method: 'OPTIONS',
					signal: AbortSignal.timeout(300),
				}).then(
					({ status }) => status,
					() => 'silent',
				);
			await setFault({ mode, count: 1 });
			expect(await ask()).toBe('silent');
			expect(await ask()).toBe('silent');
			await setFault({ mode: 'http500' });
			expect(await ask()).toBe(405);
			expect(hospital.log('emr')).toEqual([]);
		},
	);

	test('refuse on a port of its own is a real refusal, and ends', async () => {
		const url = `${hospital.ownUrlOf('his')}/outapi/risk/send`;
		const body = JSON.stringify(VALUE);
		await setFault({ mode: 'refuse' }, 'his');
		expect(await post(url, body)).toEqual({ failure: 'ECONNREFUSED' });
		await setFault({ mode: 'none' }, 'his');
		expect(await post(url, body)).toMatchObject({ status: 200 });
		await hospital.setFault('his', { mode: 'refuse', count: 1 });
		expect(await post(url, body)).toEqual({ failure: 'ECONNRESET' });
		expect(await post(url, body)).toMatchObject({ status: 200 });
	});

	test('code carries the number asked for', async () => {
		await setFault({ mode: 'code', code: 5001 });
		expect((await send()).text).toContain('"code":5001');
	});

	test('slow answers properly, after the delay', async () => {
		await setFault({ mode: 'slow', delayMs: 150 });
		const begun = performance.now();
		expect(await send()).toMatchObject({ text: '{"code":0,"msg":"ok"}' });
		expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
		expect(hospital.log('emr')).toMatchObject([{ taken: true, fault: 'slow' }]);
	});

	test('timeout reads the message and says nothing until the caller gives up', async () => {
		await setFault({ mode: 'timeout' });
		const url = `${hospital.url}/emr/outapi/risk/send`;
		expect(await post(url, JSON.stringify(VALUE), {}, 200)).toEqual({ failure: 'LIMIT' });
		expect(hospital.log('emr')).toMatchObject([{ riskId: 'R1', taken: false }]);
		expect(hospital.log('emr')[0]).not.toHaveProperty('answer');
	});

	test('timeout with a delay cuts the line then', async () => {
		await setFault({ mode: 'timeout', delayMs: 50 });
		expect(await send()).toEqual({ failure: 'ECONNRESET' });
	});

	test('a count limits the fault, and is seen going down', async () => {
		await setFault({ mode: 'http500', count: 2 });
		expect((await send(VALUE, 'confirm')).status).toBe(500);
		expect((await api('GET', '/emr/faults'))[1]).toEqual({ mode: 'http500', count: 1 });
		expect((await send()).status).toBe(500);
		expect((await send()).status).toBe(200);
		expect((await api('GET', '/emr/faults'))[1]).toEqual({ mode: 'none' });
	});

	test('with a riskId, only calls about that value go wrong, and only they are counted', async () => {
		await setFault({ mode: 'code', riskId: 'R1', count: 1 });
		expect((await send({ ...VALUE, riskId: 'R2' })).text).toContain('"code":0');
		expect((await send()).text).toContain('"code":1');
		expect((await send()).text).toContain('"code":0');
	});

	test.each([
		[{ mode: 'explode' }, 'mode'],
		[{ mode: 'code', riskId: 7 }, 'riskId'],
		[{ mode: 'refuse', riskId: 'R1' }, 'refuse'],
		[{}, 'mode'],
		[[], 'JSON object'],
		[{ mode: 'slow', count: 0 }, 'count'],
		[{ mode: 'slow', delayMs: '5' }, 'delayMs'],
		[{ mode: 'code', code: 0 }, 'code'],
	])('%j is refused, naming what is wrong', async (fault, named) => {
		const [status, { error }] = await setFault(fault);
		expect(status).toBe(400);
		expect(error).toContain(named);
		expect((await api('GET', '/emr/faults'))[1]).toEqual({ mode: 'none' });
	});

	test('all modes of the issue are known', () => {
		expect(FAULT_MODES).toHaveLength(11);
	});
});

describe('used from a test', () => {
	test('waitFor resolves with the call that makes it true, and says what is missing otherwise', async () => {
		const waiting = hospital.waitFor('lis', (log) => log.length === 2, 2_000);
		await send({ riskId: 'first' }, 'send', 'lis');
		await send({ riskId: 'second' }, 'send', 'lis');
		expect((await waiting).map(({ riskId }) => riskId)).toEqual(['first', 'second']);
		await expect(hospital.waitFor('lis', (log) => log.length === 9, 20)).rejects.toThrow(
			'lis has 2 calls after 20 ms',
		);
	});

	test('onCall hears of every call, also of those that the log has forgotten', async () => {
		const heard: LogEntry[] = [];
		const stop = hospital.onCall((system, entry) => {
			if (system === 'lis') heard.push(entry);
		});
		await send(VALUE, 'send', 'lis');
		hospital.clearLog('lis');
		await send(VALUE, 'send', 'emr');
		await send({ ...VALUE, riskId: 'R2' }, 'send', 'lis');
		stop();
		await send({ ...VALUE, riskId: 'R3' }, 'send', 'lis');
		expect(heard.map(({ riskId }) => riskId)).toEqual(['R1', 'R2']);
	});

	test('an entry says whether its answer has left, and not where the line was cut before', async () => {
		await send();
		await setFault({ mode: 'slow', delayMs: 5_000 });
		const url = `${hospital.url}/emr/outapi/risk/send`;
		expect(await post(url, JSON.stringify(VALUE), {}, 200)).toEqual({ failure: 'LIMIT' });
		expect(hospital.log('emr')).toMatchObject([
			{ taken: true, answered: true },
			{ taken: true, answered: false },
		]);
	});

	test('stop lets nobody wait', async () => {
		const other = await startHospital({ port: 0 });
		await other.setFault('emr', { mode: 'timeout' });
		const call = post(`${other.urlOf('emr')}/outapi/risk/send`, JSON.stringify(VALUE));
		await other.waitFor('emr', (log) => log.length === 1, 2_000);
		await other.stop();
		expect(await call).toEqual({ failure: 'ECONNRESET' });
	});

	test('a taken port is an error at the start', async () => {
		await expect(startHospital({ port: hospital.port })).rejects.toMatchObject({
			code: 'EADDRINUSE',
		});
	});
});

test('the overview shows what came in, without names, and nothing that came in runs in it', async () => {
	await send({ ...VALUE, content: '<script>alert(1)</script>' });
	await setFault({ mode: 'slow' }, 'his');
	const page = await (await fetch(hospital.url)).text();
	expect(page).toContain('欧**');
	expect(page).not.toContain('欧阳修');
	expect(page).toContain('&lt;script&gt;alert(1)');
	expect(page).not.toContain('<script>alert');
	expect(page).toContain('故障 slow');
	expect(page).toMatch(/电子病历[\s\S]*医院信息系统[\s\S]*危急值平台[\s\S]*检验信息系统/);
});
