/** The ledger's inbox, as the bench reads it while n8n runs. */
import { ReadOnlyFile, until } from './readOnlyFile';

const OPEN = "state IN ('pending', 'claimed')";

export class InboxFile extends ReadOnlyFile {
	/** Id of the newest message of a channel. */
	newest(channel: string): number {
		const { id } = this.one('SELECT max(id) AS id FROM inbox WHERE channel = ?', channel);
		return Number(id ?? 0);
	}

	/**
	 * Waits until all messages of a channel have been processed.
	 *
	 * @param after only messages behind this id are counted
	 * @param count as many have to be done
	 * @returns epoch milliseconds at which the last one was done
	 */
	async processed(channel: string, after: number, count: number, limitMs: number): Promise<number> {
		const open = () =>
			this.one(`SELECT id FROM inbox WHERE channel = ? AND ${OPEN} LIMIT 1`, channel).id;
		const done = () =>
			this.one(
				`SELECT count(*) AS done, max(ended_at) AS at FROM inbox
				WHERE channel = ? AND id > ? AND state = 'done'`,
				channel,
				after,
			);
		await until('messages to be done', limitMs, () => open() === undefined, done);
		const { done: reached, at } = done();
		if (reached !== count) throw new Error(`${count} messages accepted, ${String(reached)} done`);
		return Number(at);
	}
}
