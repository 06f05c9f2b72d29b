import { statSync } from 'node:fs';
import { openLedger } from '../../lib/ledger/open';
import { claimOf, message, NO_LIMIT, NOW } from './messages';
import { freshSqlite } from './places';

/** Bytes of one message; a few hundred of them make a file whose size can be told. */
const SIZE = 10_000;
const COUNT = 400;

it('gives the disk space of pruned messages back', async () => {
	const { place, dispose } = freshSqlite();
	const ledger = await openLedger(place);
	try {
		// What the document's tables name is kept with the critical value; a body as it came is not.
		const item = JSON.stringify({ content: 'WBC:1.67', raw: { content: 'x'.repeat(SIZE) } });
		await Promise.all(
			Array.from({ length: COUNT }, async (_, n) => {
				await ledger.accept(message(`R${n}`, { item }), NOW, NO_LIMIT);
			}),
		);
		const claimed = await ledger.claim(claimOf('c', { limit: COUNT }));
		await ledger.complete(
			claimed.map(({ id }) => id),
			'c',
			NOW,
			null,
		);
		while ((await ledger.prune(NOW + 1, 50)) > 0);
		await ledger.close(); // which brings the log into the file
		expect(statSync(place.file).size).toBeLessThan((SIZE * COUNT) / 2);
	} finally {
		await ledger.close();
		dispose();
	}
});
