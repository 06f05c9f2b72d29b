import { fingerprint } from '../../../contract/fingerprint';
import { buildOutgoing } from '../../../contract/outgoing';
import type { CriticalValue } from '../../../lifecycle/criticalValue';
import { fieldText } from '../../../lifecycle/fieldText';
import { effectiveTime } from '../../../lifecycle/state';
import { channelOf } from '../../trigger/inboxMessage';
import { unusable } from '../parameters';
import { LedgerProblem } from '../problem';
import { readRiskId } from '../read';
import type { LedgerCall } from '../run';
import { noSuchValue } from './getCriticalValue';
import { readMoment, readText } from './read';

const sent = ({ fields }: CriticalValue, name: string): string | undefined =>
	fieldText(fields, name) || undefined;

/** The document knows two types: an inpatient's, and all others'. */
const riskTypeOf = (value: CriticalValue): string =>
	sent(value, 'patientClass') === 'I' ? '住院危急值' : '门诊危急值';

/**
 * When it is handled, if nobody says: now. The sender's clock may be ahead; a time before the report that was just
 * looked at would confirm nothing.
 */
const nowAfter = ({ openedAt, fields }: CriticalValue, now: number): number =>
	Math.max(now, openedAt ?? 0, effectiveTime(fields.sendTime, now));

const stillOpen = () =>
	new LedgerProblem(
		'已记录，但反馈时间早于该危急值最新的报告（或重新打开的时间），危急值仍未确认，提醒会继续',
		'recorded, but the response time lies before the value’s newest report (or before it was opened again): it is still unconfirmed, and reminders go on',
		{
			zh: '请查看最新的报告，再把反馈时间留空（或填写之后的时间）重新确认',
			en: 'Look at the newest report, then confirm again with the response time left empty, or a later one',
		},
	);

/** Fields as the form has them; what is left empty is not sent. */
function handling(call: LedgerCall, value: CriticalValue): Record<string, unknown> {
	const responseName = readText(call, 'responseName');
	if (responseName === '') {
		throw unusable('responseName', {
			zh: '请填写是谁处理了该危急值',
			en: 'Give the name of whoever handled the critical value',
		});
	}
	const time = readText(call, 'responseTime');
	const fields = {
		riskId: value.riskId,
		reqId: sent(value, 'reqId'),
		riskType: riskTypeOf(value),
		reportType: sent(value, 'reportType'),
		responseName,
		responseStaff: readText(call, 'responseStaff'),
		responseTell: readText(call, 'responseTell'),
		responsecontent: readText(call, 'responseContent'),
		responseResult: readText(call, 'responseResult'),
		responseTime: readMoment(call, 'responseTime', time) ?? nowAfter(value, call.now),
		flag: 'add',
		sysType: readText(call, 'sysType'),
	};
	return Object.fromEntries(
		Object.entries(fields).filter(([, field]) => field !== undefined && field !== ''),
	);
}

/**
 * Records that a clinician has handled a critical value, and gives the body of interface 3 for Risk Push (Submit
 * Feedback). Reminders stop with it.
 *
 * @throws LedgerProblem for a riskId that the ledger does not know: it is mistyped, and another one stays open;
 *   and where the value stays open, since the handling was of an earlier report
 */
export async function confirm(call: LedgerCall) {
	const { ledger, context, timeZone, now } = call;
	const value = await ledger.criticalValues.get(readRiskId(call));
	if (!value || value.state === 'unknown') throw noSuchValue();
	const fields = handling(call, value);
	// What is entered again is the same handling: with a number of its own the platform would take it for another.
	const handled = fingerprint('confirm', value.riskId, 'add', fields);
	const feedbackId = `n8n-${handled.slice(0, 32)}`;
	const { body } = buildOutgoing(3, { feedbackId, ...fields }, { timeZone, now });
	const { riskId } = value;
	await ledger.record(
		{
			channel: channelOf(context.getWorkflow(), context.getNode()),
			verdict: 'accepted',
			kind: 'confirm',
			interface: 3,
			riskId,
			flag: 'add',
			reportType: sent(value, 'reportType') ?? null,
			patientClass: sent(value, 'patientClass') ?? null,
			fingerprint: handled,
			item: JSON.stringify(body),
		},
		String(fields.responseStaff ?? fields.responseName),
		now,
	);
	if ((await ledger.criticalValues.get(riskId))?.state === 'open') throw stillOpen();
	return [body];
}
