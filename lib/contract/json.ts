import { walkJson, type JsonEvents } from './jsonWalk';

/** Deepest nesting that becomes objects. Whoever handles an item later may recurse; 100 is safe everywhere. */
export const MOST_LEVELS = 100;

/** Most places noted of one kind: enough to mend a sender, too few to be a burden. */
const MOST_NOTES = 200;

/** Names that reach an object's prototype where careless code merges objects by key. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key is never passed on. */
export function isReservedKey(key: string): boolean {
	return RESERVED_KEYS.has(key);
}

/** Where a value is not a faithful picture of its text. Paths such as `extra.list.0.name`. */
export interface JsonNotes {
	duplicates: Set<string>;
	reserved: Set<string>;
	tooDeep: Set<string>;
}

export type JsonReading =
	| {
			ok: true;
			/** As from JSON.parse, but: numbers that a double can't hold are their digits as text. */
			value: unknown;
			notes: JsonNotes;
			/** Source texts of the outermost object's values, for the keys asked for. */
			sources: Map<string, string>;
	  }
	/** `at`: index of the first character that can't be JSON. */
	| { ok: false; at: number };

interface Frame {
	readonly container: unknown[] | Record<string, unknown>;
	readonly start: number;
	key: string;
}

/** Builds the value while the text is walked through. */
class TreeBuilder implements JsonEvents {
	value: unknown;
	readonly notes: JsonNotes = { duplicates: new Set(), reserved: new Set(), tooDeep: new Set() };
	readonly sources = new Map<string, string>();
	private readonly frames: Frame[] = [];
	/** Levels open beyond the limit, and where the first of them began. */
	private buried = 0;
	private buriedStart = 0;

	constructor(
		private readonly text: string,
		private readonly wantsSource: (key: string) => boolean,
	) {}

	open(isArray: boolean, start: number): void {
		if (this.frames.length < MOST_LEVELS) {
			this.frames.push({ container: isArray ? [] : {}, start, key: '' });
			return;
		}
		if (this.buried === 0) this.buriedStart = start;
		this.buried++;
	}

	key(name: string): void {
		const frame = this.frames.at(-1);
		if (this.buried > 0 || !frame) return;
		frame.key = name;
		if (RESERVED_KEYS.has(name)) this.note(this.notes.reserved);
		else if (Object.hasOwn(frame.container, name)) this.note(this.notes.duplicates);
	}

	scalar(value: unknown, start: number, end: number): void {
		if (this.buried === 0) this.attach(value, start, end);
	}

	close(end: number): void {
		if (this.buried === 0) {
			const frame = this.frames.pop();
			if (frame) this.attach(frame.container, frame.start, end);
			return;
		}
		this.buried--;
		if (this.buried > 0) return;
		this.note(this.notes.tooDeep);
		this.attach(this.text.slice(this.buriedStart, end), this.buriedStart, end);
	}

	private attach(value: unknown, start: number, end: number): void {
		const frame = this.frames.at(-1);
		if (!frame) {
			this.value = value;
		} else if (Array.isArray(frame.container)) {
			frame.container.push(value);
		} else if (!RESERVED_KEYS.has(frame.key)) {
			frame.container[frame.key] = value;
			const outermost = this.frames.length === 1;
			if (outermost && this.wantsSource(frame.key)) {
				this.sources.set(frame.key, this.text.slice(start, end));
			}
		}
	}

	private note(paths: Set<string>): void {
		if (paths.size >= MOST_NOTES) return;
		const steps = this.frames.map(({ container, key }) =>
			Array.isArray(container) ? String(container.length) : key,
		);
		paths.add(steps.join('.'));
	}
}

/**
 * Reads a JSON text exactly. Own code, since JSON.parse rounds ids above 2^53, hides duplicate keys
 * and takes `__proto__` for a field. What it accepts is exactly what JSON.parse accepts.
 *
 * @param wantsSource which of the outermost object's values are also wanted as they were written
 */
export function readJson(text: string, wantsSource: (key: string) => boolean): JsonReading {
	const builder = new TreeBuilder(text, wantsSource);
	const at = walkJson(text, builder);
	if (at !== undefined) return { ok: false, at };
	return { ok: true, value: builder.value, notes: builder.notes, sources: builder.sources };
}
