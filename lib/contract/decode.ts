import { parseContent, type ContentItem } from './content';
import { decodeText } from './encoding';
import { wireFields, wireNameOf, type InterfaceNumber, type Kind } from './fields';
import { fingerprint } from './fingerprint';
import { readJson, type JsonNotes, type JsonReading } from './json';
import { matchNames, normalise, type IncomingField, type Normalised } from './normalise';
import {
	reject,
	rejectTooLarge,
	rejectUnreadable,
	syntaxDetail,
	typeDetail,
	type Rejection,
} from './rejection';
import { missingFields } from './required';
import { holdsDamage, isBlank, isDamaged } from './text';
import { warn, WarningList, type Warning } from './warnings';
import { FLAG_BY_DEFAULT, isAbsent, readId } from './wireValue';

export type { Rejection } from './rejection';

export interface DecodeOptions {
	kind: Kind;
	/** Interfaces that are taken here; for `confirm` 2, 3 or both. */
	accept: readonly InterfaceNumber[];
	/** `tolerant`: departures are warnings. `strict`: any departure rejects. */
	mode: 'tolerant' | 'strict';
	/** IANA name of the workflow's time zone. */
	timeZone: string;
	/** Time of receipt, epoch milliseconds. */
	now: number;
	/** Names (wire names or others) that must be there and not blank. */
	requiredFields: readonly string[];
	maxBytes: number;
}

/** A message that can be identified, as it goes on from here. */
export interface RiskMessage {
	interface: InterfaceNumber;
	kind: Kind;
	riskId: string;
	/** `add`, `update`, `delete`; a word that is none of them stays as it came. */
	flag: string;
	/** Wire names with wire types, canonical values; unknown fields as they came. */
	fields: Record<string, unknown>;
	/** `content` item by item; empty for confirm. */
	items: ContentItem[];
	warnings: Warning[];
	/** The body as it came. Numbers that JavaScript can't hold are their digits as text. */
	raw: Record<string, unknown>;
	/** The body's text, only where `raw` is no faithful picture of it. */
	rawText?: string;
	encoding: string;
	/** SHA-256 of kind, riskId, flag and canonical content; see fingerprint.ts. */
	fingerprint: string;
}

export type Decoded = { ok: true; message: RiskMessage } | { ok: false; rejection: Rejection };

/** A body that has been read as far as a JSON object. */
interface Body {
	text: string;
	encoding: string;
	raw: Record<string, unknown>;
	incoming: IncomingField[];
	notes: JsonNotes;
}

const refusedBody = (rejection: Rejection): Decoded => ({ ok: false, rejection });

/** Notes about the JSON text itself. Damage can only be where the text shows it, written out or escaped. */
function textWarnings({ text, notes, incoming }: Body): WarningList {
	const warnings = new WarningList();
	for (const path of notes.duplicates) warnings.add(warn(path, 'DUPLICATE_KEY'));
	for (const path of notes.reserved) warnings.add(warn(path, 'RESERVED_KEY'));
	for (const path of notes.tooDeep) warnings.add(warn(path, 'NESTED_TOO_DEEPLY'));
	if (isDamaged(text) || /\\u(?:fffd|d[89a-f])/i.test(text)) {
		for (const { name, value } of incoming) {
			if (!isDamaged(name) && !holdsDamage(value)) continue;
			warnings.add(warn(wireNameOf(name) ?? name, 'REPLACEMENT_CHARACTER'));
		}
	}
	return warnings;
}

/**
 * Which interface a body belongs to (interface.md, decision 8). A feedbackId that is there but says
 * nothing (`""`, null) is the empty row of the document's template: interface 2 then has no such
 * field, and it is left out rather than called unknown.
 */
function chooseInterface(
	kind: Kind,
	incoming: IncomingField[],
): { n: InterfaceNumber; fields: IncomingField[]; warnings: Warning[] } {
	if (kind === 'send') return { n: 1, fields: incoming, warnings: [] };
	const feedback = fieldNamed('feedbackId', 3, incoming);
	if (feedback && readId(feedback) !== undefined) return { n: 3, fields: incoming, warnings: [] };
	if (!feedback || !isAbsent(feedback.value)) return { n: 2, fields: incoming, warnings: [] };
	const warnings = feedback.value === null ? [warn('feedbackId', 'FIELD_TYPE')] : [];
	return { n: 2, fields: incoming.filter((one) => one !== feedback), warnings };
}

/** The field that counts for a wire name: exact, or the first variant in letter case. */
function fieldNamed(
	name: string,
	n: InterfaceNumber,
	incoming: readonly IncomingField[],
): IncomingField | undefined {
	const row = wireFields(n).filter((field) => field.name === name);
	const [found] = matchNames(
		incoming.map((one) => one.name),
		row,
	).keys();
	return incoming.find((one) => one.name === found);
}

function assemble(
	body: Body,
	n: InterfaceNumber,
	kind: Kind,
	{ fields, canonical }: Normalised,
	warnings: Warning[],
): RiskMessage {
	const riskId = String(fields.riskId);
	const flag = typeof fields.flag === 'string' ? fields.flag : FLAG_BY_DEFAULT;
	const { duplicates, reserved, tooDeep } = body.notes;
	const faithful = duplicates.size + reserved.size + tooDeep.size === 0;
	return {
		interface: n,
		kind,
		riskId,
		flag,
		fields,
		items:
			kind === 'send' && typeof fields.content === 'string' ? parseContent(fields.content) : [],
		warnings,
		raw: body.raw,
		...(faithful ? {} : { rawText: body.text }),
		encoding: body.encoding,
		fingerprint: fingerprint(kind, riskId, flag, canonical),
	};
}

function judge(body: Body, options: DecodeOptions): Decoded {
	const { kind, accept, mode, timeZone, now } = options;
	const riskIdField = fieldNamed('riskId', kind === 'send' ? 1 : 3, body.incoming);
	const riskId = riskIdField && readId(riskIdField);
	if (riskId === undefined) {
		const faults = [
			warn(
				'riskId',
				riskIdField && !isAbsent(riskIdField.value) ? 'FIELD_TYPE' : 'REQUIRED_MISSING',
			),
		];
		return refusedBody(reject('RISK_ID_MISSING', { ...body, faults }));
	}
	const chosen = chooseInterface(kind, body.incoming);
	if (!accept.includes(chosen.n)) {
		const faults =
			kind === 'send'
				? []
				: [warn('feedbackId', chosen.n === 3 ? 'UNKNOWN_FIELD' : 'REQUIRED_MISSING')];
		const detail = { zh: `接口${chosen.n}`, en: `interface ${chosen.n}` };
		return refusedBody(reject('WRONG_INTERFACE', { ...body, riskId, faults, detail }));
	}
	const normalised = normalise(chosen.n, chosen.fields, { timeZone, now, standIn: now });
	const warnings = textWarnings(body);
	warnings.addAll([...chosen.warnings, ...normalised.warnings.all]);

	const departed = mode === 'strict' ? warnings.all : [];
	const missing = missingFields(options.requiredFields, body.incoming);
	if (missing.length > 0) {
		const faults = [...missing, ...departed];
		return refusedBody(
			reject('REQUIRED_FIELD_MISSING', { ...body, riskId, faults, named: missing }),
		);
	}
	if (departed.length > 0) {
		return refusedBody(
			reject('STRICT_VALIDATION', { ...body, riskId, faults: departed, named: departed }),
		);
	}
	return { ok: true, message: assemble(body, chosen.n, kind, normalised, warnings.all) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function incomingFields(raw: Record<string, unknown>, sources: Map<string, string>) {
	return Object.keys(raw).map((name): IncomingField => {
		const source = sources.get(name);
		return source === undefined ? { name, value: raw[name] } : { name, value: raw[name], source };
	});
}

function decodeBody(
	bytes: Uint8Array,
	contentType: string | undefined,
	options: DecodeOptions,
): Decoded {
	if (bytes.length > options.maxBytes) {
		return refusedBody(rejectTooLarge(bytes, contentType, options.maxBytes));
	}
	const decoded = decodeText(bytes, contentType);
	if (!decoded) return refusedBody(rejectUnreadable('BODY_UNREADABLE', bytes));
	const { text } = decoded;
	if (isBlank(text)) return refusedBody(reject('BODY_EMPTY', decoded));

	const json: JsonReading = readJson(text, (key) => wireNameOf(key) !== undefined);
	if (!json.ok) {
		return refusedBody(
			reject('BODY_NOT_JSON', { ...decoded, detail: syntaxDetail(text, json.at) }),
		);
	}
	const { value: raw, notes, sources } = json;
	if (!isRecord(raw)) {
		return refusedBody(reject('BODY_NOT_OBJECT', { ...decoded, detail: typeDetail(raw, text) }));
	}
	return judge({ ...decoded, raw, notes, incoming: incomingFields(raw, sources) }, options);
}

/**
 * Reads a request: bytes and content type in, a message or the reason why it is none out.
 *
 * Whatever has a riskId is a message (interface.md, decision 2), unless `options` ask for more. The
 * body is read as JSON whatever the content type says: callers send all kinds of it.
 *
 * @returns never throws: a fault of our own comes out as the rejection INTERNAL, with the bytes kept
 */
export function decode(
	bytes: Uint8Array,
	contentType: string | undefined,
	options: DecodeOptions,
): Decoded {
	try {
		return decodeBody(bytes, contentType, options);
	} catch {
		// The error is dropped on purpose: its text may quote the message. The bytes tell all there is.
		return refusedBody(rejectUnreadable('INTERNAL', bytes));
	}
}
