import {
	SIGNATURE_TOLERANCE_SECONDS,
	signStandardWebhook,
	verifyStandardWebhook,
} from '../../../lib/contract/signature';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NOW = 1_614_265_330;
const BODY = Buffer.from('{"test": 2432232314}');

describe('Standard Webhooks signature', () => {
	it('makes the signature that the specification prints', () => {
		const headers = signStandardWebhook(SECRET, 'msg_p5jXN8AQM9LWM0D4loKWxJek', NOW, BODY);
		expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
	});

	const signed = () => ({ ...signStandardWebhook(SECRET, 'id-1', NOW, BODY) });
	const verify = (
		headers: Record<string, string | undefined>,
		{ secrets = [SECRET], body = BODY, now = NOW } = {},
	) => verifyStandardWebhook(secrets, headers, body, now);

	it('accepts what it has signed', () => {
		expect(verify(signed())).toBe('valid');
	});

	it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('misses %s', (name) => {
		expect(verify({ ...signed(), [name]: undefined })).toBe('headers-missing');
	});

	it('refuses another body, another id, another secret', () => {
		expect(verify(signed(), { body: Buffer.from('{"test":2432232314}') })).toBe('no-match');
		expect(verify({ ...signed(), 'webhook-id': 'id-2' })).toBe('no-match');
		expect(verify(signed(), { secrets: ['another'] })).toBe('no-match');
	});

	it('tells too old from too new, and takes the edge of the window', () => {
		const edge = SIGNATURE_TOLERANCE_SECONDS;
		expect(verify(signed(), { now: NOW + edge })).toBe('valid');
		expect(verify(signed(), { now: NOW + edge + 1 })).toBe('timestamp-too-old');
		expect(verify(signed(), { now: NOW - edge })).toBe('valid');
		expect(verify(signed(), { now: NOW - edge - 1 })).toBe('timestamp-too-new');
		expect(verify({ ...signed(), 'webhook-timestamp': 'soon' })).toBe('timestamp-unreadable');
	});

	it('takes either secret, and any of several signatures, while a key is rotated', () => {
		const secrets = ['new secret', SECRET];
		expect(verify(signed(), { secrets })).toBe('valid');
		const several = { ...signed() };
		several['webhook-signature'] = `v1,AAAA v1a,xyz ${several['webhook-signature']}`;
		expect(verify(several)).toBe('valid');
	});

	it('never takes an empty secret for a key', () => {
		const forged = signStandardWebhook('', 'id-1', NOW, BODY);
		expect(verify({ ...forged }, { secrets: ['', 'whsec_'] })).toBe('no-match');
	});
});
