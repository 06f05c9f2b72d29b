#!/usr/bin/env node
/**
 * `node scripts/run.cjs <task> [arguments]`: what every npm script calls.
 *
 * It makes sure of what the task needs (dependencies, Node 24, the pinned n8n), says what it is
 * doing meanwhile, and then runs the task. Plain CommonJS without dependencies: it has to work in a
 * clone in which nothing is installed yet, on whatever Node (20 and up) the machine has.
 */
const { TASKS } = require('./lib/tasks.cjs');
const { ScriptError, showError } = require('./lib/log.cjs');

async function main([name, ...args]) {
	const task = Object.hasOwn(TASKS, name ?? '') ? TASKS[name] : undefined;
	if (!task) {
		const list = Object.entries(TASKS).map(([key, { help }]) => `  ${key.padEnd(14)}${help}`);
		const wrong = name === undefined ? 'Which task?' : `There is no task "${name}".`;
		throw new ScriptError(`${wrong} node scripts/run.cjs <task> [arguments]`, list);
	}
	process.exitCode = await task.run(args);
}

main(process.argv.slice(2)).catch((error) => {
	showError(error);
	process.exitCode = 1;
});
