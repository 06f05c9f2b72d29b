/** The states of a critical value in words; of what comes from outside, any may be asked for. */
export const STATE_WORDS: ReadonlyMap<string, { zh: string; en: string }> = new Map([
	['open', { zh: '未确认', en: 'open' }],
	['confirmed', { zh: '已确认', en: 'confirmed' }],
	['cancelled', { zh: '已撤销', en: 'cancelled' }],
	['unknown', { zh: '只收到确认，未收到危急值', en: 'confirmed, but never sent' }],
]);
