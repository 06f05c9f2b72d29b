/** How often the open messages of a channel are counted, which takes as long as there are many of them. */
import { OpenCount } from '../../lib/ledger/openCount';
import type { Verdict } from '../../lib/ledger/types';
import { CHANNEL, NOW } from './messages';

/** @returns how often a full channel was counted for ten calls */
async function timesCounted(verdict: Verdict, between: (count: OpenCount) => void) {
	const openCount = new OpenCount();
	let times = 0;
	for (let call = 0; call < 10; call += 1) {
		await openCount.of(CHANNEL, verdict, 5, NOW, async () => {
			times += 1;
			return 5;
		});
		between(openCount);
	}
	return times;
}

it('a channel full of rejected calls is not counted for each one more', async () => {
	expect(await timesCounted('rejected', () => undefined)).toBe(1);
	expect(await timesCounted('rejected', (openCount) => openCount.ended('other'))).toBe(1);
});

it('it is counted anew when one has ended, and always for a message', async () => {
	expect(await timesCounted('rejected', (openCount) => openCount.ended(CHANNEL))).toBe(10);
	expect(await timesCounted('accepted', () => undefined)).toBe(10);
});
