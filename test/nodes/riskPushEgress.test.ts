/** n8n's SSRF protection as the real engine hands it to the node. */
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';

import { closeConnections } from '../../lib/delivery/agents';
import { startTarget, type TestTarget } from '../support/target';
import { deliveries, itemsOf, push, sample } from './riskPushSupport';

let server: TestTarget;

beforeEach(async () => {
	server = await startTarget();
});

afterEach(async () => {
	closeConnections();
	await server.close();
});

const node = { onError: 'continueRegularOutput' as const };

test.each(['127.0.0.1', 'localhost'])(
	'%s is blocked, and the words say what to set',
	async (host) => {
		const run = await push(itemsOf(sample('R-1')), {
			baseUrl: `http://${host}:${server.port}`,
			node,
		});
		expect(deliveries(run)[0]).toMatchObject({
			status: 'failed',
			reason: 'EGRESS_BLOCKED',
			failureClass: 'permanent',
			attempts: 1,
			remedy: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
		});
		expect(server.connections).toBe(0);
	},
);

test('an unknown host is still called unknown', async () => {
	const run = await push(itemsOf(sample('R-1')), { baseUrl: 'http://emr.invalid', node });
	expect(deliveries(run)[0]).toMatchObject({ reason: 'HOST_UNKNOWN' });
});
