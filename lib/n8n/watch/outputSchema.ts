import { z } from '../../thirdParty';
import { valueSchema } from '../lifecycle/valueJson';
import { toOutputExample, type OutputExample } from '../outputExample';

/** What most workflows begin with: a step that fires. */
export const watchOutputExample = (): OutputExample =>
	toOutputExample(
		z.object({
			event: z.string(),
			...valueSchema.shape,
			step: z.object({
				name: z.string(),
				level: z.number().int(),
				afterMinutes: z.number(),
				fallback: z.boolean(),
			}),
			text: z.string(),
			received: z.object({
				messageId: z.number().int(),
				attempt: z.number().int(),
				timestamp: z.number().int(),
			}),
		}),
	);
