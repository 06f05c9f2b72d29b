import { isPlausibleTime, readTime, readTimeForm } from '../../../lib/contract/time';
import { DateTime } from '../../../lib/thirdParty';

const SHANGHAI = 'Asia/Shanghai';
const NEW_YORK = 'America/New_York';
const MS = 1_645_431_150_154;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe('readTime', () => {
	it.each<[what: string, value: unknown]>([
		['a number', MS],
		['a number of seconds', MS / 1000],
		['digits', '1645431150154'],
		['an exponent', '1.645431150154E12'],
		['a Date', new Date(MS)],
		['a DateTime', DateTime.fromMillis(MS)],
		['a DateTime in another zone', DateTime.fromMillis(MS, { zone: NEW_YORK })],
		['toISOString', new Date(MS).toISOString()],
		['local time', '2022-02-21 16:12:30.154'],
		['slashes', '2022/02/21 16:12:30.154'],
		['17 digits', '20220221161230154'],
		['a zone in brackets', '2022-02-21T08:12:30.154Z[UTC]'],
	])('reads %s', (_what, value) => {
		expect(readTime(value, SHANGHAI)).toBe(MS);
	});

	it.each<[value: unknown]>([
		[NaN],
		[Infinity],
		[8.64e15 + 1],
		[-8.64e15 - 1],
		[''],
		['NaN'],
		['Infinity'],
		['0x17f'],
		['1645431150154L'],
		['1,645,431,150,154'],
		['16:12'],
		['T16:12:30'],
		['2022-02'],
		['2022-13-01 00:00:00'],
		['2022-02-30 00:00:00'],
		['2022-02-21 25:00:00'],
		['2022-02-21 16:60:00'],
		['2022-02-21T16:12:30+08:60'],
		['2022-02-21T16:12:30+15:00'],
		['2022-02-21/2022-02-22'],
		['21.02.2022 16:12'],
		['今天'],
		['1'.repeat(400)],
		[' '.repeat(1_000_000)],
		[new Date(NaN)],
		[DateTime.invalid('a test')],
		[{ toMillis: 'no function' }],
		[{ toMillis: () => 'no number' }],
		[{}],
		[[]],
		[[MS]],
		[null],
		[undefined],
		[true],
		[1n],
	])('cannot read %p', (value) => {
		expect(readTime(value, SHANGHAI)).toBeUndefined();
	});

	it('says which forms are not listed', () => {
		const listed = (value: unknown) => readTimeForm(value, SHANGHAI)?.listed;
		expect(listed('2022-02-21 16:12:30')).toBe(true);
		expect(listed('2022-02-21T16:12')).toBe(true);
		expect(listed('2022-02-21 16:12')).toBe(false);
		expect(listed('2022/2/21 16:12:30')).toBe(false);
		expect(listed('20220221161230')).toBe(false);
		expect(listed('2022年02月21日 16:12:30')).toBe(false);
	});

	it('knows summer and winter time', () => {
		const noon = (date: string) => readTime(`${date} 12:00:00`, NEW_YORK);
		expect(noon('2025-07-01')).toBe(Date.UTC(2025, 6, 1, 16));
		expect(noon('2025-01-01')).toBe(Date.UTC(2025, 0, 1, 17));
		expect(readTime('2025-07-01T12:00:00-04:00', SHANGHAI)).toBe(Date.UTC(2025, 6, 1, 16));
	});

	it('puts an hour that the clock skips or repeats beside it, not on another day', () => {
		const skipped = readTime('2025-03-09 02:30:00', NEW_YORK) ?? NaN;
		expect(Math.abs(skipped - Date.UTC(2025, 2, 9, 7))).toBeLessThanOrEqual(HOUR_MS);
		const repeated = readTime('2025-11-02 01:30:00', NEW_YORK);
		expect([Date.UTC(2025, 10, 2, 5, 30), Date.UTC(2025, 10, 2, 6, 30)]).toContain(repeated);
	});

	it('needs the zone only where there is no offset', () => {
		expect(readTime('2022-02-21T16:12:30.154+08:00', 'Nowhere/Land')).toBe(MS);
		expect(readTime(MS, '')).toBe(MS);
		expect(readTime('2022-02-21 16:12:30', 'Nowhere/Land')).toBeUndefined();
	});

	it('tells seconds from milliseconds at 1973', () => {
		expect(readTime(1e11, SHANGHAI)).toBe(1e11);
		expect(readTime(1e11 - 1, SHANGHAI)).toBe((1e11 - 1) * 1000);
		expect(readTime(-1, SHANGHAI)).toBe(-1000);
		expect(readTime(0, SHANGHAI)).toBe(0);
	});
});

describe('isPlausibleTime', () => {
	it('takes a day ahead and ten years behind, and no more', () => {
		const behind = 10 * 365.25 * DAY_MS;
		expect(isPlausibleTime(MS + DAY_MS, MS)).toBe(true);
		expect(isPlausibleTime(MS + DAY_MS + 1, MS)).toBe(false);
		expect(isPlausibleTime(MS - behind, MS)).toBe(true);
		expect(isPlausibleTime(MS - behind - 1, MS)).toBe(false);
	});
});
