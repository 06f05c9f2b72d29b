import { SettingsError } from '../../../lib/intake/settings';
import { parseWatchSettings } from '../../../lib/n8n/watch/settings';

/** What is said of a source; undefined where it is taken. */
function problemOf(source: object): SettingsError | undefined {
	try {
		parseWatchSettings({ events: ['silentSource'], sources: { source: [source] } }, 'UTC');
		return undefined;
	} catch (error) {
		expect(error).toBeInstanceOf(SettingsError);
		return error as SettingsError;
	}
}

it.each([
	[{ minutes: 599, from: '08:00', to: '18:00' }, true],
	[{ minutes: 600, from: '08:00', to: '18:00' }, false],
	[{ minutes: 839, from: '18:00', to: '08:00' }, true],
	[{ minutes: 840, from: '18:00', to: '08:00' }, false],
	[{ minutes: 100_000, from: '00:00', to: '24:00' }, true],
	[{ minutes: 100_000, from: '08:00', to: '08:00' }, true],
	[{ minutes: 2_879, from: '00:00', to: '24:00', weekdays: [3, 7, 1] }, true],
	[{ minutes: 2_880, from: '00:00', to: '24:00', weekdays: [3, 7, 1] }, false],
])('takes %j: %s', (source, isTaken) => {
	expect(problemOf(source)?.message.includes('Sources 来源 1') ?? true).toBe(true);
	expect(problemOf(source) === undefined).toBe(isTaken);
});
