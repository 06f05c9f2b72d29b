import { REPLY_CATALOGUE, refused } from '../../../lib/contract/envelope';
import { guardReplies, type JsonResponse } from '../../../lib/n8n/trigger/replyGuard';

/** A response as far as the guard knows it; `sent` is what would go out. */
class FakeResponse {
	statusCode = 200;
	sent: Array<{ status: number; body: unknown }> = [];

	constructor(readonly req = { method: 'POST' }) {}

	json(body: unknown): this {
		this.sent.push({ status: this.statusCode, body });
		return this;
	}
}

const fake = (method = 'POST') => {
	const response = new FakeResponse({ method });
	return { response, asJson: response as unknown as JsonResponse };
};

it('is put on once: a second call gives the guard that is there', () => {
	const { response, asJson } = fake();
	const guard = guardReplies(asJson, true);
	expect(guardReplies(asJson, false)).toBe(guard);
	expect(guard.mirrorHttpStatus).toBe(true);
	response.json(refused('INTERNAL'));
	expect(response.sent).toHaveLength(1);
});

it('lets an envelope of ours pass as it is, code 0 only when permitted', () => {
	const { response, asJson } = fake();
	const guard = guardReplies(asJson);
	response.json(refused('RISK_ID_MISSING'));
	response.json({ code: 0, msg: 'ok' });
	guard.permitSuccess();
	response.json({ code: 0, msg: 'ok' });
	expect(response.sent.map(({ body }) => body)).toEqual([
		refused('RISK_ID_MISSING'),
		refused('NOT_STORED'),
		{ code: 0, msg: 'ok' },
	]);
});

it.each([
	[404, 'NOT_REGISTERED'],
	[413, 'BODY_TOO_LARGE'],
	[400, 'NOT_STORED'],
	[500, 'NOT_STORED'],
	[200, 'NOT_STORED'],
] as const)('n8n’s %i becomes %s', (status, name) => {
	for (const mirror of [false, true]) {
		const { response, asJson } = fake();
		const guard = guardReplies(asJson, mirror);
		response.statusCode = status;
		response.json({ code: 0, message: 'n8n' });
		const { httpStatus } = REPLY_CATALOGUE[name];
		expect(response.sent).toEqual([{ status: mirror ? httpStatus : 200, body: refused(name) }]);
		expect(guard.statusOfN8n).toBe(status);
	}
});

it('leaves the status of anything but a POST as n8n set it', () => {
	const { response, asJson } = fake('GET');
	guardReplies(asJson);
	response.statusCode = 404;
	response.json({ code: 404, message: 'n8n' });
	expect(response.sent).toEqual([{ status: 404, body: refused('NOT_REGISTERED') }]);
});

it('finds the json() that Express puts on the prototype later', () => {
	const bare = Object.assign(Object.create({}) as object, {
		req: { method: 'POST' },
		statusCode: 200,
	}) as unknown as JsonResponse;
	const guard = guardReplies(bare);
	expect(() => bare.json?.({})).toThrow('response has no json()');
	const sent: unknown[] = [];
	Object.setPrototypeOf(bare, { json: (body: unknown) => sent.push(body) });
	guard.permitSuccess();
	bare.json?.({ code: 0, msg: 'ok' });
	expect(sent).toEqual([{ code: 0, msg: 'ok' }]);
});

it('mirrors by the node’s own option once that is known', () => {
	const { response, asJson } = fake();
	guardReplies(asJson).mirrorHttpStatus = true;
	response.json(refused('NOT_ALLOWED'));
	expect(response.sent[0]?.status).toBe(403);
});
