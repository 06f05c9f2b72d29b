import { exactNumber } from './exactNumber';

/** What a JSON text consists of, in its order. Positions are indexes into the text. */
export interface JsonEvents {
	open(isArray: boolean, start: number): void;
	key(name: string): void;
	/** A text, number, boolean or null. A number that JavaScript can't hold comes as its digits. */
	scalar(value: string | number | boolean | null, start: number, end: number): void;
	close(end: number): void;
}

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Thrown inside this module only: `at` is where the text stops being JSON. */
class NotJson extends Error {
	constructor(readonly at: number) {
		super('not JSON');
	}
}

/** The kinds of the containers open at a place, a byte each: 16 MB of `[` must not cost gigabytes. */
class OpenContainers {
	private kinds = new Uint8Array(128);
	size = 0;

	push(isArray: boolean): void {
		if (this.size === this.kinds.length) {
			const larger = new Uint8Array(2 * this.size);
			larger.set(this.kinds);
			this.kinds = larger;
		}
		this.kinds[this.size++] = isArray ? 1 : 0;
	}

	pop(): void {
		this.size--;
	}

	get innermostIsArray(): boolean {
		return this.kinds[this.size - 1] === 1;
	}
}

/** Reads the smallest parts of a JSON text, by hand: a pattern over 16 MB of digits overflows. */
class Scanner {
	at = 0;

	constructor(readonly text: string) {}

	get code(): number {
		return this.text.charCodeAt(this.at); // NaN at the end, which equals nothing
	}

	fail(at = this.at): never {
		throw new NotJson(at);
	}

	skipSpace(): void {
		for (;;) {
			const code = this.code;
			if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return;
			this.at++;
		}
	}

	/** Passes `code`, if it comes next. */
	passes(code: number): boolean {
		if (this.code !== code) return false;
		this.at++;
		return true;
	}

	string(): string {
		const start = this.at;
		if (!this.passes(QUOTE)) this.fail();
		let escaped = false;
		while (this.code !== QUOTE) {
			if (this.code === BACKSLASH) {
				escaped = true;
				this.at++;
			} else if (!(this.code >= SPACE)) {
				this.fail(); // a control character, or the end
			}
			this.at++;
		}
		const end = this.at++;
		return escaped ? this.unescape(start, end) : this.text.slice(start + 1, end);
	}

	/** A literal with escapes is JSON.parse's to read, so that they mean exactly what they mean there. */
	private unescape(start: number, end: number): string {
		try {
			return String(JSON.parse(this.text.slice(start, end + 1)));
		} catch {
			return this.fail(start);
		}
	}

	private digits(): void {
		const start = this.at;
		while (this.code >= ZERO && this.code <= NINE) this.at++;
		if (this.at === start) this.fail();
	}

	number(): string | number {
		const start = this.at;
		this.passes(MINUS);
		if (!this.passes(ZERO)) this.digits();
		if (this.passes(POINT)) this.digits();
		if (this.passes(69 /* E */) || this.passes(101 /* e */)) {
			if (!this.passes(43 /* + */)) this.passes(MINUS);
			this.digits();
		}
		const source = this.text.slice(start, this.at);
		return exactNumber(source) ?? source;
	}

	word(): boolean | null {
		for (const [word, value] of [
			['true', true],
			['false', false],
			['null', null],
		] as const) {
			if (!this.text.startsWith(word, this.at)) continue;
			this.at += word.length;
			return value;
		}
		return this.fail();
	}

	scalar(): string | number | boolean | null {
		if (this.code === QUOTE) return this.string();
		const numeric = this.code === MINUS || (this.code >= ZERO && this.code <= NINE);
		return numeric ? this.number() : this.word();
	}
}

/** One pass over one text. A loop with its own stack: however deep the nesting, ours stays as it is. */
class Walk {
	private readonly open = new OpenContainers();

	constructor(
		private readonly scan: Scanner,
		private readonly events: JsonEvents,
	) {}

	run(): void {
		do this.value();
		while (this.next());
		this.scan.skipSpace();
		if (this.scan.at < this.scan.text.length) this.scan.fail();
	}

	private key(): void {
		this.scan.skipSpace();
		this.events.key(this.scan.string());
		this.scan.skipSpace();
		if (!this.scan.passes(COLON)) this.scan.fail();
	}

	private close(): void {
		this.open.pop();
		this.events.close(this.scan.at);
	}

	/** Reads a whole scalar or empty container, or goes in as far as the first scalar. */
	private value(): void {
		const { scan, events } = this;
		for (;;) {
			scan.skipSpace();
			const start = scan.at;
			const isArray = scan.code === OPEN_ARRAY;
			if (!isArray && scan.code !== OPEN_OBJECT) {
				events.scalar(scan.scalar(), start, scan.at);
				return;
			}
			scan.at++;
			this.open.push(isArray);
			events.open(isArray, start);
			scan.skipSpace();
			if (scan.passes(isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) {
				this.close();
				return;
			}
			if (!isArray) this.key();
		}
	}

	/** After a value: leaves what ends here. Returns whether another value follows. */
	private next(): boolean {
		while (this.open.size > 0) {
			this.scan.skipSpace();
			const isArray = this.open.innermostIsArray;
			if (this.scan.passes(COMMA)) {
				if (!isArray) this.key();
				return true;
			}
			if (!this.scan.passes(isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) this.scan.fail();
			this.close();
		}
		return false;
	}
}

/**
 * Walks through a JSON text. Takes what JSON.parse takes and nothing else, in a time linear in the
 * text and without recursion.
 *
 * @returns undefined, or the index at which the text stops being JSON (events before it were sent)
 */
export function walkJson(text: string, events: JsonEvents): number | undefined {
	try {
		new Walk(new Scanner(text), events).run();
		return undefined;
	} catch (error) {
		if (error instanceof NotJson) return error.at;
		throw error;
	}
}
