import type { Bilingual } from './envelope';
import type { WireField } from './fields';
import { showName } from './text';

/** How a message departs from the tables. Stable: workflows route on these. */
export type WarningCode =
	| 'FIELD_TYPE'
	| 'FIELD_NAME_CASE'
	| 'UNKNOWN_FIELD'
	| 'ENUM_UNKNOWN'
	| 'FLAG_MISSING'
	| 'TIME_MISSING'
	| 'TIME_UNREADABLE'
	| 'TIME_IMPLAUSIBLE'
	| 'TIME_FORM'
	| 'DUPLICATE_KEY'
	| 'RESERVED_KEY'
	| 'NESTED_TOO_DEEPLY'
	| 'REPLACEMENT_CHARACTER'
	| 'WHITESPACE'
	| 'REQUIRED_MISSING';

/** One departure: which field, and what was expected there (Chinese first). Never the value that came. */
export interface Warning {
	field: string;
	code: WarningCode;
	expected: string;
}

/** What each code means, as the documents and the `expected` texts say it. */
export const WARNING_CATALOGUE: Readonly<Record<WarningCode, Bilingual>> = {
	FIELD_TYPE: { zh: '应为字符串', en: 'a string' },
	FIELD_NAME_CASE: {
		zh: '字段名大小写应与接口文档一致',
		en: "the name in the document's letter case",
	},
	UNKNOWN_FIELD: {
		zh: '接口文档中没有此字段，已原样保留',
		en: 'no such field in the document; kept as it came',
	},
	ENUM_UNKNOWN: { zh: '应为接口文档所列的值', en: 'one of the values the document lists' },
	FLAG_MISSING: {
		zh: '应为 add、update 或 delete；缺省按 add 处理',
		en: 'add, update or delete; taken as add',
	},
	TIME_MISSING: { zh: '应有时间；暂以接收时间代替', en: 'a time; the time of receipt stands in' },
	TIME_UNREADABLE: {
		zh: '应为毫秒时间戳；无法识别，暂以接收时间代替',
		en: 'epoch milliseconds; not readable, the time of receipt stands in',
	},
	TIME_IMPLAUSIBLE: {
		zh: '时间应在接收前10年至接收后1天之间',
		en: 'a time between 10 years before and 1 day after receipt',
	},
	TIME_FORM: {
		zh: '应为毫秒时间戳或 yyyy-MM-dd HH:mm:ss；已按相近格式识别',
		en: 'epoch milliseconds or yyyy-MM-dd HH:mm:ss; read as a form close to these',
	},
	DUPLICATE_KEY: { zh: '字段不应重复；取最后一个', en: 'each field once; the last one counts' },
	RESERVED_KEY: { zh: '保留名称，不再向后传递', en: 'a name that is not reserved; not passed on' },
	NESTED_TOO_DEEPLY: {
		zh: '嵌套不应超过100层；更深部分按文本保留',
		en: 'at most 100 levels; what lies deeper is kept as text',
	},
	REPLACEMENT_CHARACTER: {
		zh: '应为完整的文字；发送方编码转换时已有字符损坏',
		en: 'whole characters; some were damaged before they were sent',
	},
	WHITESPACE: {
		zh: '首尾不应有空白或不可见字符；已去除',
		en: 'no white space around it; taken off',
	},
	REQUIRED_MISSING: { zh: '必填，不能为空', en: 'required, not empty' },
};

/** @returns a warning whose `expected` is the catalogue's text, or a closer one */
export function warn(field: string, code: WarningCode, expected?: Bilingual): Warning {
	const { zh, en } = expected ?? WARNING_CATALOGUE[code];
	return { field: showName(field), code, expected: `${zh}；${en}` };
}

/** @returns the warning for a value outside a table's list, naming the list */
export function warnEnum(field: WireField): Warning {
	const values = (field.values ?? []).map(({ value }) => value);
	return warn(field.name, 'ENUM_UNKNOWN', {
		zh: `应为 ${values.join('、')} 之一`,
		en: `one of ${values.join(', ')}`,
	});
}

/**
 * Most warnings one message is given. A body of 16 MB can hold a million unknown fields; all of them
 * are kept in `raw`, but nobody reads a million warnings, and they would outweigh the message.
 */
export const MOST_WARNINGS = 200;

/** Collects a message's warnings: each field and code once, and not without end. */
export class WarningList {
	readonly all: Warning[] = [];
	private readonly seen = new Set<string>();

	add(warning: Warning): void {
		const key = `${warning.code} ${warning.field}`;
		if (this.all.length >= MOST_WARNINGS || this.seen.has(key)) return;
		this.seen.add(key);
		this.all.push(warning);
	}

	addAll(warnings: Iterable<Warning>): void {
		for (const warning of warnings) this.add(warning);
	}
}
