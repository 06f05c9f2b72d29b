/** The simulated hospital, from another process: its faults, its pause, the list of its LIS. */
import { isAccepted, type CallResult } from '../hospital/caller';
import { rowOf, type SentRow } from '../hospital/lisRegister';
import type { Fault } from '../hospital/types';
import { SetupError } from '../n8n/ports';

/** It answers in milliseconds, or not at all. */
const LIMIT_MS = 3_000;

export class HospitalClient {
	private waiting: SentRow[] = [];
	private registering: Promise<void> | undefined;
	private isReachable = true;

	/** @param url e.g. `http://127.0.0.1:5690` */
	constructor(readonly url: string) {}

	/** @throws {SetupError} when the hospital can't be told */
	async setEmrFault(fault: Fault): Promise<void> {
		try {
			const { status } = await this.ask('PUT', '/emr/faults', fault);
			if (status === 200) return;
			throw new Error(`HTTP ${status}`);
		} catch (error) {
			const { message, cause } = error as Error & { cause?: { code?: string } };
			throw new SetupError(
				`模拟医院无应答 The simulated hospital does not answer: ${this.url} (${cause?.code ?? message})\n` +
					'  Start the demo first: npm start. Other port? --hospital http://127.0.0.1:<port>',
			);
		}
	}

	/** Best effort: a demo whose hospital sends nothing by itself has nothing to pause. */
	async pauseLife(pauseMs: number): Promise<void> {
		await this.ask('PUT', '/life', { pauseMs }).catch(() => undefined);
	}

	/** Puts a value that n8n has taken on the LIS's list. Best effort: without a hospital, not at all. */
	register(result: CallResult): void {
		if (!this.isReachable || result.call.what !== 'add' || !isAccepted(result)) return;
		this.waiting.push(rowOf(result.call.body));
		this.registering ??= this.registerWaiting();
	}

	/** Resolves when all that was registered is with the hospital, or can't get there. */
	async finished(): Promise<void> {
		await this.registering;
	}

	private async registerWaiting(): Promise<void> {
		while (this.waiting.length > 0 && this.isReachable) {
			const rows = this.waiting.splice(0);
			const status = await this.ask('POST', '/lis/critical-values', rows).then(
				(response) => response.status,
				() => 0,
			);
			this.isReachable = status === 200;
		}
		this.registering = undefined;
	}

	private async ask(method: string, path: string, body: unknown): Promise<Response> {
		const response = await fetch(this.url + path, {
			method,
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(LIMIT_MS),
		});
		await response.arrayBuffer();
		return response;
	}
}
