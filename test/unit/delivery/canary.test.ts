/**
 * One marked patient and several marked secrets go through every way to fail; whatever a person, a
 * log or n8n's database could then see is searched for them.
 */
import { inspect } from 'node:util';

import { closeConnections } from '../../../lib/delivery/agents';
import { createClient } from '../../../lib/delivery/client';
import { directDelivery } from '../../../lib/delivery/deliver';
import { explain } from '../../../lib/delivery/errors';
import { FAILURE_CATALOGUE, failure, type FailureReason } from '../../../lib/delivery/failures';
import { createMessage } from '../../../lib/delivery/message';
import { createCertificate } from '../../support/certificates';
import {
	closedPort,
	hang,
	LOGIN_PAGE,
	raw,
	reply,
	reset,
	startTarget,
	type Respond,
	type TestTarget,
} from '../../support/target';
import { newCircuit, targetAt } from './support';

const PATIENT = 'CANARY-PATIENT-张三丰';
const SECRET = 'CANARY-SECRET';
const MARK = /CANARY|张三丰/;

let server: TestTarget;
const printed: string[] = [];

beforeEach(async () => {
	for (const method of ['log', 'warn', 'error', 'debug', 'info'] as const) {
		jest.spyOn(console, method).mockImplementation((...args: unknown[]) => {
			printed.push(inspect(args, { depth: null }));
		});
	}
	server = await startTarget();
});

afterEach(async () => {
	jest.restoreAllMocks();
	closeConnections();
	await server.close();
});

async function deliverTo(baseUrl: string, data: Record<string, unknown> = {}) {
	const target = targetAt(baseUrl, { responseTimeout: 0.2, connectTimeout: 0.2, ...data });
	const body = { riskId: 'R-1', patientName: PATIENT, content: `${PATIENT}:1` };
	const message = createMessage(
		0,
		{ body, riskId: 'R-1' },
		{ targetKey: target.key, operation: 1, kind: 'send' },
	);
	const deliver = directDelivery({
		target,
		client: createClient(target, { now: Date.now }),
		policy: { tries: 1, backoffMs: 0 },
		permanentCodes: new Set(),
		environment: { now: Date.now, random: () => 0, sleep: async () => {} },
		circuit: newCircuit(),
		mayPark: false,
	});
	const outcome = await deliver(message);
	if (outcome.status !== 'failed') throw new Error('delivered');
	const words = explain(outcome.failure, { name: 'EMR', url: target.urls.send.shown });
	return { outcome, words };
}

/** Everything but the target's own answer, which is for the item's output. */
function visible({ outcome, words }: Awaited<ReturnType<typeof deliverTo>>): string {
	const { msg: _msg, ...rest } = outcome.failure;
	return [
		words.message,
		words.description,
		inspect(rest, { depth: null }),
		JSON.stringify(rest),
	].join('\n');
}

const AUTHENTICATIONS: Array<Record<string, unknown>> = [
	{ authentication: 'basic', user: SECRET, password: SECRET },
	{ authentication: 'bearer', token: SECRET },
	{ authentication: 'header', headerName: 'X-Key', headerValue: SECRET },
	{ authentication: 'hmac', secret: SECRET },
];

const ECHO: Respond = (call, response) => {
	response.writeHead(500, { 'x-echo': SECRET });
	response.end(
		JSON.stringify({
			code: 9,
			message: `${call.body.toString()} ${JSON.stringify(call.headers)}`,
			msg: call.body.toString(),
			error: { message: PATIENT },
			description: PATIENT,
		}),
	);
};

test.each<[string, Respond]>([
	['an answer that echoes everything', ECHO],
	[
		'a code that is the patient',
		(call, response, socket) => reply(200, { code: PATIENT })(call, response, socket),
	],
	['a login page', LOGIN_PAGE],
	['an empty answer', reply(200, '')],
	['a reset', reset],
	['silence', hang],
	['garbage', raw(`${PATIENT} is no HTTP`)],
	['garbage in a header', raw(`HTTP/1.1 200 OK\r\n${SECRET}\r\n\r\n`)],
	['a broken chunk', raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${SECRET}`)],
	[
		'a redirect to the patient',
		reply(302, '', { location: `http://x/?name=${encodeURIComponent(PATIENT)}` }),
	],
	['401', reply(401, PATIENT)],
])('%s', async (_case, respond) => {
	server.respond = respond;
	for (const authentication of AUTHENTICATIONS) {
		const result = await deliverTo(`${server.origin}/emr?key=${SECRET}`, authentication);
		expect(visible(result)).not.toMatch(MARK);
	}
	expect(printed.join('\n')).not.toMatch(MARK);
});

test('no connection', async () => {
	const results = [
		await deliverTo(`http://127.0.0.1:${await closedPort()}/?key=${SECRET}`, AUTHENTICATIONS[0]),
		await deliverTo(`https://127.0.0.1:${server.port}`, AUTHENTICATIONS[1]),
		await deliverTo('http://emr.invalid', AUTHENTICATIONS[2]),
	];
	for (const result of results) expect(visible(result)).not.toMatch(MARK);
});

test('a certificate that quotes', async () => {
	const tls = await startTarget({ tls: createCertificate({ dnsNames: [`${SECRET}.local`] }) });
	expect(visible(await deliverTo(tls.origin, AUTHENTICATIONS[1]))).not.toMatch(MARK);
	await tls.close();
});

test('n8n would not replace any of our messages by its own', () => {
	// NodeError.setDescriptiveErrorMessage looks for these in messages, ignoring case; we set our
	// message again, but n8n's own front end and other tools look for them too.
	const traps =
		/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO|canceled/i;
	for (const reason of Object.keys(FAILURE_CATALOGUE) as FailureReason[]) {
		const { message } = explain(failure(reason), { name: 'EMR' });
		expect(message).not.toMatch(traps);
	}
});
