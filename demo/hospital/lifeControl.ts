/** `/life`: a scenario asks the living hospital to be quiet for a while. */
import type { IncomingMessage } from 'node:http';
import { readJson } from './control';
import { FaultError, json, type Answer } from './faults';

export interface Pausable {
	/** New values wait for so long, from now on; 0 ends it. What is open goes on. */
	pauseFor(ms: number): void;
}

/** Ends by itself: whoever asked may be gone. */
const LONGEST_PAUSE_MS = 3_600_000;

function readPause(value: unknown): number {
	const { pauseMs } = (value ?? {}) as { pauseMs?: unknown };
	if (typeof pauseMs === 'number' && pauseMs >= 0 && pauseMs <= LONGEST_PAUSE_MS) return pauseMs;
	throw new FaultError(`send {"pauseMs": 0 to ${LONGEST_PAUSE_MS}} 请发送 pauseMs`);
}

/** Serves `PUT /life` with `{"pauseMs": 60000}`. */
export async function lifeAnswer(
	request: IncomingMessage,
	life: Pausable | undefined,
): Promise<Answer> {
	if (!life) return json(404, { error: 'nothing sends by itself here 没有自动发送' });
	if (request.method !== 'PUT') return json(405, { error: 'use PUT 请使用 PUT' });
	try {
		const pauseMs = readPause(await readJson(request));
		life.pauseFor(pauseMs);
		return json(200, { pauseMs });
	} catch (error) {
		if (error instanceof FaultError) return json(400, { error: error.message });
		throw error;
	}
}
