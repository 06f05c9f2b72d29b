import type { OutputExample } from './outputExample';
import { outputExamples as pushExamples } from './push/outputSchema';
import { triggerOutputExample } from './trigger/outputSchema';

/**
 * The output examples of all nodes. `gulp` writes them into the package, so that they cannot drift
 * from the code.
 *
 * @returns path below dist/ → content
 */
export function outputSchemas(): Record<string, OutputExample> {
	const push = Object.entries(pushExamples()).map(
		([operation, example]) =>
			[`nodes/RiskPush/__schema__/v1.0.0/${operation}.json`, example] as const,
	);
	return {
		'nodes/RiskSendTrigger/__schema__/v2.0.0.json': triggerOutputExample('send'),
		'nodes/RiskConfirmTrigger/__schema__/v2.0.0.json': triggerOutputExample('confirm'),
		...Object.fromEntries(push),
	};
}
