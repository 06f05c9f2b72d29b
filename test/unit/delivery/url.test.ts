import { readAddress } from '../../../lib/delivery/url';

const addressOf = (text: string) => {
	const read = readAddress(text);
	if (!read.ok) throw new Error(read.fault);
	return read.address;
};

describe('base URL', () => {
	test.each([
		['http://emr', 'http://emr/outapi/risk/send'],
		['http://emr/', 'http://emr/outapi/risk/send'],
		['http://emr/outapi', 'http://emr/outapi/risk/send'],
		['http://emr/outapi/', 'http://emr/outapi/risk/send'],
		['http://emr//outapi///', 'http://emr/outapi/risk/send'],
		['http://emr/outapi/risk/send', 'http://emr/outapi/risk/send'],
		['http://emr/outapi/risk/send/', 'http://emr/outapi/risk/send'],
		['http://emr/outapi/risk/confirm', 'http://emr/outapi/risk/send'],
		['http://emr/OutApi/Risk/Send', 'http://emr/OutApi/risk/send'],
		['  http://emr:8080/hospital/emr  ', 'http://emr:8080/hospital/emr/outapi/risk/send'],
		['http://emr/hospital/emr/outapi', 'http://emr/hospital/emr/outapi/risk/send'],
		// A receiver without the document's prefix is reached by its whole address.
		['http://n8n:5678/webhook/risk/send', 'http://n8n:5678/webhook/risk/send'],
		['http://emr/risk/confirm', 'http://emr/risk/send'],
		['HTTPS://EMR.Hospital.Local:443/outapi', 'https://emr.hospital.local/outapi/risk/send'],
		['http://[::1]:81/outapi', 'http://[::1]:81/outapi/risk/send'],
		['http://emr/myoutapi', 'http://emr/myoutapi/outapi/risk/send'],
	])('%s calls %s', (text, expected) => {
		expect(addressOf(text).urls.send.href).toBe(expected);
	});

	test('both interfaces lie side by side, under one key', () => {
		const address = addressOf('http://emr/a');
		expect(address.urls.confirm.href).toBe('http://emr/a/outapi/risk/confirm');
		expect(address.key).toBe('http://emr/a/outapi');
		expect(addressOf('http://emr/a/outapi/risk/confirm/').key).toBe(address.key);
	});

	test('a query is sent along and never shown', () => {
		const { send } = addressOf('http://emr/outapi?appkey=SECRET#part').urls;
		expect(send.href).toBe('http://emr/outapi/risk/send?appkey=SECRET');
		expect(send.shown).toBe('http://emr/outapi/risk/send');
		expect(addressOf('http://emr/outapi?appkey=SECRET').key).not.toContain('SECRET');
	});

	test.each([
		['', 'EMPTY'],
		['   ', 'EMPTY'],
		['10.0.0.5:8080/outapi', 'NO_SCHEME'],
		['localhost:8080', 'NO_SCHEME'],
		['http：//emr', 'NO_SCHEME'],
		['ftp://emr/outapi', 'SCHEME_NOT_HTTP'],
		['http://', 'UNREADABLE'],
		['http://emr:99999', 'UNREADABLE'],
		['http://user:pass@emr/outapi', 'HAS_USER_OR_PASSWORD'],
		['http://token@emr/outapi', 'HAS_USER_OR_PASSWORD'],
	])('%s is refused: %s', (text, fault) => {
		expect(readAddress(text)).toEqual({ ok: false, fault });
	});
});
