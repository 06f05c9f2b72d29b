import { wireFields, wireNameOf, type InterfaceNumber, type WireField } from './fields';
import { departures } from './schemas';
import { MOST_WARNINGS, warn, WarningList } from './warnings';
import { readWireValue, type Incoming, type ReadingContext } from './wireValue';

/** A field as it came, under the name it came with. */
export interface IncomingField extends Incoming {
	name: string;
}

export interface Normalised {
	/** Wire fields under their wire names with wire types; unknown fields as they came. */
	fields: Record<string, unknown>;
	/** The same without what we put in ourselves: this is what the fingerprint is made of. */
	canonical: Record<string, unknown>;
	warnings: WarningList;
}

/**
 * Finds the wire fields among names. The exact name wins; where it is absent, the first name that
 * differs in letter case only is taken for it. Any further variant stays an unknown field.
 */
export function matchNames(
	names: Iterable<string>,
	table: readonly WireField[],
): Map<string, WireField> {
	const byName = new Map(table.map((field) => [field.name, field]));
	const matched = new Map<string, WireField>();
	const variants: Array<readonly [name: string, field: WireField]> = [];
	for (const name of names) {
		const field = byName.get(wireNameOf(name) ?? '');
		if (!field) continue;
		if (field.name === name) matched.set(name, field);
		else variants.push([name, field]);
	}
	const found = new Set([...matched.values()].map(({ name }) => name));
	for (const [name, field] of variants) {
		if (found.has(field.name)) continue;
		found.add(field.name);
		matched.set(name, field);
	}
	return matched;
}

/** Fields that a message always has, whether they came or not. */
function isAlwaysThere(field: WireField): boolean {
	return field.type === 'timestamp' || field.name === 'flag';
}

function withoutStandIns(
	fields: Record<string, unknown>,
	stoodIn: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
	const said: Record<string, unknown> = {};
	for (const name of Object.keys(fields)) {
		const value = stoodIn.has(name) ? stoodIn.get(name) : fields[name];
		if (value !== undefined) said[name] = value;
	}
	return said;
}

/** The wire fields, and as many of the others as can get a warning: there may be a million. */
function firstUnknown(
	message: Record<string, unknown>,
	table: readonly WireField[],
): Record<string, unknown> {
	const names = Object.keys(message);
	if (names.length <= MOST_WARNINGS) return message;
	const known = new Set(table.map(({ name }) => name));
	const unknown = names.filter((name) => !known.has(name)).slice(0, MOST_WARNINGS);
	const kept = names.filter((name) => known.has(name)).concat(unknown);
	return Object.fromEntries(kept.map((name) => [name, message[name]]));
}

/**
 * Brings a message into the form of its table (interface.md, decisions 2 to 6). Refuses nothing.
 *
 * @param incoming fields in the order in which they came; reserved keys must be gone
 */
export function normalise(
	n: InterfaceNumber,
	incoming: readonly IncomingField[],
	context: ReadingContext,
): Normalised {
	const table = wireFields(n);
	const matched = matchNames(
		incoming.map(({ name }) => name),
		table,
	);
	const fields: Record<string, unknown> = {};
	const stoodIn = new Map<string, unknown>();
	const warnings = new WarningList();
	const settled = new Set<string>();

	const take = (field: WireField, value: Incoming) => {
		const reading = readWireValue(field, value, context);
		fields[field.name] = reading.value;
		if (reading.canonical !== reading.value) stoodIn.set(field.name, reading.canonical);
		if (reading.settled) settled.add(field.name);
		warnings.addAll(reading.warnings);
	};
	for (const one of incoming) {
		const field = matched.get(one.name);
		if (!field) {
			fields[one.name] = one.value;
			continue;
		}
		if (one.name !== field.name) warnings.add(warn(field.name, 'FIELD_NAME_CASE'));
		take(field, one);
	}
	for (const field of table) {
		if (isAlwaysThere(field) && !Object.hasOwn(fields, field.name)) {
			take(field, { value: undefined });
		}
	}
	const canonical = stoodIn.size === 0 ? fields : withoutStandIns(fields, stoodIn);
	const judged = firstUnknown(canonical, table);
	warnings.addAll(departures(n, judged, settled));
	return { fields, canonical, warnings };
}
