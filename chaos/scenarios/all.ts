import type { Hospital } from '../../demo/hospital/server';
import { SetupError } from '../../demo/n8n/ports';
import { postgresBinaries, PostgresServer } from '../../demo/postgres/server';
import type { Scenario, Subjects } from '../arguments';
import { startOurs } from '../subjects/ours';
import { startPlain } from '../subjects/plain';
import { brokenWorkflow } from './brokenWorkflow';
import { kills } from './kills';
import { outage } from './outage';
import { postgres } from './postgres';
import { runScenario, type Disturb, type Outcome, type RunOptions } from './run';

const COMPARABLE: Readonly<Record<'kills' | 'outage', Disturb>> = { kills, outage };

async function onPostgres(options: RunOptions): Promise<Outcome> {
	if (postgresBinaries() === undefined) {
		throw new SetupError('scenario postgres needs a server: apt-get install postgresql 未安装');
	}
	const server = await PostgresServer.start();
	const atExit = () => server.dispose();
	process.once('exit', atExit);
	try {
		const start = async (hospital: Hospital) => await startOurs(hospital, server);
		return await runScenario('postgres', start, postgres(server), options);
	} finally {
		process.off('exit', atExit);
		server.dispose();
	}
}

/**
 * @throws {SetupError} where the scenario cannot run here
 */
export async function run(
	scenario: Scenario,
	against: Subjects,
	options: RunOptions,
): Promise<Outcome> {
	const start = against === 'plain' ? startPlain : startOurs;
	switch (scenario) {
		case 'kills':
		case 'outage':
			return await runScenario(
				scenario,
				async (hospital) => await start(hospital),
				COMPARABLE[scenario],
				options,
			);
		case 'broken-workflow':
			return await runScenario(
				scenario,
				async (hospital) => await startOurs(hospital),
				brokenWorkflow,
				options,
			);
		case 'postgres':
			return await onPostgres(options);
		default: {
			const _unreachable: never = scenario;
			return _unreachable;
		}
	}
}
