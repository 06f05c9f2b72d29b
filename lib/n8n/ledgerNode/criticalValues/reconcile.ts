import type { IDataObject } from 'n8n-workflow';
import { trimEdges } from '../../../contract/text';
import type { CriticalValue } from '../../../lifecycle/criticalValue';
import {
	reconcile as compare,
	RECONCILE_RESULTS,
	type Reconciled,
	type ReconcileResult,
} from '../../../lifecycle/reconcile';
import { storable } from '../../../ledger/rows';
import { valueJson } from '../../lifecycle/valueJson';
import { isEmpty, rawParameter, unusable } from '../parameters';
import { readChoice } from '../read';
import type { LedgerCall } from '../run';
import { valuePages } from './pages';
import { readList, readText, readValueFilter } from './read';

export const SOURCES = ['items', 'list'] as const;
export const OUTPUTS = ['differences', 'all', 'summary'] as const;

/** Values looked up at a time. */
const LOOK_UP = 500;

const WORDS: Readonly<Record<ReconcileResult, string>> = {
	missingHere: '来源有、台账没有：请补发，并立即电话通知病区',
	missingThere: '台账有、来源没有：请与来源系统核对',
	unconfirmed: '两边都有，尚未确认：请联系病区',
	matched: '一致',
};

interface Source {
	riskIds: string[];
	rows: ReadonlyArray<IDataObject | undefined>;
}

const textIn = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number'
		? (storable(trimEdges(String(value))) ?? '')
		: '';

/** A number with more digits than JavaScript keeps: it has been rounded, and is another riskId or none. */
const isRounded = (value: unknown): boolean =>
	typeof value === 'number' && !Number.isSafeInteger(value);

function readSource(call: LedgerCall): Source {
	if (readChoice(call, 'source', SOURCES) === 'list') {
		const riskIds = readList('riskIds', rawParameter(call, 'riskIds', '')) ?? [];
		return { riskIds: [...riskIds], rows: [] };
	}
	const field = readText(call, 'riskIdField') || 'riskId';
	// A query that found nothing comes as one empty item.
	const rows = call.context
		.getInputData()
		.map(({ json }) => json)
		.filter((row) => Object.values(row).some((value) => !isEmpty(value)));
	if (rows.some((row) => isRounded(row[field]))) {
		throw unusable('riskIdField', {
			zh: `来源数据的字段“${field}”是数字且位数过长，已被舍入，无法核对：请在查询或接口中改为文本，例如 CAST(${field} AS VARCHAR(30))`,
			en: `The rows’ field “${field}” holds numbers that are too long and have been rounded: have the query or the interface give texts, e.g. CAST(${field} AS VARCHAR(30))`,
		});
	}
	const riskIds = rows.map((row) => textIn(row[field]));
	if (rows.length > 0 && riskIds.every((riskId) => riskId === '')) {
		throw unusable('riskIdField', {
			zh: `输入数据中没有字段“${field}”，请填写来源数据中 riskId 所在的字段名`,
			en: `The incoming rows have no field “${field}”: give the name of the one that holds the riskId`,
		});
	}
	return { riskIds, rows };
}

async function lookUp(
	{ ledger }: LedgerCall,
	riskIds: readonly string[],
): Promise<CriticalValue[]> {
	const found: CriticalValue[] = [];
	for (let at = 0; at < riskIds.length; at += LOOK_UP) {
		const some = riskIds.slice(at, at + LOOK_UP);
		found.push(...(await ledger.criticalValues.search({ riskIds: some }, LOOK_UP)).entries);
	}
	return found;
}

/** A value of the source that nothing can find here: it was never received, or not as this one. */
const withoutRiskId = ({ riskIds, rows }: Source) =>
	rows
		.filter((_row, at) => riskIds[at] === '')
		.map((row) => ({
			riskId: '',
			result: 'missingHere' as const,
			text: '来源该行没有 riskId，无法核对：请与来源系统核对，并立即电话通知病区',
			row,
		}));

function summary(all: readonly Reconciled[], source: Source) {
	const { riskIds } = source;
	const rowsWithoutRiskId = withoutRiskId(source).length;
	const unnumbered = rowsWithoutRiskId === 0 ? '' : `，来源 ${rowsWithoutRiskId} 行没有 riskId`;
	const of = (result: ReconcileResult) =>
		all.filter((one) => one.result === result).map(({ riskId }) => riskId);
	const counts = Object.fromEntries(RECONCILE_RESULTS.map((result) => [result, of(result).length]));
	return {
		source: new Set(riskIds.filter((riskId) => riskId !== '')).size,
		rowsWithoutRiskId,
		...counts,
		missingHereRiskIds: of('missingHere'),
		missingThereRiskIds: of('missingThere'),
		unconfirmedRiskIds: of('unconfirmed'),
		text: `核对：一致 ${counts.matched} 条，未确认 ${counts.unconfirmed} 条，台账缺少 ${counts.missingHere} 条，来源缺少 ${counts.missingThere} 条${unnumbered}`,
	};
}

/**
 * Compares the source's critical values with the ledger's, all rows at once.
 *
 * @returns one item for each difference (or for each riskId, and each row without one), or one that counts them
 */
export async function reconcile(call: LedgerCall) {
	const source = readSource(call);
	const filter = readValueFilter(call);
	const period: CriticalValue[] = [];
	// Without a period every value there ever was would be missing in the source.
	if (filter.from !== undefined || filter.to !== undefined) {
		for await (const value of valuePages(call, filter, Number.POSITIVE_INFINITY))
			period.push(value);
	}
	const riskIds = [...new Set(source.riskIds.filter((riskId) => riskId !== ''))];
	const all = compare(source.riskIds, await lookUp(call, riskIds), period);
	const output = readChoice(call, 'output', OUTPUTS);
	if (output === 'summary') return [summary(all, source)];
	const shown = output === 'all' ? all : all.filter(({ result }) => result !== 'matched');
	const items = shown.map(({ result, riskId, value, row }) => ({
		...(value ? valueJson(value, call.now, call.timeZone) : {}),
		riskId,
		result,
		text: WORDS[result],
		...(row === null ? {} : { row: source.rows[row] ?? { riskId } }),
	}));
	return [...items, ...withoutRiskId(source)];
}
