/** Who may call by address, and what the HTTP status says of a failure. */
import { TriggerServer } from '../support/triggerServer';
import { ACCEPTED, CRITICAL_VALUE, OK, TRIGGER } from '../support/workflows';

let n8n: TriggerServer;
beforeAll(async () => {
	n8n = await TriggerServer.start();
});
afterEach(async () => await n8n.reset());
afterAll(async () => await n8n.close());

let count = 0;
const publish = async (options: Record<string, unknown>, more = {}) =>
	await n8n.publish(`address/${count++}`, { parameters: { options: options as object, ...more } });

const NOT_ALLOWED = { status: 200, body: { code: 2001 } };
const from = (value: string, header = 'x-forwarded-for') => ({ [header]: value });

describe('allow list, by the address of the connection', () => {
	it.each(['127.0.0.1', '127.0.0.0/8', '10.1.2.3, 127.0.0.1', '10.0.0.0/8；127.0.0.0/16', '', ' '])(
		'"%s" lets this machine in',
		async (ipAllowList) => {
			const trigger = await publish({ ipAllowList });
			expect((await trigger.post(CRITICAL_VALUE)).body).toEqual(OK);
			expect((await n8n.takeRun()).ran).toEqual([TRIGGER, ACCEPTED]);
		},
	);

	it.each(['10.1.2.3', '127.0.0.2', '128.0.0.0/8', '::1', '2001:db8::/32'])(
		'"%s" keeps it out, and starts nothing',
		async (ipAllowList) => {
			const trigger = await publish({ ipAllowList });
			expect(await trigger.post(CRITICAL_VALUE)).toMatchObject(NOT_ALLOWED);
			expect(await trigger.post('{')).toMatchObject(NOT_ALLOWED);
			expect(await n8n.takeRuns()).toEqual([]);
		},
	);

	it('believes no header unless told to', async () => {
		const trigger = await publish({ ipAllowList: '10.1.2.3' });
		const forged = { ...from('10.1.2.3'), ...from('10.1.2.3', 'x-real-ip') };
		expect(await trigger.post(CRITICAL_VALUE, forged)).toMatchObject(NOT_ALLOWED);
	});
});

describe('behind a proxy that is trusted', () => {
	const proxied = { ipAllowList: '10.1.2.0/24', trustProxy: true };

	it.each([
		['10.1.2.3', true],
		['203.0.113.9, 10.1.2.3', true],
		['10.1.2.3, 203.0.113.9', false],
		['203.0.113.9', false],
		['junk', false],
		['', false],
	])('X-Forwarded-For "%s": its last entry counts', async (value, allowed) => {
		const trigger = await publish(proxied);
		const reply = await trigger.post(CRITICAL_VALUE, from(value));
		if (!allowed) expect(reply).toMatchObject(NOT_ALLOWED);
		else expect(reply.body).toEqual(OK);
		expect(await n8n.takeRuns()).toHaveLength(allowed ? 1 : 0);
	});

	it('tells the workflow the address that was believed', async () => {
		const trigger = await publish(proxied);
		await trigger.post(CRITICAL_VALUE, from('10.1.2.77'));
		const [item] = (await n8n.takeRun()).items(ACCEPTED);
		expect(item?.json).toMatchObject({ received: { remoteAddress: '10.1.2.77' } });
	});

	it('reads the header the proxy writes, and no other', async () => {
		const trigger = await publish({ ...proxied, proxyHeader: 'X-Real-IP' });
		const right = await trigger.post(CRITICAL_VALUE, from('10.1.2.3', 'x-real-ip'));
		expect(right.body).toEqual(OK);
		expect(await trigger.post(CRITICAL_VALUE, from('10.1.2.3'))).toMatchObject(NOT_ALLOWED);
	});
});

describe('HTTP status', () => {
	const calls = [
		{ body: '{', code: 1003, status: 400 },
		{ body: 'x'.repeat(5000), code: 1005, status: 413 },
		{ body: '{}', code: 1006, status: 422 },
		{ body: '{"riskId":"R1"}', code: 1007, status: 422 },
		{ body: JSON.stringify(CRITICAL_VALUE), code: 0, status: 200 },
	];
	const options = { maxBodyMb: 0.004, requiredFields: ['patientName'] };

	it('is 200 for everything, as most callers need it', async () => {
		const trigger = await publish(options);
		for (const { body, code } of calls) {
			expect(await trigger.post(body)).toMatchObject({ status: 200, body: { code } });
		}
	});

	it('mirrors failures where the node is set so', async () => {
		const trigger = await publish({ ...options, mirrorHttpStatus: true });
		for (const { body, code, status } of calls) {
			expect(await trigger.post(body)).toMatchObject({ status, body: { code } });
		}
		const closed = await publish({ ipAllowList: '10.1.1.1', mirrorHttpStatus: true });
		expect(await closed.post(CRITICAL_VALUE)).toMatchObject({ status: 403, body: { code: 2001 } });
	});
});
