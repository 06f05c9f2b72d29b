import type { WireField } from './fields';
import { trimEdges } from './text';

/** Longest text looked at: the longest value with a label has some 20 characters. */
const LONGEST_FORM = 64;

/**
 * The document gives Chinese labels for reportType, patientClass and sysType, and those are taken as
 * the values they stand for. It gives none for flag, where a wrong guess would cancel an alarm: a
 * sender's own word there stays as it came, with a warning.
 */
const WITHOUT_LABELS: ReadonlySet<string> = new Set(['flag']);

/** Labels beside the tables' own. 反射 is the document's misprint for 放射 (interfaces 2 and 3). */
const FURTHER_LABELS: ReadonlyArray<readonly [field: string, label: string, value: string]> = [
	['reportType', '反射', 'Pacs'],
];

/** `pacs[反射]`, `Lis（检验）`, `【检验】`: what stands before the bracket, and in it. */
const BRACKETED = /^([^[(【〔{]*)[[(【〔{]([^\])】〕}]*)[\])】〕}]$/;

/** `B--留观`, `I：住院`, `Outpatient-门诊医生站`: how the document itself writes value and label. */
const VALUE_AND_LABEL = /^([^-—–:\s]+)[-—–:\s]+([^-—–:\s]+)$/;

/** Full-width to half-width, letter case and invisible edges away. */
function fold(text: string): string {
	return trimEdges(text.normalize('NFKC')).toLowerCase();
}

type Forms = ReadonlyMap<string, string>;

function formsOf(field: WireField): Forms {
	const forms = new Map<string, string>();
	for (const { value, zh } of field.values ?? []) {
		if (!WITHOUT_LABELS.has(field.name)) forms.set(fold(zh), value);
		forms.set(fold(value), value);
	}
	for (const [name, label, value] of FURTHER_LABELS) {
		if (name === field.name) forms.set(fold(label), value);
	}
	return forms;
}

/** One map a table row, built once: rows are constants of fields.ts. */
const cache = new WeakMap<WireField, Forms>();

function knownForms(field: WireField): Forms {
	const known = cache.get(field) ?? formsOf(field);
	cache.set(field, known);
	return known;
}

/**
 * The canonical spelling of an enumerated value (interface.md, decision 4): letter case, full-width
 * forms and a bracketed label don't matter, and a documented Chinese label stands for its value.
 *
 * @param field a row of a table that lists values
 * @param text what came
 * @returns the canonical value, or undefined where the text is none of them
 */
export function canonicalValue(field: WireField, text: string): string | undefined {
	if (text.length > LONGEST_FORM) return undefined;
	const forms = knownForms(field);
	const folded = fold(text);
	const direct = forms.get(folded);
	if (direct !== undefined) return direct;

	const [, before, inside] = BRACKETED.exec(folded) ?? [];
	if (before !== undefined && inside !== undefined) return forms.get(fold(before || inside));

	// Without brackets both halves have to agree: "I-3" is no inpatient.
	const [, value, label] = VALUE_AND_LABEL.exec(folded) ?? [];
	if (value === undefined || label === undefined) return undefined;
	const canonical = forms.get(value);
	return canonical !== undefined && canonical === forms.get(label) ? canonical : undefined;
}
