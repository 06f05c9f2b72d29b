/** `npm run simulate`: plays a stream of made-up critical values into n8n, and sums up the answers. */
import { setTimeout as sleepFor } from 'node:timers/promises';
import { makeCall, isAccepted, type CallResult, type SimulatedCall } from './hospital/caller';
import { Random } from './hospital/random';
import { Stream } from './hospital/stream';
import { SetupError } from './n8n/ports';
import { readSimulation, type Simulation } from './simulate/arguments';
import { BAD_DAY } from './simulate/badDay';
import { HospitalClient } from './simulate/hospitalClient';
import { play } from './simulate/play';
import { playDay } from './simulate/playDay';
import { summary, wardSummary } from './simulate/summary';
import { Ward } from './simulate/ward';

const INTERRUPTED = 130;
const say = (text: string): void => console.log(text);
const now = (): number => Date.now();

/** Randomness apart from the stream's: what it draws must not change what is sent. */
const WARD_SEED = 1_000_003;
const DAY_SEED = 2_000_003;

/** What both scenarios have: wards that answer, and an end that sums up. */
class Run {
	readonly results: CallResult[] = [];
	readonly hospital: HospitalClient;
	readonly ward: Ward;
	readonly interruption = new AbortController();

	constructor(readonly simulation: Simulation) {
		const { hospital, seed, confirmRate = 0, delay } = simulation;
		this.hospital = new HospitalClient(hospital);
		this.ward = new Ward({
			random: new Random(seed + WARD_SEED),
			...{ rate: confirmRate, delayMs: delay * 1000, now, sleep: this.sleep },
			call: async (call) => await this.confirm(call),
		});
	}

	readonly sleep = async (ms: number): Promise<void> =>
		await sleepFor(ms, undefined, { signal: this.interruption.signal });

	/** @returns the process's exit code */
	async end(): Promise<number> {
		if (this.ward.waiting > 0) say(`▸ 等待确认 waiting for ${this.ward.waiting} confirms …`);
		await this.ward.finished();
		await this.hospital.finished();
		console.log(summary(this.results));
		if (this.simulation.confirmRate !== undefined) console.log(wardSummary(this.ward.counts()));
		if (this.interruption.signal.aborted) return INTERRUPTED;
		return this.results.every(isAccepted) ? 0 : 1;
	}

	private async confirm(call: SimulatedCall): Promise<CallResult> {
		const result = await makeCall(call, this.simulation.url, this.interruption.signal);
		this.results.push(result);
		say(`  病区确认 ward confirms ${String(call.body.riskId)}  → ${result.reply}`);
		return result;
	}
}

async function normal(run: Run): Promise<void> {
	const { url, count, rate, seed, confirmRate } = run.simulation;
	say(`▸ ${count} calls, ${rate} a second, to ${url} (--seed ${seed} repeats them)`);
	const stream = new Stream(new Random(seed), now, confirmRate === undefined);
	const next = () => {
		const call = stream.next();
		run.ward.sees(call);
		return call;
	};
	const onAnswer = (result: CallResult) => {
		run.ward.hears(result);
		run.hospital.register(result);
	};
	run.results.push(...(await play({ next }, { url, count, rate, onResult: say, onAnswer })));
}

async function badDay(run: Run): Promise<void> {
	const { url, rate, minutes, seed } = run.simulation;
	const { ward, hospital, sleep, interruption } = run;
	say(`▸ 糟糕的一天 A bad day in ${minutes} min, to ${url} (--seed ${seed} repeats it)`);
	// Told by the terminal and by npm: hearing it twice is nothing new.
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => interruption.abort());
	}
	const { results } = await playDay(BAD_DAY, {
		...{ url, rate, minutes, ward, hospital, sleep, now, say, signal: interruption.signal },
		random: new Random(seed + DAY_SEED),
		stream: new Stream(new Random(seed), now, false),
	});
	run.results.push(...results);
}

async function simulate(simulation: Simulation): Promise<number> {
	const run = new Run(simulation);
	await (simulation.scenario === 'normal' ? normal(run) : badDay(run));
	return await run.end();
}

/** Sets the exit code; at once where something still waits that nobody wants any more. */
async function main(): Promise<void> {
	try {
		process.exitCode = await simulate(readSimulation(process.argv.slice(2), Date.now()));
	} catch (error) {
		console.error(`✖ ${error instanceof SetupError ? error.message : String(error)}`);
		process.exit(1);
	}
}

void main();
