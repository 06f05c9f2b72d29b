import { createPrivateKey, X509Certificate } from 'node:crypto';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const PEM_LINE_LENGTH = 64;

/**
 * PEM text as it was before it went through a one-line field, which turns its line breaks into
 * blanks. A block with headers of its own (an old encrypted key) is left as it is.
 */
export function mendPem(text: string): string {
	return text.trim().replace(PEM_BLOCK, (block, label: string, body: string) => {
		if (body.includes(':')) return block;
		const base64 = body.replace(/(?:\\n|\s)+/g, '');
		const lines = base64.match(new RegExp(`.{1,${PEM_LINE_LENGTH}}`, 'g')) ?? [];
		return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
	});
}

/** Whether the text holds one or more certificates, all of them readable. */
export function holdsCertificates(pem: string): boolean {
	const blocks = pem.match(PEM_BLOCK) ?? [];
	try {
		return (
			blocks.length > 0 && blocks.every((block) => new X509Certificate(block).subject !== '\0')
		);
	} catch {
		return false;
	}
}

/** Whether the private key can be opened, with the passphrase if it has one. */
export function opensKey(pem: string, passphrase: string): boolean {
	try {
		return createPrivateKey({ key: pem, passphrase }).type === 'private';
	} catch {
		return false;
	}
}

/** Whether certificate and private key make a pair; both must be readable. */
export function isPair(certificate: string, key: string, passphrase: string): boolean {
	return new X509Certificate(certificate).checkPrivateKey(createPrivateKey({ key, passphrase }));
}
