import type { Ledger } from '../../../lib/ledger/types';
import { executionOf, messagesOf, rememberExecution } from '../../../lib/n8n/ledger/executions';

const ledger = {} as Ledger;

/** An execution of two messages. */
const remember = (executionId: string, ...ids: number[]) =>
	rememberExecution(executionId, {
		ledger,
		byRiskId: new Map(ids.map((id) => [`R${id}`, id])),
		receivedAt: new Map(),
		following: new Set(),
		startedAt: 0,
	});

it('of a message nobody asks for, no more is kept than of its execution', () => {
	remember('first', 1, 2);
	remember('second', 2);
	expect(executionOf(ledger, 1)).toBe('first');
	remember('first again', 1);
	for (let n = 0; n < 2_000; n += 1) remember(`later ${n}`, 10 + n);
	for (const executionId of ['first', 'second', 'first again']) {
		expect(messagesOf(executionId)).toBeUndefined();
	}
	expect(executionOf(ledger, 1)).toBeUndefined();
	expect(executionOf(ledger, 2)).toBeUndefined();
	expect(executionOf(ledger, 10)).toBe('later 0');
});

it('a message that runs again belongs to the later execution, whichever makes room', () => {
	remember('early', 5_000);
	for (let n = 0; n < 1_999; n += 1) remember(`between ${n}`, 6_000 + n);
	remember('late', 5_000);
	expect(messagesOf('early')).toBeUndefined();
	expect(executionOf(ledger, 5_000)).toBe('late');
});
