/** A hospital that remembers its last days, and goes on living where it stopped. */
import { Life } from './life';
import { LivingHospital, WALL_CLOCK, type LifeClock } from './living';
import { readMemory, writeMemory } from './memory';
import { Random } from './random';
import type { Hospital } from './server';

export interface ComeAliveOptions {
	/** n8n's address with /outapi. */
	url: string;
	memoryFile: string;
	/** Whether anything is sent and answered; the memory is kept in any case. */
	isAlive: boolean;
	clock?: LifeClock;
}

/** Ended by force, it forgets no more than this. */
const SAVE_EVERY_MS = 60_000;

/** @returns ends it; resolves when nothing is under way any more and the memory is written */
export function comeAlive(hospital: Hospital, options: ComeAliveOptions): () => Promise<void> {
	const { url, memoryFile, isAlive, clock = WALL_CLOCK } = options;
	const memory = readMemory(memoryFile);
	for (const row of memory.sentByLis) hospital.sentByLis.add(row);
	const now = clock.now();
	const life = new Life(new Random(now), now, memory.open);
	const register = hospital.sentByLis;
	const living = isAlive ? new LivingHospital({ life, url, register, clock }) : undefined;
	hospital.setLife(living);
	const save = () => {
		try {
			writeMemory(memoryFile, {
				sentByLis: register.list(),
				open: living ? life.open : memory.open,
			});
		} catch (error) {
			// A full disk: the demo goes on without.
			console.error(`✖ ${memoryFile} can't be written 无法写入: ${String(error)}`);
		}
	};
	const saving = setInterval(save, SAVE_EVERY_MS);
	saving.unref();
	return async () => {
		clearInterval(saving);
		hospital.setLife(undefined);
		await living?.stop();
		save();
	};
}
