import { createHash } from 'node:crypto';
import { wireFields, type InterfaceNumber } from '../../contract/fields';
import { fieldText } from '../../lifecycle/fieldText';
import { effectiveTime, lifeCycleOf, type Fact } from '../../lifecycle/state';
import type { Row } from '../database';
import { groupBy, numberOf, storable, text } from '../rows';
import type { Write } from '../write';
import { toFact, type KeptConfirm, type KeptSend } from './rows';

/** Entries of the audit trail that are taken into account in one transaction: accepting waits no longer. */
const BATCH = 300;

/** Of their messages, bytes: a sender may put images into each, and a server has to answer in time. */
const BATCH_BYTES = 16_000_000;

/** A message that has come since the last time. */
interface Arrival {
	fact: Fact;
	riskId: string;
	/** What is kept of it if it decides. */
	kept: KeptSend | KeptConfirm;
}

interface Event {
	seq: number;
	at: number;
	action: string;
	messageId: number;
	riskId: string;
	detail: Readonly<Record<string, unknown>>;
}

const toEvent = (row: Row): Event => ({
	seq: numberOf(row.seq),
	at: numberOf(row.at),
	action: text(row.action),
	messageId: numberOf(row.message_id),
	riskId: text(row.risk_id),
	detail: JSON.parse(text(row.detail)) as Event['detail'],
});

/** The fields of the document's table, and no others: what is kept for years is what it names. */
function tableFields(n: InterfaceNumber, item: Record<string, unknown>): Record<string, unknown> {
	const names = wireFields(n).map(({ name }) => name);
	return Object.fromEntries(
		names.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]]),
	);
}

const reportOf = ({ content }: Record<string, unknown>): string => {
	const words = typeof content === 'string' ? content.trim().replaceAll(/\s+/g, ' ') : '';
	return createHash('sha256').update(words).digest('hex').slice(0, 32);
};

function toArrival(row: Row): Arrival {
	const item = JSON.parse(text(row.item)) as Record<string, unknown>;
	const receivedAt = numberOf(row.accepted_at);
	const isSend = row.kind === 'send';
	const said = isSend ? item.sendTime : item.responseTime;
	const fact: Fact = {
		id: numberOf(row.id),
		kind: isSend ? 'send' : 'confirm',
		at: effectiveTime(said, receivedAt),
		receivedAt,
		withdrawn: row.flag === 'delete',
		report: isSend ? reportOf(item) : '',
	};
	const n = numberOf(row.interface) as InterfaceNumber;
	const fields = tableFields(n, item);
	const kept = isSend
		? { fields, items: (Array.isArray(item.items) ? item.items : []) as KeptSend['items'] }
		: { fields, interface: n === 3 ? (3 as const) : (2 as const) };
	return { fact, riskId: text(row.risk_id), kept };
}

/** What values are searched by: without the blanks with which a CHAR column fills up a code (`0301    `). */
const searched = (kept: KeptSend | KeptConfirm | undefined, name: string): string | null =>
	kept ? storable(fieldText(kept.fields, name)) : null;

/** The row of one riskId; what only a new message brings is null where the deciding one is none of these. */
function valueRow(riskId: string, facts: readonly Fact[], arrivals: Arrivals, seq: SeqOf) {
	const { deciding, ...cycle } = lifeCycleOf(facts);
	const of = (id: number | null) => (id === null ? undefined : arrivals.get(id)?.kept);
	const send = of(deciding.sendId);
	const confirm = of(deciding.confirmId);
	return {
		risk_id: riskId,
		number: seq.first,
		state: cycle.state,
		sort_at:
			cycle.firstSentAt ??
			cycle.confirmedAt ??
			// Withdrawn confirms alone leave no other time.
			Math.min(...facts.map(({ receivedAt }) => receivedAt)),
		report_type: searched(send, 'reportType'),
		patient_class: searched(send, 'patientClass'),
		ward_code: searched(send, 'wardCode'),
		ward_name: searched(send, 'wardName'),
		first_sent_at: cycle.firstSentAt,
		first_received_at: cycle.firstReceivedAt,
		opening: cycle.opening,
		opened_at: cycle.openedAt,
		opened_received_at: cycle.openedReceivedAt,
		acknowledged_at: cycle.acknowledgedAt,
		confirmed_at: cycle.confirmedAt,
		cancelled_at: cycle.cancelledAt,
		send_id: deciding.sendId,
		send: send ? JSON.stringify(send) : null,
		confirm_id: deciding.confirmId,
		confirm: confirm ? JSON.stringify(confirm) : null,
		changed: seq.last,
	};
}

type Arrivals = ReadonlyMap<number, Arrival>;
type SeqOf = { first: number; last: number };

/** The first ones, whose messages can be read in one go. */
async function withinReach(write: Write, rows: readonly Row[]): Promise<readonly Row[]> {
	const ids = rows.filter(({ action }) => action === 'accepted').map((row) => row.message_id);
	if (ids.length < 2) return rows;
	const sizes = await write.all('sizesOf', JSON.stringify(ids.map(numberOf)));
	const sizeOf = new Map(sizes.map(({ id, size }) => [numberOf(id), numberOf(size)]));
	let bytes = 0;
	const beyond = rows.findIndex(({ action, message_id }, index) => {
		if (action === 'accepted') bytes += sizeOf.get(numberOf(message_id)) ?? 0;
		return index > 0 && bytes > BATCH_BYTES;
	});
	return beyond < 0 ? rows : rows.slice(0, beyond);
}

async function putMessages(write: Write, events: readonly Event[]): Promise<void> {
	const accepted = events.filter(({ action }) => action === 'accepted');
	if (accepted.length === 0) return;
	const ids = accepted.map(({ messageId }) => messageId);
	const rows = await write.all('messagesOf', JSON.stringify(ids));
	if (rows.length === 0) return;
	const arrivals = new Map(rows.map(toArrival).map((arrival) => [arrival.fact.id, arrival]));
	const fresh = [...arrivals.values()].map(({ riskId, fact }) => ({
		message_id: fact.id,
		risk_id: riskId,
		kind: fact.kind,
		at: fact.at,
		received_at: fact.receivedAt,
		withdrawn: fact.withdrawn ? 1 : 0,
		report: fact.report,
	}));
	await write.all('addFacts', JSON.stringify(fresh));

	const riskIds = [...new Set(fresh.map(({ risk_id }) => risk_id))];
	const known = await write.all('factsOf', JSON.stringify(riskIds));
	const facts = groupBy(known, (row) => text(row.risk_id));
	const bySeq = groupBy(accepted, ({ riskId }) => riskId);
	const values = riskIds.map((riskId) => {
		const seqs = (bySeq.get(riskId) ?? []).map(({ seq }) => seq);
		const seq = { first: seqs[0] ?? 0, last: seqs.at(-1) ?? 0 };
		return valueRow(riskId, (facts.get(riskId) ?? []).map(toFact), arrivals, seq);
	});
	await write.all('putValues', JSON.stringify(values));
}

/** A system has a critical value when it has taken any message of it that is a send (interface 1). */
async function putDeliveries(write: Write, events: readonly Event[]): Promise<void> {
	const deliveries = events
		.filter(({ action, detail }) => action === 'delivered' && detail.operation === 1)
		.map(({ riskId, at, detail: { target, name } }) => ({
			risk_id: riskId,
			target: String(target),
			name: typeof name === 'string' ? name : String(target),
			at,
		}));
	// A statement cannot insert and pass over the same row twice.
	const first = new Map(
		[...deliveries].reverse().map((one) => [JSON.stringify([one.risk_id, one.target]), one]),
	);
	if (first.size > 0) await write.all('addDeliveries', JSON.stringify([...first.values()]));
}

/**
 * Takes the next entries of the audit trail into the critical values. The trail is the one order in which
 * everything was committed, without gaps, so that a number says how far they are.
 *
 * @returns whether there may be more
 */
export async function projectNext(write: Write): Promise<boolean> {
	const [projected] = await write.all('projected');
	const next = await write.all('events', numberOf(projected?.seq), BATCH);
	const rows = await withinReach(write, next);
	const newest = rows.at(-1);
	if (!newest) return false;
	const events = rows.filter(({ risk_id }) => risk_id !== null).map(toEvent);
	await putMessages(write, events);
	await putDeliveries(write, events);
	await write.all('setProjected', numberOf(newest.seq));
	return rows.length < next.length || next.length === BATCH;
}
