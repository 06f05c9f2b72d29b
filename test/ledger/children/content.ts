/** An item of about 600 bytes that can be told from its fingerprint, so that what is read again can be checked. */
export const contentOf = (fingerprint: string): string =>
	JSON.stringify({ name: '张三', fingerprint, content: fingerprint.repeat(14) });
