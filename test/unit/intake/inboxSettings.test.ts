import { parseInboxSettings } from '../../../lib/intake/inboxSettings';
import { SettingsError } from '../../../lib/intake/settings';

const delaysOf = (retryDelays: string) =>
	parseInboxSettings({ retrySchedule: 'custom', retryDelays }).schedule.delaysMs;

it('reads waits in seconds, however they are divided', () => {
	expect(delaysOf('2, 5；10 60')).toEqual([2_000, 5_000, 10_000, 60_000]);
	expect(delaysOf('0, 0.5, 1')).toEqual([0, 500, 1_000]);
});

// The last one is repeated until the maximum age: with none, for a day without a pause.
it.each(['', '0', '5, 0', '0.01', '-1', '2, x', '90000'])('refuses "%s", and says why', (text) => {
	expect(() => delaysOf(text)).toThrow(SettingsError);
});
