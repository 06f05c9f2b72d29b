/** How large and how long: the full run, and `--quick`, which only shows that everything works. */
export interface BenchSettings {
	/** Alternations of ours and theirs. */
	rounds: number;
	/** Connections of the load generator, each of which sends its next call when the last was answered. */
	connections: number;
	throughputMs: number;
	warmUpMs: number;
	/** Calls a second while latency is measured. */
	latencyRate: number;
	latencyMs: number;
	pushItems: number;
	pushRounds: number;
	smallLedger: number;
	largeLedger: number;
	/** Times each operation is done in a round. */
	ledgerOperations: number;
	commits: number;
	/** Accepts that come together, and rows in a transaction of the raw inserts. */
	commitGroups: readonly number[];
	fewMessages: number;
	manyMessages: number;
}

export const FULL: BenchSettings = {
	rounds: 5,
	connections: 10,
	throughputMs: 8_000,
	warmUpMs: 6_000,
	latencyRate: 20,
	latencyMs: 12_000,
	pushItems: 2_000,
	pushRounds: 5,
	smallLedger: 10_000,
	largeLedger: 1_000_000,
	ledgerOperations: 200,
	commits: 4_000,
	commitGroups: [10, 100],
	fewMessages: 1_000,
	manyMessages: 100_000,
};

export const QUICK: BenchSettings = {
	...FULL,
	rounds: 2,
	throughputMs: 3_000,
	warmUpMs: 1_000,
	latencyMs: 4_000,
	pushItems: 200,
	pushRounds: 2,
	largeLedger: 50_000,
	ledgerOperations: 50,
	commits: 500,
	fewMessages: 200,
	manyMessages: 1_000,
};
