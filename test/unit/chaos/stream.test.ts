import { readPlan } from '../../../chaos/arguments';
import { digestOf, messagesOf, outgoing } from '../../../chaos/stream/messages';
import { plainWorkflow } from '../../../chaos/subjects/plain';
import { withThrowingNode } from '../../../chaos/scenarios/brokenWorkflow';
import hub from '../../../workflows/hub.json';

const first = (sender: number, seed: number, count: number) => {
	const messages = messagesOf(sender, seed);
	return Array.from({ length: count }, () => messages.next().value);
};

describe('messages', () => {
	test('a sender’s are told apart, and share no riskId with another’s', () => {
		const [one, two] = [first(1, 5, 200), first(2, 5, 200)];
		expect(new Set([...one, ...two].map(({ id }) => id)).size).toBe(400);
		const riskIds = new Set(one.map(({ riskId }) => riskId));
		expect(two.some(({ riskId }) => riskIds.has(riskId))).toBe(false);
	});

	test('have adds, and updates and withdrawals behind them', () => {
		const seen = new Map<string, string[]>();
		for (const { riskId, body } of first(1, 5, 200)) {
			const { flag } = JSON.parse(body) as { flag: string };
			seen.set(riskId, [...(seen.get(riskId) ?? []), flag]);
		}
		const chains = [...seen.values()];
		expect(chains.every(([flag]) => flag === 'add')).toBe(true);
		expect(chains.flat()).toEqual(expect.arrayContaining(['update', 'delete']));
		expect(Math.max(...chains.map(({ length }) => length))).toBeGreaterThan(2);
	});

	test('the digest is that of the body as it is sent, and changes with its content', () => {
		for (const { body, digest } of first(3, 5, 50)) expect(digestOf(JSON.parse(body))).toBe(digest);
		const value = { riskId: 'R', flag: 'add', content: '血钾:7.1' };
		expect(outgoing('X', value).digest).not.toBe(
			outgoing('X', { ...value, content: '血钾:7.2' }).digest,
		);
		expect(digestOf('no JSON')).not.toBe(outgoing('X', value).digest);
	});

	test('a seed repeats them', () => {
		const riskIds = (seed: number) => first(1, seed, 20).map(({ riskId }) => riskId);
		expect(riskIds(5)).toEqual(riskIds(5));
		expect(riskIds(5)).not.toEqual(riskIds(6));
	});
});

describe('workflows', () => {
	const trigger = 'Critical Value 收到危急值';
	const targets = (file: { connections: object }, node: string) => {
		const connections = file.connections as Record<
			string,
			{ main: Array<Array<{ node: string }>> }
		>;
		return connections[node]?.main.map((output) => output.map((one) => one.node));
	};

	test('the throwing node stands between the trigger and all that was behind it', () => {
		const broken = withThrowingNode(hub);
		expect(targets(broken, trigger)).toEqual([['Broken 损坏'], targets(hub, trigger)?.[1]]);
		expect(targets(broken, 'Broken 损坏')).toEqual([targets(hub, trigger)?.[0]]);
	});

	test('the plain workflow calls both systems, each with all the tries n8n has', () => {
		const file = plainWorkflow('http://emr', 'http://his');
		expect(targets(file, 'Webhook')).toEqual([['EMR', 'HIS']]);
		for (const node of file.nodes.slice(1)) {
			expect(node).toMatchObject({ retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 });
		}
	});
});

describe('the command line', () => {
	test('all scenarios without arguments', () => {
		const { runs, compare } = readPlan([], 42);
		expect(runs.map(({ scenario }) => scenario)).toEqual([
			'kills',
			'outage',
			'broken-workflow',
			'postgres',
		]);
		expect(compare).toBe(false);
	});

	test('a comparison runs each scenario against both', () => {
		const { runs } = readPlan(['--compare', '--scenario', 'kills'], 42);
		expect(runs).toEqual([
			{ scenario: 'kills', against: 'plain' },
			{ scenario: 'kills', against: 'ours' },
		]);
	});

	test.each([
		[['--messages', 'many'], '--messages'],
		[['--scenario', 'fire'], '--scenario'],
		[['--against', 'plain', '--scenario', 'postgres'], '--scenario'],
		[['--unknown'], 'unknown'],
		[['--help'], 'npm run chaos'],
	])('%j is answered with help', (args, named) => {
		expect(() => readPlan(args, 42)).toThrow(named);
	});
});
