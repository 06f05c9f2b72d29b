import { createHash } from 'node:crypto';
import type { Kind } from './fields';

/** Part of what is hashed: a later change of the canonical form must not collide with this one. */
const FORM = 'critical-value/1';

/** JSON with every object's keys in one order. */
function orderedJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(orderedJson).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
	const object = value as Record<string, unknown>;
	const members = Object.keys(object)
		.filter((key) => object[key] !== undefined)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${orderedJson(object[key])}`);
	return `{${members.join(',')}}`;
}

/**
 * Identifies a message for duplicates (interface.md, decision 9): kind, riskId, flag and the whole
 * canonical content. The order of keys does not matter, the order of array elements does.
 *
 * @param canonical the fields as they were normalised, without anything we put in ourselves (a time
 *   of receipt that stands in for a missing time would make every repetition a new message)
 * @returns SHA-256, hex
 */
export function fingerprint(
	kind: Kind,
	riskId: string,
	flag: string,
	canonical: Record<string, unknown>,
): string {
	const text = orderedJson([FORM, kind, riskId, flag, canonical]);
	return createHash('sha256').update(text, 'utf8').digest('hex');
}
