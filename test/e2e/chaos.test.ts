/**
 * What `code: 0` promises, on a real n8n under faults: the scenarios of `npm run chaos`, at a size that fits
 * here. See chaos/.
 */
import type { Scenario } from '../../chaos/arguments';
import { passed, reportText } from '../../chaos/report/text';
import { run } from '../../chaos/scenarios/all';

/** A machine with other work to do takes minutes where two free cores take one. */
const LIMIT_MS = 15 * 60_000;
const QUIET_MS = 6 * 60_000;

const SIZES: Array<{ scenario: Scenario; messages: number; minutes: number; kills: number }> = [
	{ scenario: 'kills', messages: 150, minutes: 0.75, kills: 3 },
	{ scenario: 'outage', messages: 100, minutes: 0.6, kills: 0 },
	{ scenario: 'broken-workflow', messages: 60, minutes: 0.4, kills: 0 },
	{ scenario: 'postgres', messages: 100, minutes: 0.4, kills: 0 },
];

it.each(SIZES)(
	'$scenario: nothing acknowledged is lost, doubled or out of order',
	async ({ scenario, ...size }) => {
		const seed = Date.now() % 1_000_000;
		const outcome = await run(scenario, 'ours', {
			...size,
			seed,
			quietMs: QUIET_MS,
			say: () => {},
		});
		// The report says which promise broke, where, and the seed.
		if (!passed(outcome)) throw new Error(`\n${reportText(outcome)}`);
		// A run in which little happened proves little.
		expect(outcome.figures.acknowledged).toBeGreaterThan(size.messages / 4);
		expect(outcome.figures.kills).toBe(size.kills);
	},
	LIMIT_MS,
);
