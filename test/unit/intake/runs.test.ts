import { formRuns } from '../../../lib/intake/runs';
import type { ClaimedMessage } from '../../../lib/ledger/types';

const claimed = (count: number, more: Partial<ClaimedMessage> = {}): ClaimedMessage[] =>
	Array.from({ length: count }, (_, n) => ({
		...{ id: n + 1, verdict: 'accepted' as const, riskId: `R${n}`, item: '{}', attempts: 1 },
		...{ scheduledFrom: 0, solo: false, earlierOpen: false, deliveriesOnly: false },
		...more,
	}));

const sizes = (runs: ClaimedMessage[][]) => runs.map(({ length }) => length);

test.each([
	['few, and room for each', 3, 4, [1, 1, 1]],
	['more than there is room for', 8, 4, [2, 2, 2, 2]],
	['a backlog', 90, 4, [20, 20, 20, 20, 10]],
	['as many in one as it takes', 25, 1, [20, 5]],
	['none', 0, 4, []],
])('%s', (_, count, free, expected) => {
	expect(sizes(formRuns(claimed(count), free, 20))).toEqual(expected);
});

test('what must run alone does, and the other verdict goes apart', () => {
	const [solo, rejected, ...rest] = claimed(5);
	const messages = [{ ...solo, solo: true }, { ...rejected, verdict: 'rejected' }, ...rest];
	const runs = formRuns(messages as ClaimedMessage[], 1, 20);
	expect(runs.map((run) => run.map(({ id }) => id))).toEqual([[1], [2], [3, 4, 5]]);
});
