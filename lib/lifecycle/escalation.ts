import type { CriticalValue, FiredStep } from './criticalValue';
import { fieldText } from './fieldText';
import { windowStart, type Calendar, type TimeWindow } from './timeWindow';

/** One step of a plan: who is told when nobody has confirmed for so long. */
export interface EscalationStep {
	/** Stays the same when the step's time changes, so that what has fired does not fire again. */
	id: string;
	name: string;
	level: number;
	afterMinutes: number;
	/** For these only; all where empty. */
	reportTypes: readonly string[];
	patientClasses: readonly string[];
	/** Codes or names. */
	wards: readonly string[];
}

export interface EscalationPlan {
	name: string;
	/** undefined: always. */
	window: TimeWindow | undefined;
	steps: readonly EscalationStep[];
}

export interface Escalation {
	/** The first one whose window it is applies. */
	plans: readonly EscalationPlan[];
	/** For a critical value that no step is for: there is never no recipient. */
	fallback: EscalationStep;
	calendar: Calendar;
}

/** What a step looks at. */
export type Patient = {
	reportType: string;
	patientClass: string;
	wardCode: string;
	wardName: string;
};

export type StepFired = Pick<FiredStep, 'step' | 'level'>;

const PLAN_SEPARATOR = '/';
export const FALLBACK_ID = 'fallback';

/** A step's id: its plan's name and its own, and which one of several of that name it is. */
export const stepId = (plan: string, name: string, number: number): string =>
	[plan, name, ...(number > 1 ? [String(number)] : [])].join(PLAN_SEPARATOR);

export const patientOf = ({ fields }: Pick<CriticalValue, 'fields'>): Patient => ({
	reportType: fieldText(fields, 'reportType'),
	patientClass: fieldText(fields, 'patientClass'),
	wardCode: fieldText(fields, 'wardCode'),
	wardName: fieldText(fields, 'wardName'),
});

const isFor = (step: EscalationStep, patient: Patient): boolean =>
	(step.reportTypes.length === 0 || step.reportTypes.includes(patient.reportType)) &&
	(step.patientClasses.length === 0 || step.patientClasses.includes(patient.patientClass)) &&
	(step.wards.length === 0 ||
		step.wards.includes(patient.wardCode) ||
		step.wards.includes(patient.wardName));

/** The plan that applies at a time, epoch milliseconds; undefined where none does. */
export function planAt({ plans, calendar }: Escalation, at: number): EscalationPlan | undefined {
	return plans.find(({ window }) => !window || windowStart(window, calendar, at) !== undefined);
}

/** The steps of a plan for a patient; the fallback where there are none. */
export function stepsFor(
	{ fallback }: Escalation,
	plan: EscalationPlan | undefined,
	patient: Patient,
): readonly EscalationStep[] {
	const own = (plan?.steps ?? []).filter((step) => isFor(step, patient));
	return own.length === 0 ? [fallback] : own;
}

const isOfPlan = (plan: EscalationPlan | undefined, id: string): boolean =>
	plan !== undefined && plan.steps.some((step) => step.id === id);

/**
 * The steps that are still to fire: not those that have, and after a change of plan not those whose level another
 * plan has reached already. So the night shift goes on where the day shift was, instead of beginning anew. Of the
 * level reached itself as many are passed over as have fired of it: where all steps have one level, as the form
 * gives it, the rest must still be told.
 *
 * @param fired for this opening of the critical value
 */
export function stepsAhead(
	escalation: Escalation,
	plan: EscalationPlan | undefined,
	patient: Patient,
	fired: readonly StepFired[],
): EscalationStep[] {
	const done = new Set(fired.map(({ step }) => step));
	const elsewhere = fired
		.filter(({ step }) => step !== FALLBACK_ID && !isOfPlan(plan, step))
		.map(({ level }) => level);
	const reached = Math.max(-Infinity, ...elsewhere);
	const left = stepsFor(escalation, plan, patient).filter(({ id }) => !done.has(id));
	const passedOver = left
		.filter(({ level }) => level === reached)
		.sort((a, b) => a.afterMinutes - b.afterMinutes)
		.slice(0, elsewhere.filter((level) => level === reached).length);
	return left.filter(
		(step) => step.id === FALLBACK_ID || (step.level >= reached && !passedOver.includes(step)),
	);
}
