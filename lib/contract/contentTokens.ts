/**
 * The smallest parts of a report's content as sticky patterns. All are matched against pieces of
 * bounded length (see content.ts), and none nests one repetition in another over the same characters.
 */

/** A number without its sign. No leading zeros: `007` and the `02` of a date measure nothing. */
const NUMBER = '(?:0|[1-9]\\d*)(?:\\.\\d+)?(?![\\d])';

/** A double holds up to 15 digits exactly; a result has six at most. */
const MOST_DIGITS = 15;

/** Multiplier of a count, as in ×10^9/L; also with its superscript lost (×109/L). */
const POWER =
	'(?:[×xX*·]\\s?)?10\\s?[\\^*Ee]\\s?-?\\d{1,2}|(?:[×xX*·]\\s?)?10[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[×xX*·]\\s?10(?:12|9|6|3)(?=/)';

const VOLUME = '(?:[μumdcfn]?[Ll]|mm[3³]|HPF?|LPF?|hpf|lpf)(?![A-Za-z])';

const SIMPLE_UNITS = [
	'mm?ol',
	'[μunpf]mol',
	'[kmμunpf]?g',
	'mcg',
	'[dcmμunf]?L',
	'[dcmμunf]l',
	'[kmμu]?I?U',
	'[ABR]AU|[AR]U|KU',
	'[μun]?kat',
	'm?Eq',
	'm?Osm',
	'm?osm',
	'mmHg|cmH2O|k?Pa',
	'sec|ms|s|min|hr|h',
	'[cmμun]?m',
	'bpm|Hz|m?V',
	'copies|cps|cells|CFU|cfu|PFU',
	'COI|INR|RLU|FEU|DDU',
	'HPF?|LPF?|hpf|lpf',
].join('|');

/** Latin units: known words, or any words around a slash (mg/gCr). A lone unknown word is no unit. */
const LATIN_UNIT =
	`(?:${SIMPLE_UNITS}|S/CO|[A-Za-zμ]{1,8}(?=/))` +
	'(?:[/·](?:1\\.73\\s?m[2²]|\\d{0,3}[A-Za-zμ]{1,6}))*(?:\\s?(?:FEU|DDU))?(?![A-Za-zμ\\d])';

const CHINESE_UNIT =
	'(?:毫摩尔|微摩尔|毫克|微克|纳克|克|国际单位|单位|拷贝|个)/(?:升|毫升|分升|微升)|毫米汞柱|分钟|小时|毫秒|秒|次/(?:分钟?|min)|个?/(?:HPF?|LPF?|[μum][Ll])(?![A-Za-z])|个/高倍视野|度|倍';

/** Sticky patterns; `lastIndex` is set by {@link TokenReader}. */
export const TOKENS = {
	space: /\s+/y,
	comma: /\s*[,、]\s*/y,
	number: new RegExp(`-?${NUMBER}`, 'y'),
	comparator: /<=|>=|=<|=>|[<>≤≥]/y,
	/** In words, in ranges only. */
	comparatorWord: /小于等于|不大于|不超过|小于|低于|大于等于|不小于|不低于|大于|高于/y,
	/** Between the two ends of a range. */
	to: /\s*(?:~|至|到|to(?![a-z])|-)\s*/y,
	arrow: /↑+|↓+/y,
	hint: /↑+|↓+|偏高|偏低|升高|降低|增高|减低|过高|过低|高|低|HH?(?![A-Za-z/])|LL?(?![A-Za-z/])|High(?![a-z])|Low(?![a-z])/y,
	countUnit: new RegExp(
		`(?:${POWER})\\s?/\\s?${VOLUME}|[×xX*]\\s?(?:10\\^9|10\\^12|10⁹|10¹²)(?![/\\d])\\s*(?![A-Za-z])`,
		'y',
	),
	signUnit: /%|‰|℃|°C|℉|°F/y,
	latinUnit: new RegExp(LATIN_UNIT, 'y'),
	chineseUnit: new RegExp(CHINESE_UNIT, 'y'),
	/** A grade or titre, a positive or negative: a result that is no number. */
	quality:
		/(?:弱|强|可疑|临界)?(?:阳性?|阴性?)(?![\u4e00-\u9fff])|[1-4]\+(?!\d)|\+[1-4](?![\d.])|[+±]{1,5}(?!\d)|-{1,2}(?![\d.])|未检出|检出|(?:weakly )?(?:positive|negative|reactive)(?![a-z])/iy,
	titre: /(?:<=|>=|[<>≤≥])?\s?\d{1,2}:\d{1,6}(?![\d:])/y,
	rangeLabel:
		/(?:生物)?(?:参考|正常)(?:参考)?(?:值|范围|区间)?(?:范围|区间)?[\s:=为]*|(?:reference|ref|normal)(?:\s?(?:range|interval|values?))?[.\s:=]+|(?:RR|RI)[\s:=]+/iy,
	unitLabel: /单位[\s:=]*|unit[\s:=]+/iy,
	/** Critical limits are no reference range: nothing is compared with them. */
	criticalClause: /(?:危急|警戒|critical|panic)[^,;]*/iy,
	remark: /已?(?:复查|复核|确认|重复)(?![\u4e00-\u9fff\d])|[*!]+(?!\d)/y,
	openBracket: /\(/y,
} as const;

export type TokenName = keyof typeof TOKENS;

/** Reads tokens off a piece of text, one after another. */
export class TokenReader {
	at = 0;

	constructor(readonly text: string) {}

	get done(): boolean {
		return this.at >= this.text.length;
	}

	/** @returns the token's text if it comes next, which is then passed */
	take(name: TokenName): string | undefined {
		const pattern = TOKENS[name];
		pattern.lastIndex = this.at;
		const match = pattern.exec(this.text);
		if (!match) return undefined;
		this.at = pattern.lastIndex;
		return match[0];
	}

	/** Takes the first of several tokens that comes next. */
	takeAny(...names: readonly TokenName[]): string | undefined {
		for (const name of names) {
			const token = this.take(name);
			if (token !== undefined) return token;
		}
		return undefined;
	}

	/** Tries to read something; if it can't be read, nothing is passed. */
	attempt<T>(read: () => T | undefined): T | undefined {
		const start = this.at;
		const result = read();
		if (result === undefined) this.at = start;
		return result;
	}

	unit(): string | undefined {
		return this.takeAny('countUnit', 'signUnit', 'latinUnit', 'chineseUnit');
	}
}

/**
 * A number as it is written, if it can be given without writing it differently: a number in our
 * output can be found in the content, digit for digit.
 */
export function plainNumber(text: string): number | undefined {
	const value = Number(text);
	const digits = text.replace(/\D/g, '').length;
	if (!Number.isFinite(value) || digits > MOST_DIGITS || String(value).includes('e'))
		return undefined;
	return value === 0 ? 0 : value; // -0 is no result
}
