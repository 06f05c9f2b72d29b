import { accepted, refused } from '../../../lib/contract/envelope';
import type { AcceptedItem, IntakeOutcome, RejectedItem } from '../../../lib/intake/intake';
import { handOver } from '../../../lib/n8n/trigger/handOver';

const item = { riskId: 'R1' };
type Kept = Exclude<IntakeOutcome, { kind: 'refused' }>;
const outcome = (fields: object) => fields as Kept;

it('puts an accepted message on the first output, and answers 0', () => {
	const result = handOver(
		outcome({ kind: 'accepted', envelope: accepted(), item: item as unknown as AcceptedItem }),
	);
	expect(result).toEqual({
		webhookResponse: { code: 0, msg: 'ok' },
		workflowData: [[{ json: item }], []],
	});
});

it('puts a rejected one on the second, and answers what was wrong', () => {
	const envelope = refused('BODY_EMPTY');
	const result = handOver(
		outcome({ kind: 'rejected', envelope, item: item as unknown as RejectedItem }),
	);
	expect(result).toEqual({ webhookResponse: envelope, workflowData: [[], [{ json: item }]] });
});
