import * as fc from 'fast-check';
import { receive, type IntakeRequest } from '../../../lib/intake/intake';
import { parseSettings, type Authentication } from '../../../lib/intake/settings';

const NOW = 1_764_000_000_000;
const NONE: Authentication = { type: 'none' };

const settingsOf = (
	options: object = {},
	authentication: Authentication = NONE,
	kind: 'send' | 'confirm' = 'send',
) => parseSettings(kind, { path: 'risk/send', ...options }, authentication, 'Asia/Shanghai');

function requestOf(body: Buffer | string, overrides: Partial<IntakeRequest> = {}): IntakeRequest {
	return {
		headers: {},
		contentType: 'application/json',
		remoteAddress: '10.1.2.3',
		path: '/outapi/risk/send',
		read: async () => ({ status: 'complete', bytes: Buffer.from(body) }),
		...overrides,
	};
}

describe('receive', () => {
	it('accepts, and lays the message out for a workflow', async () => {
		const body = {
			riskId: 'R1',
			patientClass: 'i',
			sendTime: 1645431150154,
			content: '白细胞计数:1.6710(参考范围:3.5-9.5);',
			flag: 'add',
			reportType: 'Lis[检验]',
		};
		const outcome = await receive(requestOf(JSON.stringify(body)), settingsOf(), NOW);
		expect(outcome).toMatchObject({
			kind: 'accepted',
			envelope: { code: 0, msg: 'ok' },
			item: {
				riskId: 'R1',
				patientClass: 'I',
				reportType: 'Lis',
				items: [{ item: '白细胞计数', value: 1.671, direction: 'low' }],
				warnings: [],
				raw: body,
				received: {
					time: '2025-11-25T00:00:00.000+08:00',
					timestamp: NOW,
					remoteAddress: '10.1.2.3',
					path: '/outapi/risk/send',
					interface: 1,
				},
			},
		});
	});

	it('rejects with the raw text kept', async () => {
		const outcome = await receive(requestOf('{"riskId":'), settingsOf(), NOW);
		expect(outcome).toMatchObject({
			kind: 'rejected',
			item: { reason: 'BODY_NOT_JSON', raw: '{"riskId":', rawTruncated: false },
		});
		expect(outcome.envelope.code).not.toBe(0);
	});

	it.each([
		['too-large', 'BODY_TOO_LARGE'],
		['broken-compression', 'BODY_UNREADABLE'],
		['aborted', 'BODY_UNREADABLE'],
	] as const)('keeps the beginning of a body that was %s', async (status, reason) => {
		const prefix = Buffer.from('{"riskId":"R');
		const request = requestOf('', { read: async () => ({ status, prefix }) });
		const outcome = await receive(request, settingsOf(), NOW);
		expect(outcome).toMatchObject({
			kind: 'rejected',
			item: { reason, raw: '{"riskId":"R', rawTruncated: true },
		});
	});

	it('refuses without reading the body, and without saying why', async () => {
		let read = false;
		const request = requestOf('{"riskId":"R1"}', {
			read: async () => {
				read = true;
				return { status: 'complete', bytes: Buffer.from('{}') };
			},
		});
		const byAddress = await receive(
			request,
			settingsOf({ options: { ipAllowList: '10.9.9.9' } }),
			NOW,
		);
		const byKey = await receive(
			request,
			settingsOf({}, { type: 'headerAuth', name: 'x-key', value: 'k' }),
			NOW,
		);
		expect(byAddress.kind).toBe('refused');
		expect(byKey.envelope).toEqual(byAddress.envelope);
		expect(read).toBe(false);
	});

	it('serves only the interface it is set to', async () => {
		const feedback = JSON.stringify({
			feedbackId: 'F1',
			riskId: 'R1',
			flag: 'add',
			responseTime: NOW,
		});
		const only2 = settingsOf({ interface: '2' }, NONE, 'confirm');
		const only3 = settingsOf({ interface: '3' }, NONE, 'confirm');
		expect(await receive(requestOf(feedback), only3, NOW)).toMatchObject({ kind: 'accepted' });
		expect(await receive(requestOf(feedback), only2, NOW)).toMatchObject({
			item: { reason: 'WRONG_INTERFACE' },
		});
	});

	it('answers for any bytes, and says 0 only with a riskId', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ maxLength: 200 }),
				fc.string(),
				async (bytes, contentType) => {
					const outcome = await receive(
						requestOf(Buffer.from(bytes), { contentType }),
						settingsOf(),
						NOW,
					);
					expect(outcome.envelope.code === 0).toBe(outcome.kind === 'accepted');
					if (outcome.kind === 'accepted') expect(outcome.item.riskId).toBeTruthy();
				},
			),
		);
	});
});
