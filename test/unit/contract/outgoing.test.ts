import { decode, type RiskMessage } from '../../../lib/contract/decode';
import { wireFields, type InterfaceNumber } from '../../../lib/contract/fields';
import { buildOutgoing } from '../../../lib/contract/outgoing';
import { wireSchema } from '../../../lib/contract/schemas';
import { DateTime } from '../../../lib/thirdParty';

const NOW = 1_764_000_000_000;
const SENT = 1_645_431_150_154;
const OPTIONS = { timeZone: 'Asia/Shanghai', now: NOW };

const build = (n: InterfaceNumber, source: Record<string, unknown>) =>
	buildOutgoing(n, source, OPTIONS);
const problems = (n: InterfaceNumber, source: Record<string, unknown>) =>
	build(n, source).problems.map(({ field, code }) => `${field} ${code}`);

const exampleOf = (n: InterfaceNumber) =>
	Object.fromEntries(wireFields(n).map(({ name, example }) => [name, example]));

function received(body: unknown, n: InterfaceNumber): RiskMessage {
	const decoded = decode(Buffer.from(JSON.stringify(body)), undefined, {
		...OPTIONS,
		kind: n === 1 ? 'send' : 'confirm',
		accept: [n],
		mode: 'tolerant',
		requiredFields: [],
		maxBytes: 1_000_000,
	});
	if (!decoded.ok) throw new Error(decoded.rejection.envelope.msg);
	return decoded.message;
}

/** An item as our triggers give it, with what other nodes of ours put beside it. */
function itemOf(body: unknown, n: InterfaceNumber): Record<string, unknown> {
	const { fields, items, warnings, raw } = received(body, n);
	const own = { delivery: { ok: true }, pairedItem: { item: 0 } };
	return { ...fields, items, warnings, raw, received: { timestamp: NOW }, ...own };
}

describe('buildOutgoing', () => {
	it.each([1, 2, 3] as const)('sends interface %s in the wire order, with nothing amiss', (n) => {
		const example = exampleOf(n);
		const shuffled = Object.fromEntries(Object.entries(example).reverse());
		const { body, riskId, problems: amiss } = build(n, shuffled);
		expect(Object.keys(body)).toEqual(wireFields(n).map(({ name }) => name));
		expect(body).toEqual(example);
		expect(riskId).toBe(example.riskId);
		expect(amiss).toEqual([]);
		expect(wireSchema(n).safeParse(body).success).toBe(true);
	});

	it.each([1, 2, 3] as const)('never sends the names our own nodes use (interface %s)', (n) => {
		const { body } = build(n, itemOf(exampleOf(n), n));
		expect(body).toEqual(exampleOf(n));
	});

	it('sends them from an item made by hand no more than from one of ours', () => {
		const own = { items: [], warnings: [], raw: 'x', received: {}, delivery: {}, pairedItem: 0 };
		expect(build(1, { ...exampleOf(1), ...own }).body).toEqual(exampleOf(1));
	});

	it('has no feedbackId in interface 2, and keeps it in interface 3', () => {
		const feedback = itemOf(exampleOf(3), 3);
		expect(build(2, feedback).body).toEqual(exampleOf(2));
		expect(build(3, feedback).body).toEqual(exampleOf(3));
		expect(build(2, { riskId: 'R1', FEEDBACKID: 'F1' }).body).not.toHaveProperty('FEEDBACKID');
	});

	it('carries no field of another interface over', () => {
		const { body } = build(3, { ...itemOf(exampleOf(1), 1), feedbackId: 'F1', responseTime: SENT });
		expect(Object.keys(body)).toEqual([
			'feedbackId',
			'riskId',
			'reqId',
			'reportType',
			'responseTime',
			'flag',
		]);
	});

	it("keeps the sender's unknown fields, behind the table's, and nothing that nodes added", () => {
		const sent = { age: 60, ...exampleOf(1), extra: { list: [1, null] } };
		const { body } = build(1, { ...itemOf(sent, 1), phone: '13800000000', matched: true });
		expect(body).toEqual(sent);
		expect(Object.keys(body).slice(-2)).toEqual(['age', 'extra']);
	});

	it("keeps a sender's field that has one of our names, from raw", () => {
		const sent = { riskId: 'R1', flag: 'add', sendTime: SENT, items: ['theirs'], received: 'yes' };
		expect(build(1, itemOf(sent, 1)).body).toEqual(sent);
	});

	it('takes an unknown field that was edited on the way', () => {
		const item = itemOf({ ...exampleOf(1), age: 60 }, 1);
		expect(build(1, { ...item, age: 61 }).body.age).toBe(61);
	});

	it('leaves out a wire field that was taken out on the way, though raw still has it', () => {
		const hidden = itemOf(exampleOf(1), 1);
		expect(build(1, { ...hidden, patientName: undefined }).body).not.toHaveProperty('patientName');
		delete hidden.patientName;
		expect(build(1, hidden).body).not.toHaveProperty('patientName');
	});

	it('takes an item made by hand as it is meant', () => {
		const { body } = build(1, {
			riskId: 7,
			RequestNo: 'x',
			patientClass: 'i',
			sendTime: '2022-02-21 16:12:30',
			age: 1,
		});
		expect(body).toEqual({
			riskId: '7',
			RequestNo: 'x',
			patientClass: 'I',
			sendTime: 1_645_431_150_000,
			flag: 'add',
			age: 1,
		});
	});

	it.each<[what: string, value: unknown, ms: number]>([
		['a Date', new Date(SENT), SENT],
		['a DateTime', DateTime.fromMillis(SENT), SENT],
		['local time', '2022-02-21 16:12:30', 1_645_431_150_000],
		['seconds', 1_645_431_150, 1_645_431_150_000],
	])('sends %s as epoch milliseconds', (_what, value, ms) => {
		expect(build(1, { riskId: 'R1', flag: 'add', sendTime: value })).toEqual({
			body: { riskId: 'R1', sendTime: ms, flag: 'add' },
			riskId: 'R1',
			problems: [],
		});
	});

	it('fills in a missing time from the receipt, else from the clock', () => {
		const source = { riskId: 'R1', flag: 'add' };
		expect(build(1, { ...source, received: { timestamp: SENT } }).body.sendTime).toBe(SENT);
		expect(build(1, source).body.sendTime).toBe(NOW);
		expect(build(1, { ...source, received: { timestamp: 'then' } }).body.sendTime).toBe(NOW);
		expect(problems(1, source)).toEqual(['sendTime TIME_MISSING']);
	});

	it('puts what it fills in where the table has it', () => {
		const { body } = build(1, { age: 60, reportType: 'Lis', content: '', riskId: 'R1' });
		const order = ['riskId', 'sendTime', 'content', 'flag', 'reportType', 'age'];
		expect(Object.keys(body)).toEqual(order);
	});

	it('leaves absent what is absent', () => {
		const source = { riskId: 'R1', flag: 'add', sendTime: SENT, patientName: undefined };
		expect(build(1, source).body).toEqual({ riskId: 'R1', sendTime: SENT, flag: 'add' });
	});

	it.each([
		[{}],
		[{ riskId: '' }],
		[{ riskId: ' \0' }],
		[{ riskId: null }],
		[{ riskId: true }],
		[{ riskId: ['R1'] }],
	])('has no riskId for %j', (source) => {
		expect(build(1, source).riskId).toBe('');
		expect(build(1, source).problems.length).toBeGreaterThan(0);
	});

	it('says what departs from the table', () => {
		const source = {
			riskId: 'R1',
			flag: '作废',
			patientClass: 'Q',
			sendTime: SENT,
			wardName: { a: 1 },
			age: 60,
		};
		expect(problems(1, source).sort()).toEqual([
			'age UNKNOWN_FIELD',
			'flag ENUM_UNKNOWN',
			'patientClass ENUM_UNKNOWN',
			'wardName FIELD_TYPE',
		]);
		expect(build(1, source).body).toMatchObject({
			flag: '作废',
			patientClass: 'Q',
			wardName: '{"a":1}',
		});
	});

	it('says that a number was rounded before it came here', () => {
		expect(problems(1, { riskId: 2 ** 53 + 2, flag: 'add', sendTime: SENT })).toEqual([
			'riskId FIELD_TYPE',
		]);
		expect(problems(1, { riskId: 2n ** 70n, flag: 'add', sendTime: SENT })).toEqual([]);
		expect(build(1, { riskId: 2n ** 70n }).riskId).toBe(String(2n ** 70n));
	});

	it('throws at nothing', () => {
		const circular: Record<string, unknown> = {
			riskId: 'R1',
			age: 1n,
			run: () => 1,
			sign: Symbol('x'),
		};
		circular.patientName = circular;
		const { body } = build(1, circular);
		expect(body).toMatchObject({ riskId: 'R1', age: '1', patientName: '' });
		expect(JSON.parse(JSON.stringify(body))).toEqual(body);
	});
});
