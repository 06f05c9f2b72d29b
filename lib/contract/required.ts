import { wireNameOf } from './fields';
import type { IncomingField } from './normalise';
import { warn, type Warning } from './warnings';
import { isAbsent } from './wireValue';

/** Names are compared without letter case, as everywhere else: an admin may type `patientname`. */
const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * The required fields that are absent or blank. What counts is what came: a stand-in (the time of
 * receipt, flag add) fills no requirement.
 *
 * @param names as an admin entered them: wire names of any letter case, or names of unknown fields
 */
export function missingFields(
	names: readonly string[],
	incoming: readonly IncomingField[],
): Warning[] {
	const wanted = new Set(names.map((name) => name.trim()).filter((name) => name !== ''));
	return [...wanted].flatMap((name) => {
		const there =
			incoming.find((one) => one.name === name) ?? incoming.find((one) => sameName(one.name, name));
		if (there && !isAbsent(there.value)) return [];
		return [warn(wireNameOf(name) ?? name, 'REQUIRED_MISSING')];
	});
}
