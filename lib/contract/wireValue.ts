import { canonicalValue } from './enums';
import { numberAsText } from './exactNumber';
import type { WireField } from './fields';
import { isBlank, trimEdges } from './text';
import { isPlausibleTime, readTimeForm } from './time';
import { warn, type Warning } from './warnings';

/** A value as it came. */
export interface Incoming {
	value: unknown;
	/** How it was written in the JSON text, where it came as one. */
	source?: string;
}

/** What a wire field's value becomes. */
export interface WireReading {
	/** Of the table's type; goes into the message. */
	value: unknown;
	/** What the sender said, for the fingerprint; undefined where nothing came. */
	canonical: unknown;
	warnings: Warning[];
	/** Whether all is said about this value, so that the schema need not judge it. */
	settled: boolean;
}

export interface ReadingContext {
	/** IANA name, for times without an offset. */
	timeZone: string;
	/** Epoch milliseconds: what times are compared with. */
	now: number;
	/** Epoch milliseconds: what stands in for a time that is missing or unreadable. */
	standIn: number;
}

/** A missing flag counts as `add` (interface.md, decision 4): better an alarm too many. */
export const FLAG_BY_DEFAULT = 'add';

/** Names by which a message and a feedback are found again: no stray blanks around them. */
const TRIMMED_FIELDS: ReadonlySet<string> = new Set(['riskId', 'feedbackId']);

type JsonKind = 'text' | 'number' | 'container' | 'boolean' | 'nothing';

/**
 * What a value is in JSON. The source text decides where there is one: the reader gives a number too
 * large for JavaScript, and what is nested too deeply, as text.
 */
function jsonKind({ value, source }: Incoming): JsonKind {
	const first = source?.charAt(0) ?? '';
	if (first === '{' || first === '[') return 'container';
	if (first === '-' || (first >= '0' && first <= '9')) return 'number';
	switch (typeof value) {
		case 'string':
			return 'text';
		case 'number':
			return Number.isFinite(value) ? 'number' : 'nothing';
		case 'bigint':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'object':
			return value === null ? 'nothing' : 'container';
		default:
			return 'nothing';
	}
}

function containerAsText({ value, source }: Incoming): string {
	if (source !== undefined) return source;
	try {
		const json = JSON.stringify(value) ?? '';
		// A Date or DateTime gives a JSON string; its quotes are no part of it.
		return json.startsWith('"') ? String(JSON.parse(json)) : json;
	} catch {
		return ''; // circular: made by hand in a Code node, and no text at all
	}
}

/** @returns the value as text, and whether it was of a type that a string field may have */
function asText(incoming: Incoming): { text: string; fits: boolean } {
	const { value, source } = incoming;
	const kind = jsonKind(incoming);
	switch (kind) {
		case 'text':
			return { text: String(value), fits: true };
		case 'number': {
			// Without the source, a number above 2^53 has already been rounded by whoever made it.
			const exact =
				source !== undefined ||
				typeof value === 'bigint' ||
				Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER;
			return { text: numberAsText(source ?? String(value)), fits: exact };
		}
		case 'boolean':
			return { text: String(value), fits: false };
		case 'container':
			return { text: containerAsText(incoming), fits: false };
		case 'nothing':
			return { text: '', fits: value === undefined };
		default: {
			const unreachable: never = kind;
			return unreachable;
		}
	}
}

/** Whether nothing came: absent, null, or a text of white space. */
export function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && isBlank(value));
}

/**
 * An id, if the value can be one: a text or number that is not blank. `true`, a list or an object
 * identifies nothing, though it could be written as a text.
 */
export function readId(incoming: Incoming): string | undefined {
	const kind = jsonKind(incoming);
	if (kind !== 'text' && kind !== 'number') return undefined;
	const id = trimEdges(asText(incoming).text);
	return id === '' ? undefined : id;
}

function readTimestamp(field: WireField, incoming: Incoming, context: ReadingContext): WireReading {
	const { value } = incoming;
	const { standIn, timeZone, now } = context;
	if (isAbsent(value)) {
		const warnings = [warn(field.name, 'TIME_MISSING')];
		return { value: standIn, canonical: undefined, warnings, settled: true };
	}
	const reading = readTimeForm(value, timeZone);
	if (!reading) {
		const warnings = [warn(field.name, 'TIME_UNREADABLE')];
		return { value: standIn, canonical: value, warnings, settled: true };
	}
	const warnings: Warning[] = [];
	if (!reading.listed) warnings.push(warn(field.name, 'TIME_FORM'));
	if (!isPlausibleTime(reading.ms, now)) warnings.push(warn(field.name, 'TIME_IMPLAUSIBLE'));
	return { value: reading.ms, canonical: reading.ms, warnings, settled: false };
}

function readString(field: WireField, incoming: Incoming): WireReading {
	const warnings: Warning[] = [];
	const { text, fits } = asText(incoming);
	const settled = { value: text, canonical: text, warnings, settled: true };
	if (!fits) warnings.push(warn(field.name, 'FIELD_TYPE'));
	if (TRIMMED_FIELDS.has(field.name)) {
		const id = readId(incoming) ?? '';
		if (fits && id !== text) warnings.push(warn(field.name, 'WHITESPACE'));
		return { value: id, canonical: id, warnings, settled: false };
	}
	if (!field.values) return settled;
	if (isBlank(text)) {
		if (field.name !== 'flag') return settled;
		warnings.push(warn(field.name, 'FLAG_MISSING'));
		return { ...settled, value: FLAG_BY_DEFAULT, canonical: FLAG_BY_DEFAULT };
	}
	// Not settled: the schema says whether what stands here now is one of the table's values.
	const value = canonicalValue(field, text) ?? text;
	return { value, canonical: value, warnings, settled: false };
}

/**
 * Reads one wire field: wire type, canonical spelling, and what was amiss. Nothing is refused here.
 *
 * @param incoming what came; `value` undefined for a field that is absent
 */
export function readWireValue(
	field: WireField,
	incoming: Incoming,
	context: ReadingContext,
): WireReading {
	return field.type === 'timestamp'
		? readTimestamp(field, incoming, context)
		: readString(field, incoming);
}
