/** `npm run simulate`: plays a stream of made-up critical values into n8n, and sums up the answers. */
import { SetupError } from './n8n/ports';
import { Random } from './hospital/random';
import { Stream } from './hospital/stream';
import { readSimulation, type Simulation } from './simulate/arguments';
import { play } from './simulate/play';
import { summary } from './simulate/summary';

async function simulate({ url, count, rate, seed }: Simulation): Promise<number> {
	console.log(`▸ ${count} calls, ${rate} a second, to ${url} (--seed ${seed} repeats them)`);
	const stream = new Stream(new Random(seed), () => Date.now());
	const results = await play(stream, { url, count, rate, onResult: (line) => console.log(line) });
	console.log(summary(results));
	return results.every(({ reply }) => reply === 'code 0') ? 0 : 1;
}

simulate(readSimulation(process.argv.slice(2), Date.now()))
	.then((code) => (process.exitCode = code))
	.catch((error: unknown) => {
		console.error(`✖ ${error instanceof SetupError ? error.message : String(error)}`);
		process.exitCode = 1;
	});
