import { valueJson } from '../../lifecycle/valueJson';
import { notFound } from '../getMessage';
import { parsed, rawCollection, SWITCH_WANTED, yesOrNo } from '../parameters';
import { readRiskId } from '../read';
import type { LedgerCall } from '../run';
import { timelineJson } from './timeline';

export const noSuchValue = () =>
	notFound({ zh: '该 riskId 的危急值', en: 'critical value of this riskId' });

/** One critical value as it is now, with all that happened to it unless that is switched off. */
export async function getCriticalValue(call: LedgerCall) {
	const { ledger, timeZone, now } = call;
	const riskId = readRiskId(call);
	const options = rawCollection(call, 'options');
	const withTimeline = parsed(
		yesOrNo,
		'includeTimeline',
		options.includeTimeline ?? true,
		SWITCH_WANTED,
	);
	const value = await ledger.criticalValues.get(riskId);
	if (!value) throw noSuchValue();
	const json = valueJson(value, now, timeZone);
	if (!withTimeline) return [json];
	const timeline = await ledger.criticalValues.timeline(riskId);
	return [{ ...json, timeline: timeline.map((entry) => timelineJson(entry, timeZone)) }];
}
