import { minutesOpen } from '../../../lib/lifecycle/minutesOpen';
import { criticalValue } from '../../support/criticalValue';

const NOW = 1_764_000_000_000;
const minute = (n: number): number => NOW + n * 60_000;

it.each([
	['open: until now', { state: 'open' }, 60],
	['confirmed: until it was acknowledged', { state: 'confirmed', acknowledgedAt: minute(4) }, 4],
	['by a clock that is behind', { state: 'confirmed', acknowledgedAt: minute(-4) }, 0],
	['withdrawn: until then', { state: 'cancelled', cancelledAt: minute(7) }, 7],
	[
		'withdrawn after its confirm',
		{ state: 'cancelled', acknowledgedAt: minute(4), cancelledAt: minute(7) },
		4,
	],
	[
		'confirmed after its withdrawal',
		{ state: 'cancelled', acknowledgedAt: minute(9), cancelledAt: minute(7) },
		7,
	],
] as const)('%s', (_, more, minutes) => {
	const value = criticalValue('A', { openedAt: NOW, openedReceivedAt: NOW, ...more });
	expect(minutesOpen(value, minute(60))).toBe(minutes);
});

it('is nothing where it was never opened', () => {
	expect(minutesOpen(criticalValue('A', { openedReceivedAt: null }), NOW)).toBeNull();
});
