/** Names one opening of a critical value, in a set of them. */
export const openingKey = (riskId: string, opening: number): string =>
	JSON.stringify([riskId, opening]);
