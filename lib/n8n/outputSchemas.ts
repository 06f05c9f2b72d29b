import type { OutputExample } from './outputExample';
import { outputExamples as ledgerExamples } from './ledgerNode/outputSchema';
import { outputExamples as pushExamples } from './push/outputSchema';
import { triggerOutputExample } from './trigger/outputSchema';
import { watchOutputExample } from './watch/outputSchema';

/** One file for each operation of a node. */
const byOperation = (node: string, examples: Record<string, OutputExample>) =>
	Object.fromEntries(
		Object.entries(examples).map(([operation, example]) => [
			`nodes/${node}/__schema__/v1.0.0/${operation}.json`,
			example,
		]),
	);

/**
 * The output examples of all nodes. `gulp` writes them into the package, so that they cannot drift
 * from the code.
 *
 * @returns path below dist/ → content
 */
export function outputSchemas(): Record<string, OutputExample> {
	return {
		'nodes/RiskSendTrigger/__schema__/v2.0.0.json': triggerOutputExample('send'),
		'nodes/RiskConfirmTrigger/__schema__/v2.0.0.json': triggerOutputExample('confirm'),
		'nodes/RiskWatchTrigger/__schema__/v1.0.0.json': watchOutputExample(),
		...byOperation('RiskPush', pushExamples()),
		...byOperation('RiskLedger', ledgerExamples()),
	};
}
