/** The command line of `npm run simulate`. */
import { parseArgs } from 'node:util';
import { SetupError } from '../n8n/ports';

export const SCENARIOS = ['normal', 'bad-day'] as const;

export interface Simulation {
	scenario: (typeof SCENARIOS)[number];
	url: string;
	/** The simulated hospital's address. */
	hospital: string;
	count: number;
	/** Calls a second. */
	rate: number;
	seed: number;
	/** Share of the values that the wards answer; undefined: the stream itself has answers in it. */
	confirmRate: number | undefined;
	/** Seconds until an answer, on average. */
	delay: number;
	/** How long a bad day takes. */
	minutes: number;
}

const HELP = `npm run simulate -- [--count 20] [--rate 5] [--url http://127.0.0.1:5678/outapi] [--seed n]
  --count  how many calls 次数        --rate  calls a second 每秒次数
  --url    n8n's address with /outapi 地址   --seed  the same number gives the same calls 随机种子
  --confirm-rate 0.7  share of the values that the simulated wards confirm 由模拟病区确认的比例
                      (without it, confirms are part of the stream 不指定时确认混在呼叫流中)
  --delay 20          seconds until they do, ±50 % 确认前的平均秒数
  --scenario bad-day  EMR outage, duplicate storm, disorder, silent source, burst
                      EMR 故障、重复风暴、乱序、来源静默、突发
  --minutes 3         how long the bad day takes 时长（分钟）
  --hospital http://127.0.0.1:5690   the simulated hospital's address 模拟医院地址`;

const OPTIONS = {
	count: { type: 'string', default: '20' },
	rate: { type: 'string' },
	url: { type: 'string', default: 'http://127.0.0.1:5678/outapi' },
	seed: { type: 'string' },
	'confirm-rate': { type: 'string' },
	delay: { type: 'string', default: '20' },
	scenario: { type: 'string', default: 'normal' },
	minutes: { type: 'string', default: '3' },
	hospital: { type: 'string', default: 'http://127.0.0.1:5690' },
	help: { type: 'boolean', default: false },
} as const;

/** A bad day is bad enough with a real hospital's load, and one can still see what happens. */
const RATE = { normal: '5', 'bad-day': '1' } as const;
const BAD_DAY_CONFIRM_RATE = 0.7;

function positive(text: string, name: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new SetupError(`--${name} 必须是正数 must be a number above 0: "${text}"\n${HELP}`);
}

function share(text: string, name: string): number {
	const value = Number(text);
	if (text.trim() !== '' && value >= 0 && value <= 1) return value;
	throw new SetupError(`--${name} 必须在 0 到 1 之间 must be from 0 to 1: "${text}"\n${HELP}`);
}

function readScenario(text: string): Simulation['scenario'] {
	const found = SCENARIOS.find((scenario) => scenario === text);
	if (found) return found;
	const known = SCENARIOS.join(', ');
	throw new SetupError(`--scenario 只能是 must be one of ${known}: "${text}"\n${HELP}`);
}

function address(text: string, name: string): string {
	try {
		const { protocol } = new URL(text);
		if (protocol === 'http:' || protocol === 'https:') return text.replace(/\/+$/, '');
	} catch {
		// Said below.
	}
	throw new SetupError(`--${name} 不是有效的地址 is no address: "${text}"\n${HELP}`);
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
	const scenario = readScenario(values.scenario);
	const confirmRate = values['confirm-rate'];
	return {
		scenario,
		url: address(values.url, 'url'),
		hospital: address(values.hospital, 'hospital'),
		count: Math.ceil(positive(values.count, 'count')),
		rate: positive(values.rate ?? RATE[scenario], 'rate'),
		seed: values.seed === undefined ? now % 1_000_000 : positive(values.seed, 'seed'),
		confirmRate:
			confirmRate !== undefined
				? share(confirmRate, 'confirm-rate')
				: scenario === 'bad-day'
					? BAD_DAY_CONFIRM_RATE
					: undefined,
		delay: positive(values.delay, 'delay'),
		minutes: positive(values.minutes, 'minutes'),
	};
}
