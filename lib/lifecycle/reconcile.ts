import type { CriticalValue } from './criticalValue';

/**
 * How the source and the ledger stand to one another on a riskId.
 *
 * - `missingHere`: the source has it, the ledger does not: it was never received.
 * - `missingThere`: the ledger has it in the period, the source does not name it.
 * - `unconfirmed`: both have it, and nobody has confirmed it.
 * - `matched`: both have it, and it is done with.
 */
export const RECONCILE_RESULTS = ['missingHere', 'missingThere', 'unconfirmed', 'matched'] as const;

export type ReconcileResult = (typeof RECONCILE_RESULTS)[number];

export interface Reconciled {
	result: ReconcileResult;
	riskId: string;
	value: CriticalValue | undefined;
	/** Position of the row in the source; null where it has none. */
	row: number | null;
}

/**
 * Counts the source's rows against the ledger: what a hospital does after a downtime, and once a day to be sure.
 *
 * @param source riskIds of the source's rows, in their order; a row without one is ''
 * @param known the ledger's values of these riskIds, whenever they were sent
 * @param period the ledger's values of the period; a withdrawn value that the source no longer names is right
 */
export function reconcile(
	source: readonly string[],
	known: readonly CriticalValue[],
	period: readonly CriticalValue[],
): Reconciled[] {
	const byRiskId = new Map(known.map((value) => [value.riskId, value]));
	const rows = new Map<string, number>();
	for (const [row, riskId] of source.entries()) {
		if (riskId !== '' && !rows.has(riskId)) rows.set(riskId, row);
	}
	const ofSource = [...rows].map(([riskId, row]): Reconciled => {
		const value = byRiskId.get(riskId);
		// Confirmed, but its send never came: the ward may have it, this server does not.
		if (!value || value.state === 'unknown') return { result: 'missingHere', riskId, value, row };
		const result = value.state === 'open' ? 'unconfirmed' : 'matched';
		return { result, riskId, value, row };
	});
	const others = period
		.filter(({ riskId, state }) => !rows.has(riskId) && (state === 'open' || state === 'confirmed'))
		.map((value): Reconciled => {
			const { riskId } = value;
			return { result: 'missingThere', riskId, value, row: null };
		});
	return [...ofSource, ...others];
}
