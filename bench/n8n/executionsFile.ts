/** n8n's own database, as the bench reads it while n8n runs. */
import { ReadOnlyFile, until } from './readOnlyFile';

/** n8n writes times as `2026-11-24 11:42:09.123`, in UTC. */
const epochMs = (time: unknown): number => Date.parse(`${String(time).replace(' ', 'T')}Z`);

export class ExecutionsFile extends ReadOnlyFile {
	newest(workflowId: string): number {
		const sql = 'SELECT max(id) AS id FROM execution_entity WHERE workflowId = ?';
		return Number(this.one(sql, workflowId).id ?? 0);
	}

	/** How many executions succeeded, behind an id. */
	succeeded(workflowId: string, after: number): { done: number; at: number } {
		const row = this.one(
			`SELECT count(*) AS done, max(stoppedAt) AS at FROM execution_entity
			WHERE workflowId = ? AND id > ? AND status = 'success'`,
			workflowId,
			after,
		);
		return { done: Number(row.done), at: epochMs(row.at) };
	}

	/**
	 * Waits until as many executions have succeeded.
	 *
	 * @returns epoch milliseconds at which the last one ended
	 */
	async processed(
		workflowId: string,
		after: number,
		count: number,
		limitMs: number,
	): Promise<number> {
		const done = () => this.succeeded(workflowId, after);
		await until('executions to succeed', limitMs, () => done().done >= count, done);
		return done().at;
	}
}
