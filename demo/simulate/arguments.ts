/** The command line of `npm run simulate`. */
import { parseArgs } from 'node:util';
import { SetupError } from '../n8n/ports';

export interface Simulation {
	url: string;
	count: number;
	/** Calls a second. */
	rate: number;
	seed: number;
}

const HELP = `npm run simulate -- [--count 20] [--rate 5] [--url http://127.0.0.1:5678/outapi] [--seed n]
  --count  how many calls 次数        --rate  calls a second 每秒次数
  --url    n8n's address with /outapi 地址   --seed  the same number gives the same calls 随机种子`;

const OPTIONS = {
	count: { type: 'string', default: '20' },
	rate: { type: 'string', default: '5' },
	url: { type: 'string', default: 'http://127.0.0.1:5678/outapi' },
	seed: { type: 'string' },
	help: { type: 'boolean', default: false },
} as const;

function positive(text: string, name: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new SetupError(`--${name} 必须是正数 must be a number above 0: "${text}"\n${HELP}`);
}

function address(text: string): string {
	try {
		const { protocol } = new URL(text);
		if (protocol === 'http:' || protocol === 'https:') return text.replace(/\/+$/, '');
	} catch {
		// Said below.
	}
	throw new SetupError(`--url 不是有效的地址 is no address: "${text}"\n${HELP}`);
}

/**
 * @param now milliseconds since the epoch: the seed when none is given
 * @throws {SetupError} with the help text
 */
export function readSimulation(args: string[], now: number): Simulation {
	let values;
	try {
		({ values } = parseArgs({ args, options: OPTIONS }));
	} catch (error) {
		throw new SetupError(`${(error as Error).message}\n${HELP}`);
	}
	if (values.help) throw new SetupError(HELP);
	return {
		url: address(values.url),
		count: Math.ceil(positive(values.count, 'count')),
		rate: positive(values.rate, 'rate'),
		seed: values.seed === undefined ? now % 1_000_000 : positive(values.seed, 'seed'),
	};
}
