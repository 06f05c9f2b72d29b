/** What the load generator is told, and what it answers. */
export interface Load {
	url: string;
	/** Beginning of each riskId: different for each load, so that no message is a duplicate. */
	prefix: string;
	connections: number;
	/** The calls end after either of them. */
	forMs?: number;
	calls?: number;
	/** Calls a second, sent whether or not earlier ones were answered; undefined: as fast as answers come. */
	rate?: number;
}

export interface LoadResult {
	/** Epoch milliseconds of the first call, and of the last answer. */
	startedAt: number;
	endedAt: number;
	/** Calls answered with HTTP 200. */
	answered: number;
	/** Of those, the ones whose body has `code` 0. */
	accepted: number;
	/** Calls that were answered otherwise, or not at all, by what happened. */
	failed: Record<string, number>;
	/** Of the answered calls, milliseconds from when it was due to be sent to the end of its answer. */
	latenciesMs: number[];
}
