import { LisRegister, rowOf } from '../../../demo/hospital/lisRegister';
import { startHospital, type Hospital } from '../../../demo/hospital/server';

const row = (riskId: string, sentTime = 1_000) => ({
	riskId,
	reqId: 'Q1',
	reportType: 'Lis',
	sentTime,
	patientNo: 'ZY1',
});

let hospital: Hospital;

beforeEach(async () => {
	hospital = await startHospital({ port: 0 });
});

afterEach(async () => {
	await hospital.stop();
});

async function ask(query = '', init: RequestInit = {}): Promise<[number, unknown]> {
	const response = await fetch(`${hospital.url}/lis/critical-values${query}`, init);
	return [response.status, await response.json()];
}

const post = async (body: unknown) => await ask('', { method: 'POST', body: JSON.stringify(body) });

test('lists what was registered, oldest first, one or several at a time', async () => {
	expect(await ask()).toEqual([200, []]);
	expect(await post(row('B', 2_000))).toEqual([200, { taken: 1 }]);
	expect(await post([row('A', 1_000), row('C', 3_000)])).toEqual([200, { taken: 2 }]);
	expect(await ask()).toEqual([200, [row('A', 1_000), row('B', 2_000), row('C', 3_000)]]);
});

test('a period includes its beginning and not its end', async () => {
	await post([row('A', 1_000), row('B', 2_000), row('C', 3_000)]);
	const ids = async (query: string) =>
		((await ask(query))[1] as Array<{ riskId: string }>).map(({ riskId }) => riskId);
	expect(await ids('?from=2000')).toEqual(['B', 'C']);
	expect(await ids('?to=2000')).toEqual(['A']);
	expect(await ids('?from=1000&to=3000')).toEqual(['A', 'B']);
	expect(await ids('?from=&to=')).toEqual(['A', 'B', 'C']);
	expect((await ask('?from=yesterday'))[0]).toBe(400);
	expect((await ask('?to=1e'))[0]).toBe(400);
});

test('what is known stays as it was first sent; the calls of the LIS are not in it', async () => {
	await post([row('A', 1_000)]);
	await post([row('A', 9_000)]);
	await fetch(`${hospital.urlOf('lis')}/outapi/risk/send`, {
		method: 'POST',
		body: '{"riskId":"X"}',
	});
	expect(await ask()).toEqual([200, [row('A', 1_000)]]);
});

test.each([
	['no JSON', '{'],
	['nothing', 'null'],
	['no riskId', JSON.stringify({ sentTime: 1 })],
	['no time', JSON.stringify({ riskId: 'A' })],
	['a time in words', JSON.stringify({ riskId: 'A', sentTime: 'now' })],
	['one wrong among right ones', JSON.stringify([row('A'), {}])],
])('refuses %s, and takes nothing', async (_, body) => {
	const [status, reply] = await ask('', { method: 'POST', body });
	expect(status).toBe(400);
	expect(reply).toEqual({ error: expect.stringMatching(/\S/) });
	expect((await ask('', { method: 'DELETE' }))[0]).toBe(405);
	expect(await ask()).toEqual([200, []]);
});

test('a row is made of a message, whatever its time looks like', () => {
	const body = { ...row('A'), sendTime: 5, patientName: '张三', content: 'x' };
	expect(rowOf(body)).toEqual(row('A', 5));
	expect(rowOf({ ...body, sendTime: '2026-01-02 08:00:00' }).sentTime).toBe(Date.UTC(2026, 0, 2));
});

test('forgets the oldest beyond ten thousand', () => {
	const register = new LisRegister();
	for (let serial = 1; serial <= 10_001; serial += 1) register.add(row(`R${serial}`, serial));
	expect(register.list()).toHaveLength(10_000);
	expect(register.list()[0]?.riskId).toBe('R2');
});
