/** Queue mode, as it is: n8n's main process, webhook processor and worker, each killed in the middle of its work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startHospital, type Hospital } from '../../demo/hospital/server';
import type { LogEntry } from '../../demo/hospital/types';
import type { WorkflowFile } from '../../demo/n8n/rest';
import { LEDGER_CREDENTIAL, LEDGER_PARAMETER, BY_CREDENTIAL } from '../../lib/n8n/ledger/place';
import { withRawSql } from '../ledger/rawSql';
import { ClaimWatch } from '../support/claimWatch';
import { startN8nCluster, type N8nCluster } from '../support/n8nCluster';
import { startTarget } from '../support/target';
import { many, stepAfter, untilTold } from '../support/toldSteps';
import { always, watchWorkflow } from '../support/watchWorkflow';
import { CRITICAL_VALUE, OK, post, REFUSAL, triggerWorkflow } from '../support/workflows';
import {
	delays,
	expectInOrder,
	expectNothingDoubled,
	SYSTEMS,
	untilArrived,
} from './queue/arrivals';
import { Senders, type Sent } from './queue/senders';

const SCHEMA = 'critical_value';
const WAIT_MS = 180_000;
/** Messages under which a process is to end. */
const ENOUGH = 100;

let hospital: Hospital;
let cluster: N8nCluster;
let watch: ClaimWatch;
let hub: { id: string };

/** A trigger whose ledger is in PostgreSQL. */
function overPostgres(file: WorkflowFile, credential: object): WorkflowFile {
	const nodes = file.nodes.map((node) =>
		String(node.type).endsWith('Trigger')
			? {
					...node,
					parameters: { ...(node.parameters as object), [LEDGER_PARAMETER]: BY_CREDENTIAL },
					credentials: { [LEDGER_CREDENTIAL]: credential },
				}
			: node,
	);
	return { ...file, nodes };
}

const sendUrl = () => cluster.webhook.webhookUrl('risk/send');

const figures = (what: string, values: object): void =>
	void process.stdout.write(`  figures: ${what} ${JSON.stringify(values)}\n`);

const ledgerSql = async (statement: string) =>
	await withRawSql(
		{ kind: 'postgres', settings: cluster.postgres.settings(SCHEMA) },
		async (sql) => await sql(statement),
	);

beforeAll(async () => {
	hospital = await startHospital({ port: 0 });
	cluster = await startN8nCluster({ hospitalUrl: hospital.url });
	const credential = await cluster.ledgerCredential(SCHEMA);
	hub = await cluster.publish(overPostgres(cluster.main.exampleWorkflow('hub'), credential));
	watch = await ClaimWatch.install(cluster.postgres.settings(SCHEMA));
}, 240_000);

afterAll(async () => {
	await cluster?.dispose();
	await hospital?.stop();
});

it('accepted by the webhook processor, run by the worker, delivered once and written down', async () => {
	const sent: Sent = { riskId: 'plain', flag: 'add', acceptedAt: Date.now() };
	const body = { ...CRITICAL_VALUE, riskId: 'plain' };
	// This processor has never seen the path: n8n itself answers, as the README says; after that the gate does.
	expect((await post(sendUrl(), '{"riskId":')).body).toMatchObject({ code: 422 });
	for (let call = 0; call < 5; call += 1) expect((await post(sendUrl(), body)).body).toEqual(OK);
	expect((await post(sendUrl(), '{"riskId":')).body).toEqual(REFUSAL);
	await untilArrived(hospital, [sent], WAIT_MS);
	// The oldest: the call that was no JSON has an execution of its own, for the output Rejected.
	const all = await cluster.main.waitForExecutions(hub.id, (some) => some.length > 1);
	const run = all.at(-1);
	expect(run).toMatchObject({ status: 'success' });
	expect(cluster.worker.logText()).toContain(`Worker finished execution ${run?.id} `);
	expect(expectNothingDoubled(hospital, [sent])).toBe(0);
	const [message] = await ledgerSql(
		"SELECT id, state, repeats, attempts, execution_id FROM inbox WHERE risk_id = 'plain'",
	);
	const done = { state: 'done', repeats: 4, attempts: 1, execution_id: run?.id };
	expect(message).toMatchObject(done);
	const deliveries = await ledgerSql(
		`SELECT state, calls FROM delivery WHERE message_id = ${Number(message?.id)}`,
	);
	expect(deliveries).toEqual(SYSTEMS.map(() => ({ state: 'delivered', calls: 1 })));
});

/** Ends a process under load and starts it again; returns what was sent, and how long it was away. */
async function endUnderLoad(victim: 'main' | 'webhook' | 'worker', how: 'kill9' | 'stop') {
	const senders = new Senders(sendUrl(), `${how}-${victim}-`);
	const before = hospital.log('emr').length;
	await hospital.waitFor('emr', (entries) => entries.length > before + 60, WAIT_MS);
	const endedAt = Date.now();
	await cluster[victim][how]();
	await sleep(2_000);
	await cluster[victim].start();
	const backAt = Date.now();
	await sleep(2_000);
	await senders.until(ENOUGH);
	const sent = await senders.stop();
	await untilArrived(hospital, sent, WAIT_MS);
	const all = delays(hospital, sent);
	const { repeats, refused } = senders;
	const after = (ms: number) => Math.round((ms - endedAt) / 1000);
	const [failed] = await ledgerSql(
		`SELECT min(at) AS at FROM audit WHERE action = 'failed' AND at > ${endedAt}`,
	);
	figures(`${how} of the ${victim}`, {
		...{ messages: sent.length, repeats, refused },
		backAfterS: after(backAt),
		noticedAfterS: failed?.at ? after(Number(failed.at)) : undefined,
		settledAfterS: after(Date.now()),
		longestS: Math.round(Math.max(...all) / 1000),
		over15s: all.filter((ms) => ms > 15_000).length,
	});
	return { sent, outage: { endedAt, backAt } };
}

it.each([
	['worker', 'kill9'],
	['webhook', 'kill9'],
	['main', 'kill9'],
	['main', 'stop'],
] as const)(
	'%s, %s under load: all that was answered 0 arrives, in order and once',
	async (victim, how) => {
		const { sent, outage } = await endUnderLoad(victim, how);
		expect(sent.length).toBeGreaterThanOrEqual(ENOUGH);
		// Who ends in good order leaves nothing of which it is unknown whether it arrived.
		const repeated = expectNothingDoubled(hospital, sent, how === 'stop' ? undefined : outage);
		expectInOrder(hospital, sent);
		const report = await watch.report();
		figures('claims so far', { ...report, repeated });
		expect(report).toMatchObject({ overlaps: 0, rivals: 0 });
	},
	300_000,
);

it('a failed delivery that the worker cannot write down keeps its message open', async () => {
	const refuse = `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE EXCEPTION 'the delivery table is not to be written'; END $$`;
	await ledgerSql(refuse);
	await ledgerSql('CREATE TRIGGER refuse BEFORE INSERT ON delivery EXECUTE FUNCTION refuse()');
	await hospital.setFault('emr', { mode: 'http500' });
	const sent: Sent = { riskId: 'unwritten', flag: 'add', acceptedAt: Date.now() };
	await post(sendUrl(), { ...CRITICAL_VALUE, riskId: 'unwritten' });
	const state = async () =>
		(await ledgerSql("SELECT state, last_failure FROM inbox WHERE risk_id = 'unwritten'"))[0];
	const tried = (entries: LogEntry[]) => entries.some(({ riskId }) => riskId === 'unwritten');
	await hospital.waitFor('emr', tried, WAIT_MS);
	// The node has failed by now, and the execution may not end: it would be taken for a success.
	await sleep(8_000);
	expect(await state()).toMatchObject({ state: 'claimed', last_failure: null });
	await ledgerSql('DROP TRIGGER refuse ON delivery');
	await cluster.main.until(
		async () => (await state())?.last_failure === 'DELIVERY_OPEN',
		60_000,
		'the failed delivery to be on record',
	);
	await hospital.setFault('emr', { mode: 'none' });
	await untilArrived(hospital, [sent], WAIT_MS);
}, 120_000);

it('a watch loses and doubles no step when the worker, then the main process is killed', async () => {
	const ledger = await cluster.ledgerCredential('watched');
	const phone = await startTarget();
	try {
		const trigger = triggerWorkflow({ path: 'watched/send' });
		await cluster.publish(overPostgres(trigger, ledger));
		const plans = always(
			stepAfter(4, 'ward', 1),
			stepAfter(25, 'doctor', 2),
			stepAfter(60, 'head', 3),
		);
		const file = watchWorkflow(phone.origin, { events: ['unconfirmed'], plans });
		const watching = await cluster.main.publish(overPostgres(file, ledger));
		const riskIds = many(40, 'watched-');
		const url = cluster.webhook.webhookUrl('watched/send');
		for (const riskId of riskIds) {
			expect((await post(url, { ...CRITICAL_VALUE, riskId })).body).toEqual(OK);
		}
		for (const victim of ['worker', 'main'] as const) {
			const before = phone.calls.length;
			await phone.received(before + 10);
			await cluster[victim].kill9();
			await cluster[victim].start();
		}
		const names = riskIds.flatMap((riskId) =>
			['ward', 'doctor', 'head'].map((one) => `${riskId} ${one}`),
		);
		const messages = await untilTold(cluster.main, phone, names, WAIT_MS);
		expect([...messages.keys()].sort()).toEqual([...names].sort());
		// What a kill cut off is told again, as the same message; no step has fired a second time.
		expect([...messages.values()].filter((ids) => ids.length > 1)).toEqual([]);
		figures('steps told', { steps: names.length, calls: phone.calls.length });
		await cluster.main.rest.deactivate(watching.id);
	} finally {
		await phone.close();
	}
}, 420_000);

it('with the embedded ledger a trigger refuses to go live, and says what to do', async () => {
	const shown = await cluster.main.failToPublish(triggerWorkflow({ path: 'embedded' }));
	expect(shown).toContain('SQLite 文件台账');
}, 120_000);
