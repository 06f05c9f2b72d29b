/**
 * Real X.509 certificates, made in the test: no openssl on the machine, no keys in the repository,
 * and every date and name at will. Node can sign and read certificates but not build them, so the
 * few DER structures are written out here (RFC 5280).
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_ALT_NAME = '2.5.29.17';
const DAY_MS = 24 * 60 * 60 * 1000;

const SEQUENCE = 0x30;
const SET = 0x31;

export interface Certificate {
	cert: string;
	key: string;
	/** For signing others, where this is a CA. */
	issuer: { name: string; key: KeyObject };
}

export interface CertificateOptions {
	commonName?: string;
	dnsNames?: string[];
	ipAddresses?: string[];
	/** Epoch milliseconds. */
	notBefore?: number;
	notAfter?: number;
	isCa?: boolean;
	/** Self-signed if absent. */
	signedBy?: Certificate;
	/** Encrypts the private key. */
	passphrase?: string;
}

function der(tag: number, ...contents: Uint8Array[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	const size =
		length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = rest.flatMap((arc) => {
		const digits = [arc & 0x7f];
		for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
		return digits;
	});
	return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const name = (commonName: string): Buffer =>
	der(SEQUENCE, der(SET, der(SEQUENCE, oid(COMMON_NAME), der(0x0c, Buffer.from(commonName)))));

const time = (ms: number): Buffer => {
	const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
	return der(0x18, Buffer.from(digits));
};

const extension = (id: string, value: Buffer): Buffer => der(SEQUENCE, oid(id), der(0x04, value));

function extensions(options: CertificateOptions): Buffer {
	const dns = (options.dnsNames ?? []).map((host) => der(0x82, Buffer.from(host)));
	const ips = (options.ipAddresses ?? []).map((ip) =>
		der(0x87, Buffer.from(ip.split('.').map(Number))),
	);
	const list = [
		extension(
			BASIC_CONSTRAINTS,
			der(SEQUENCE, ...(options.isCa ? [der(0x01, Buffer.from([0xff]))] : [])),
		),
	];
	if (dns.length + ips.length > 0) {
		list.push(extension(SUBJECT_ALT_NAME, der(SEQUENCE, ...dns, ...ips)));
	}
	return der(0xa3, der(SEQUENCE, ...list));
}

const pem = (label: string, bytes: Buffer): string =>
	`-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

/**
 * Makes a certificate, valid from yesterday for a year unless told otherwise.
 *
 * @param now epoch milliseconds
 */
export function createCertificate(options: CertificateOptions = {}, now = Date.now()): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const subject = options.commonName ?? 'critical-value test';
	const issuer = options.signedBy?.issuer ?? { name: subject, key: privateKey };
	const algorithm = der(SEQUENCE, oid(ECDSA_WITH_SHA256));

	const tbs = der(
		SEQUENCE,
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
		algorithm,
		name(issuer.name),
		der(
			SEQUENCE,
			time(options.notBefore ?? now - DAY_MS),
			time(options.notAfter ?? now + 365 * DAY_MS),
		),
		name(subject),
		publicKey.export({ format: 'der', type: 'spki' }),
		extensions(options),
	);
	const signature = sign('sha256', tbs, issuer.key);
	const bytes = der(
		SEQUENCE,
		tbs,
		algorithm,
		der(0x03, Buffer.concat([Buffer.from([0]), signature])),
	);

	const key = options.passphrase
		? privateKey.export({
				format: 'pem',
				type: 'pkcs8',
				cipher: 'aes-256-cbc',
				passphrase: options.passphrase,
			})
		: privateKey.export({ format: 'pem', type: 'pkcs8' });
	return {
		cert: pem('CERTIFICATE', bytes),
		key: key.toString(),
		issuer: { name: subject, key: privateKey },
	};
}
