import type { Ledger } from '../../../lib/ledger/types';
import { BEGUN } from '../../../lib/watch/incidentWatch';
import { Watch } from '../../../lib/watch/watch';

it('tells of what goes wrong also while critical values cannot be read', async () => {
	const remember = jest.fn(async () => {});
	const criticalValues = {
		remembered: async () => ({ [BEGUN]: '0' }),
		remember,
		allOpen: async () => await Promise.reject(new Error('no answer')),
	};
	const ledger = { criticalValues, openCalls: async () => 9 } as unknown as Ledger;
	const onTrouble = jest.fn();
	const watch = new Watch({
		ledger,
		watch: 'w',
		escalation: {
			escalation: {
				plans: [],
				fallback: {
					...{ id: 'fallback', name: 'f', level: 1, afterMinutes: 1 },
					...{ reportTypes: [], patientClasses: [], wards: [] },
				},
				calendar: { timeZone: 'UTC', holidays: new Set() },
			},
			countFrom: 'receipt',
			digestMs: 0,
			itemOf: () => ({}),
		},
		incidents: {
			timeZone: 'UTC',
			deliveryTrouble: undefined,
			backlog: { limit: 8 },
			sources: [],
			digests: [],
			digestMs: 0,
			shown: async () => ({}),
		},
		moment: () => ({ now: 1, clock: 1 }),
		onTrouble,
		onRecovery: () => {},
	});
	watch.start();
	await watch.stop();
	expect(onTrouble).toHaveBeenCalledTimes(1);
	const [, , , items] = remember.mock.calls[0] as unknown as [string, object, object, object[]];
	expect(items).toMatchObject([{ item: expect.stringContaining('"event":"backlog"') as string }]);
});
