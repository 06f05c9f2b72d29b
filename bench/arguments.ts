/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { SetupError } from '../demo/n8n/ports';

export interface BenchArguments {
	only: readonly string[];
	quick: boolean;
	/** Folder for a CPU profile of n8n under our load. */
	profile: string | undefined;
}

const OPTIONS = {
	only: { type: 'string' },
	quick: { type: 'boolean', default: false },
	profile: { type: 'string' },
	help: { type: 'boolean', default: false },
} as const;

const help = (
	names: readonly string[],
) => `npm run bench -- [--only <name,…>] [--quick] [--profile <folder>]
  --only     some of 只运行: ${names.join(', ')}
  --quick    small and short: shows that it works, measures nothing worth quoting 快速试运行
  --profile  writes a CPU profile of n8n while it takes and works off messages 写出 CPU 分析文件`;

/**
 * @param names of all measures, in their order
 * @throws {SetupError} with the help text
 */
export function readBenchArguments(args: string[], names: readonly string[]): BenchArguments {
	let values;
	try {
		({ values } = parseArgs({ args, options: OPTIONS }));
	} catch (error) {
		throw new SetupError(`${(error as Error).message}\n${help(names)}`);
	}
	if (values.help) throw new SetupError(help(names));
	const only = values.only?.split(/[\s,，]+/).filter((name) => name !== '') ?? [...names];
	const unknown = only.filter((name) => !names.includes(name));
	if (unknown.length > 0 || only.length === 0) {
		throw new SetupError(
			`--only: 没有此项 no such measure: "${unknown.join(', ')}"\n${help(names)}`,
		);
	}
	return {
		only: names.filter((name) => only.includes(name)),
		quick: values.quick,
		profile: values.profile,
	};
}
