import type { CriticalValue, FiredStep } from '../criticalValue';
import { minutesOpen as sinceOpening } from '../minutesOpen';

/** Colours of urgency: 0 calm, 1 yellow, 2 orange, 3 red, 4 alarm. */
export type Tone = 0 | 1 | 2 | 3 | 4;

/** {@link sinceOpening}; what was never opened has not waited. */
export const minutesOpen = (value: CriticalValue, now: number): number =>
	sinceOpening(value, now) ?? 0;

/** How many steps of the plan have had their time. */
export const stepsPassed = (minutes: number, steps: readonly number[]): number =>
	steps.filter((step) => minutes >= step).length;

/** The colour of so many minutes: calm before the first step, alarm from the last one on, whatever their number. */
export function toneOf(minutes: number, steps: readonly number[]): Tone {
	const passed = stepsPassed(minutes, steps);
	if (passed === 0) return 0;
	if (passed === steps.length) return 4;
	return Math.min(3, Math.ceil((4 * passed) / steps.length)) as Tone;
}

/** The highest step that has fired for the present opening; of equals the latest. */
export function reachedStep({ escalations, opening }: CriticalValue): FiredStep | undefined {
	return escalations
		.filter((step) => step.opening === opening)
		.reduce<FiredStep | undefined>(
			(highest, step) => (highest && highest.level > step.level ? highest : step),
			undefined,
		);
}

export const isInTrouble = ({ marks }: CriticalValue): boolean =>
	marks.some(({ state, reason }) => state === 'open' && reason !== null);

/** The longest open first; of equals in the order of their ids, so that none jumps from one refresh to the next. */
export function worstFirst(values: readonly CriticalValue[], now: number): CriticalValue[] {
	return values
		.map((value) => ({ value, minutes: minutesOpen(value, now) }))
		.sort((a, b) => b.minutes - a.minutes || (a.value.riskId < b.value.riskId ? -1 : 1))
		.map(({ value }) => value);
}
