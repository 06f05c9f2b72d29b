import { readTime } from '../../contract/time';
import { storable } from '../../ledger/rows';
import {
	INBOX_STATES,
	type Actor,
	type InboxState,
	type SearchFilter,
	type Verdict,
} from '../../ledger/types';
import { z } from '../../thirdParty';
import { LABELS, type Parameter } from './labels';
import {
	isEmpty,
	parsed,
	rawCollection,
	rawParameter,
	SWITCH_WANTED,
	textOf,
	unusable,
	wholeNumber,
	yesOrNo,
	type At,
} from './parameters';

/** Longest person and reason: both are kept for good. */
const LONGEST_NOTE = 500;

const ID_WANTED = {
	zh: '请填写消息编号：大于 0 的整数，即触发器输出的 received.messageId，或查询结果的 messageId',
	en: 'Give the message’s number, a whole number above 0: received.messageId of the trigger’s output, or messageId of a search',
};

/** @throws LedgerProblem, as all functions here */
export function readMessageId(at: At): number {
	return parsed(wholeNumber, 'messageId', rawParameter(at, 'messageId', undefined), ID_WANTED);
}

export function readRiskId(at: At): string {
	return parsed(textOf.pipe(z.string().min(1)), 'riskId', rawParameter(at, 'riskId', ''), {
		zh: '请填写要查找的 riskId；超过 15 位的编号须为文本，数字会被舍入成另一个编号',
		en: 'Give the riskId to look for; one of more than 15 digits as a text, since a number is rounded to another riskId',
	});
}

/** One of a list's values. */
export function readChoice<T extends string>(
	at: At,
	parameter: Parameter,
	values: readonly [T, ...T[]],
): T {
	const [fallback] = values;
	const wanted = {
		zh: `请打开节点，在列表中重新选择此项（可用值：${values.join('、')}）`,
		en: `Open the node and select it again (values: ${values.join(', ')})`,
	};
	const value = rawParameter(at, parameter, fallback);
	const found = values.find((candidate) => candidate === value);
	if (found === undefined) throw unusable(parameter, wanted);
	return found;
}

export function readSwitch(at: At, parameter: Parameter, fallback: boolean): boolean {
	return parsed(yesOrNo, parameter, rawParameter(at, parameter, fallback), SWITCH_WANTED);
}

/** Who does it and why, for the audit trail. White space is neither a person nor a reason. */
export function readActor(at: At): Actor {
	const note = (parameter: 'person' | 'reason', wanted: { zh: string; en: string }) =>
		parsed(
			textOf.pipe(z.string().min(1).max(LONGEST_NOTE)),
			parameter,
			rawParameter(at, parameter, ''),
			wanted,
		);
	return {
		person: note('person', {
			zh: `请填写操作人的姓名或工号（最多 ${LONGEST_NOTE} 字），将写入审计记录`,
			en: `Give the name or staff number of whoever does this (at most ${LONGEST_NOTE} characters); it goes into the audit trail`,
		}),
		reason: note('reason', {
			zh: `请填写原因（不能只是空格，最多 ${LONGEST_NOTE} 字），将写入审计记录`,
			en: `Give the reason (more than white space, at most ${LONGEST_NOTE} characters); it goes into the audit trail`,
		}),
	};
}

const stateList = z
	.union([z.array(z.string()), z.string().transform((list) => list.split(/[\s,，、;；]+/))])
	.transform((list) => list.filter((state) => state !== ''))
	.pipe(z.array(z.enum(INBOX_STATES as readonly [InboxState, ...InboxState[]])));

const STATES_WANTED = {
	zh: `请选择状态（可用值：${INBOX_STATES.join('、')}）`,
	en: `Select states (values: ${INBOX_STATES.join(', ')})`,
};

/** @returns the states asked for; undefined where none is, which means any */
export function readStates(at: At): readonly InboxState[] | undefined {
	const states = parsed(stateList, 'states', rawParameter(at, 'states', []), STATES_WANTED);
	return states.length === 0 ? undefined : states;
}

function readTimeFilter(
	at: At,
	parameter: 'acceptedAfter' | 'acceptedBefore',
	value: unknown,
): number | undefined {
	if (isEmpty(value)) return undefined;
	const ms = readTime(value, at.timeZone);
	if (ms !== undefined) return ms;
	throw unusable(parameter, {
		zh: '请填写日期和时间，例如 2026-11-24 08:00:00（按工作流的时区）或 2026-11-24T08:00:00+08:00',
		en: 'Give a date and time, e.g. 2026-11-24 08:00:00 (in the workflow’s time zone) or 2026-11-24T08:00:00+08:00',
	});
}

const VERDICTS = ['accepted', 'rejected'] as const satisfies Verdict[];

const TEXT_FILTERS = ['channel', 'patientClass', 'reportType', 'riskId', 'target'] as const;

function readTextFilters(filters: Record<string, unknown>): Partial<SearchFilter> {
	const found = TEXT_FILTERS.filter((name) => !isEmpty(filters[name])).map((name) => {
		const text = parsed(textOf, name, filters[name], {
			zh: '请填写文字；超过 15 位的编号不能是数字（会被舍入）',
			en: 'Give a text; an id of more than 15 digits not as a number, which is rounded',
		});
		return [name, storable(text)] as const;
	});
	return Object.fromEntries(found);
}

/**
 * A condition that was added and has come out empty, as an expression does where a field is missing. What is
 * to be changed by it would then be everything.
 */
function refuseBlanks(filters: Record<string, unknown>): void {
	for (const [name, value] of Object.entries(filters)) {
		if (!isEmpty(value)) continue;
		throw unusable(Object.hasOwn(LABELS, name) ? (name as Parameter) : 'filters', {
			zh: '该筛选条件为空，会涉及全部消息：请填写，或删除该条件',
			en: 'This condition is empty, and all messages would be taken: fill it in, or remove it',
		});
	}
}

/**
 * The conditions that Search and Replay have in common.
 *
 * @param blank what an empty condition means: any value, or a mistake
 */
export function readFilter(at: At, blank: 'any' | 'mistake'): SearchFilter {
	const filters = rawCollection(at, 'filters');
	if (blank === 'mistake') refuseBlanks(filters);
	const from = readTimeFilter(at, 'acceptedAfter', filters.acceptedAfter);
	const to = readTimeFilter(at, 'acceptedBefore', filters.acceptedBefore);
	if (from !== undefined && to !== undefined && from >= to) {
		throw unusable('acceptedBefore', {
			zh: `应晚于“${LABELS.acceptedAfter}”，否则没有消息符合`,
			en: `It has to be later than “${LABELS.acceptedAfter}”, or no message fits`,
		});
	}
	const verdict = isEmpty(filters.verdict)
		? undefined
		: parsed(z.enum(VERDICTS), 'verdict', filters.verdict, {
				zh: `请在列表中重新选择（可用值：${VERDICTS.join('、')}）`,
				en: `Select it again (values: ${VERDICTS.join(', ')})`,
			});
	return {
		...readTextFilters(filters),
		...(from === undefined ? {} : { from }),
		...(to === undefined ? {} : { to }),
		...(verdict === undefined ? {} : { verdict }),
	};
}

/** Most messages to give out. */
export function readLimit(at: At): number {
	if (readSwitch(at, 'returnAll', false)) return Number.POSITIVE_INFINITY;
	return parsed(wholeNumber, 'limit', rawParameter(at, 'limit', 50), {
		zh: `请填写大于 0 的整数，或打开“${LABELS.returnAll}”`,
		en: `Give a whole number above 0, or switch on “${LABELS.returnAll}”`,
	});
}

/** What comes along with each message. */
export interface Inclusions {
	message: boolean;
	deliveries: boolean;
}

/** @param fallback where the node says nothing */
export function readInclusions(at: At, fallback: boolean): Inclusions {
	const options = rawCollection(at, 'options');
	const included = (name: 'includeMessage' | 'includeDeliveries') =>
		parsed(yesOrNo, name, options[name] ?? fallback, SWITCH_WANTED);
	return { message: included('includeMessage'), deliveries: included('includeDeliveries') };
}

/** Where paging by hand goes on: only messages with a lower number. */
export function readBeforeId(at: At): number | undefined {
	const { beforeId } = rawCollection(at, 'options');
	if (isEmpty(beforeId) || beforeId === 0) return undefined;
	return parsed(wholeNumber, 'beforeId', beforeId, ID_WANTED);
}
