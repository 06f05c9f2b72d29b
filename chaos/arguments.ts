/** The command line of `npm run chaos`. */
import { parseArgs } from 'node:util';
import { SetupError } from '../demo/n8n/ports';

export const SCENARIOS = ['kills', 'outage', 'broken-workflow', 'postgres'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Those that a workflow of n8n's own nodes can be put through as well. */
export const COMPARED = ['kills', 'outage'] as const satisfies Scenario[];

export type Subjects = 'ours' | 'plain';

export interface Plan {
	messages: number;
	minutes: number;
	kills: number;
	seed: number;
	/** What runs against what, in this order. */
	runs: Array<{ scenario: Scenario; against: Subjects }>;
	/** Whether a table of both subjects is wanted. */
	compare: boolean;
}

const HELP = `
npm run chaos -- [--messages 1000] [--minutes 5] [--kills 10] [--seed 1]
                 [--scenario ${SCENARIOS.join('|')}]... [--against ours|plain] [--compare]

  --messages, --minutes  bounds of each scenario's stream 每个场景的消息数和时长上限
  --kills                how often n8n is killed in "kills" 强制终止次数
  --scenario             may be given several times; all of them without 可多次指定，默认全部
  --against plain        ${COMPARED.join(' and ')} against Webhook → HTTP Request 对比 n8n 自带节点
  --compare              both subjects, and a Markdown table 两者对比并输出表格`;

const OPTIONS = {
	messages: { type: 'string', default: '1000' },
	minutes: { type: 'string', default: '5' },
	kills: { type: 'string', default: '10' },
	seed: { type: 'string' },
	scenario: { type: 'string', multiple: true },
	against: { type: 'string', default: 'ours' },
	compare: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

function positive(text: string, name: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new SetupError(`--${name} 必须是正数 must be a number above 0: "${text}"\n${HELP}`);
}

function oneOf<T extends string>(text: string, name: string, known: readonly T[]): T {
	const found = known.find((one) => one === text);
	if (found !== undefined) return found;
	throw new SetupError(`--${name} must be one of 必须是 ${known.join(', ')}: "${text}"\n${HELP}`);
}

function parse(args: string[]) {
	try {
		return parseArgs({ args, options: OPTIONS }).values;
	} catch (error) {
		throw new SetupError(`${(error as Error).message}\n${HELP}`);
	}
}

/**
 * @param now milliseconds since the epoch: the seed when none is given
 * @throws {SetupError} with the help text
 */
export function readPlan(args: string[], now: number): Plan {
	const values = parse(args);
	if (values.help) throw new SetupError(HELP);
	const against = oneOf(values.against, 'against', ['ours', 'plain']);
	const both = values.compare || against === 'plain';
	const known: readonly Scenario[] = both ? COMPARED : SCENARIOS;
	const scenarios = (values.scenario ?? known).map((text) => oneOf(text, 'scenario', known));
	const subjects: Subjects[] = values.compare ? ['plain', 'ours'] : [against];
	return {
		messages: Math.ceil(positive(values.messages, 'messages')),
		minutes: positive(values.minutes, 'minutes'),
		kills: Math.ceil(positive(values.kills, 'kills')),
		seed: values.seed === undefined ? now % 1_000_000 : Math.ceil(positive(values.seed, 'seed')),
		runs: scenarios.flatMap((scenario) =>
			subjects.map((subject) => ({ scenario, against: subject })),
		),
		compare: values.compare,
	};
}
