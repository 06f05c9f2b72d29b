/** Critical values as a sender makes them; invented people, and each message another one. */
import { wireFields } from '../../lib/contract/fields';

const EXAMPLE = Object.fromEntries(wireFields(1).map(({ name, example }) => [name, example]));

/** @returns the JSON body of a message, in the size that real ones have (half a kilobyte) */
export function bodyOf(riskId: string): string {
	return JSON.stringify({ ...EXAMPLE, riskId });
}
