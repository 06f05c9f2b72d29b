/** `kill -9` of n8n and all it has started, at random moments of the stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../demo/hospital/random';
import { check } from '../audit/judge';
import { SYSTEMS } from '../stream/record';
import { killAndStart } from '../subjects/subject';
import { acknowledged, type Disturb } from './run';

/**
 * n8n is killed so long after an acknowledgement, at most. Half of the times while that message is on its way,
 * or, where it is the first since a start, while n8n is still starting.
 */
const SOON_MS = 300;
const LATER_MS = 5_000;

/** After so many acknowledged messages: in ascending order, none so late that the stream is over. */
function moments(kills: number, messages: number, random: Random): number[] {
	const anywhere = () => Math.ceil(messages * (0.03 + 0.87 * random.next()));
	return Array.from({ length: kills }, anywhere).sort((a, b) => a - b);
}

/** As real systems do: with answers that come at once, n8n would hardly ever die between call and answer. */
const ANSWER_MS = 150;

export const kills: Disturb = async (scene) => {
	const { hospital, options, random, recorder, subject } = scene;
	for (const system of SYSTEMS) {
		await hospital.setFault(system, { mode: 'slow', delayMs: ANSWER_MS });
	}
	let made = 0;
	for (const moment of moments(options.kills, options.messages, random)) {
		if (!(await acknowledged(moment, scene))) break;
		await sleep(random.between(0, random.chance(0.5) ? SOON_MS : LATER_MS));
		recorder.interruptions.push(await killAndStart(subject));
		made += 1;
		options.say(`kill -9 ${made}/${options.kills}`);
	}
	const lacking = made < options.kills ? [`${made} of ${options.kills}: give it more time`] : [];
	return [check('n8n was killed as often as planned', lacking)];
};
