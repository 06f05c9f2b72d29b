import { encodeGbk } from '../../../demo/hospital/gbk';
import { Random } from '../../../demo/hospital/random';
import { startHospital } from '../../../demo/hospital/server';
import type { SimulatedCall } from '../../../demo/hospital/caller';
import { Stream } from '../../../demo/hospital/stream';
import { freePort } from '../../../demo/n8n/ports';
import { readSimulation } from '../../../demo/simulate/arguments';
import { play } from '../../../demo/simulate/play';
import { summary } from '../../../demo/simulate/summary';
import { wireFields } from '../../../lib/contract/fields';

const NOW = 1_760_000_000_000;

function calls(seed: number, count: number): SimulatedCall[] {
	const stream = new Stream(new Random(seed), () => NOW);
	return Array.from({ length: count }, () => stream.next());
}

const values = (list: SimulatedCall[], field: string) =>
	new Set(list.map(({ body }) => body[field]));

describe('the stream', () => {
	const many = calls(1, 2_000);
	const adds = many.filter(({ what }) => what === 'add');

	test('repeats itself with the same seed only', () => {
		expect(calls(7, 50)).toEqual(calls(7, 50));
		expect(calls(7, 50)).not.toEqual(calls(8, 50));
	});

	test('has all that a hospital sends', () => {
		expect(values(many, 'flag')).toEqual(new Set(['add', 'update', 'delete']));
		for (const known of ['Lis', 'Ris', 'Pacs', 'Ecg']) {
			expect(values(adds, 'reportType')).toContain(known);
		}
		for (const known of ['B', 'E', 'I', 'O', 'T']) {
			expect(values(adds, 'patientClass')).toContain(known);
		}
		const kinds = new Set(many.map(({ what }) => what));
		expect(kinds).toEqual(new Set(['add', 'update', 'delete', 'handling result', 'feedback']));
		expect(many.some(({ encoding }) => encoding === 'gbk')).toBe(true);
		expect(values(adds, 'patientClass').size).toBeGreaterThan(5);
		expect(values(adds, 'reportType').size).toBeGreaterThan(4);
		expect(values(adds, 'patientName').size).toBeGreaterThan(300);
		expect(adds.some(({ body }) => /;.*;/.test(String(body.content)))).toBe(true);
	});

	test('uses the contract’s fields, all of them and no others', () => {
		const names = (number: 1 | 2 | 3) => wireFields(number).map(({ name }) => name);
		const numbers = { feedback: 3, 'handling result': 2, add: 1, update: 1, delete: 1 } as const;
		for (const { what, body } of many) {
			expect(Object.keys(body).sort()).toEqual([...names(numbers[what])].sort());
		}
	});

	test('begins with a new value, and what follows is about values that were sent', () => {
		const known = new Set<unknown>();
		for (const { what, body } of many) {
			expect(known.has(body.riskId)).toBe(what !== 'add');
			known.add(body.riskId);
			if (what === 'delete') known.delete(body.riskId);
		}
	});

	test('without its confirms it has all the rest, for others to confirm', () => {
		const stream = new Stream(new Random(1), () => NOW, false);
		const kinds = new Set(Array.from({ length: 500 }, () => stream.next().what));
		expect(kinds).toEqual(new Set(['add', 'update', 'delete']));
	});

	test('its bytes are the body in the encoding it names', () => {
		for (const { bytes, encoding, body } of many) {
			const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
			expect(JSON.parse(text)).toEqual(body);
		}
	});
});

test('GBK as TextDecoder reads it; what GBK lacks is an error', () => {
	expect(new TextDecoder('gbk').decode(encodeGbk('危急值 µ?'.replace('µ', 'μ')))).toBe('危急值 μ?');
	expect(encodeGbk('中').toString('hex')).toBe('d6d0');
	expect(() => encodeGbk('😀')).toThrow('GBK');
});

describe('the command line', () => {
	test('has defaults, and a seed from the clock', () => {
		expect(readSimulation([], 12_345_678)).toEqual({
			url: 'http://127.0.0.1:5678/outapi',
			count: 20,
			rate: 5,
			seed: 345_678,
			scenario: 'normal',
			hospital: 'http://127.0.0.1:5690',
			confirmRate: undefined,
			delay: 20,
			minutes: 3,
		});
	});

	test('takes all of them', () => {
		const args = ['--count', '3', '--rate=0.5', '--url', 'http://h:1/outapi/', '--seed', '9'];
		const more = ['--confirm-rate', '0.7', '--delay', '2.5', '--hospital', 'http://h:2/'];
		const day = ['--scenario', 'bad-day', '--minutes', '0.5'];
		expect(readSimulation([...args, ...more, ...day], 0)).toEqual({
			url: 'http://h:1/outapi',
			count: 3,
			rate: 0.5,
			seed: 9,
			scenario: 'bad-day',
			hospital: 'http://h:2',
			confirmRate: 0.7,
			delay: 2.5,
			minutes: 0.5,
		});
	});

	test('a bad day is slower and has wards, unless told otherwise; no share is a share', () => {
		const day = ['--scenario', 'bad-day'];
		expect(readSimulation(day, 0)).toMatchObject({ rate: 1, confirmRate: 0.7 });
		const told = [...day, '--rate', '9', '--confirm-rate', '0'];
		expect(readSimulation(told, 0)).toMatchObject({ rate: 9, confirmRate: 0 });
		expect(readSimulation(['--confirm-rate', '1'], 0).confirmRate).toBe(1);
	});

	test.each([
		[['--count', '0'], '--count'],
		[['--rate', 'fast'], '--rate'],
		[['--url', 'localhost'], '--url'],
		[['--hospital', 'ftp://h'], '--hospital'],
		[['--confirm-rate', '1.1'], '--confirm-rate'],
		[['--confirm-rate', ''], '--confirm-rate'],
		[['--confirm-rate', '-0.1'], '--confirm-rate'],
		[['--delay', '0'], '--delay'],
		[['--minutes', 'x'], '--minutes'],
		[['--scenario', 'good-day'], 'normal, bad-day'],
		[['--speed', '3'], '--speed'],
		[['--help'], 'npm run simulate'],
	])('%j is refused with the help text', (args, named) => {
		expect(() => readSimulation(args, 0)).toThrow(named);
		expect(() => readSimulation(args, 0)).toThrow('--count  ');
	});
});

describe('playing', () => {
	const options = { count: 8, rate: 500 };
	const stream = () => new Stream(new Random(3), () => NOW);

	test('sends every call, shows each and sums up', async () => {
		const hospital = await startHospital({ port: 0 });
		await hospital.setFault('emr', { mode: 'code', code: 7, count: 2 });
		const lines: string[] = [];
		const url = `${hospital.urlOf('emr')}/outapi`;
		const results = await play(stream(), { ...options, url, onResult: (line) => lines.push(line) });
		await hospital.stop();
		expect(hospital.log('emr')).toHaveLength(8);
		expect(lines).toHaveLength(8);
		expect(lines.at(-1)).toMatch(/8\/8 .* → code \d, \d+ ms/);
		expect(summary(results)).toMatch(/Replies \(8\)\n +6 × code 0 {2}ok\n +2 × code 7 {2}系统繁忙/);
	});

	test('a reply that is not the contract’s is shown as such', async () => {
		const hospital = await startHospital({ port: 0 });
		await hospital.setFault('emr', { mode: 'html' });
		const url = `${hospital.urlOf('emr')}/outapi`;
		const [result] = await play(stream(), { url, count: 1, rate: 1, onResult: () => {} });
		await hospital.stop();
		expect(result?.reply).toContain('HTTP 200, not {code, msg}');
	});

	test('says in words that nothing listens, or nothing is published', async () => {
		const url = `http://127.0.0.1:${await freePort()}/outapi`;
		const nothing = play(stream(), { ...options, url, onResult: () => {} });
		await expect(nothing).rejects.toThrow(/Nothing listens there[\s\S]*npm start/);
		const hospital = await startHospital({ port: 0 });
		const lost = play(stream(), { ...options, url: hospital.url, onResult: () => {} });
		await expect(lost).rejects.toThrow(/no workflow is published/);
		await hospital.stop();
	});
});
