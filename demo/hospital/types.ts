/** The systems of the simulated hospital. What each receives in reality: see `SYSTEMS`. */
export type SystemName = 'emr' | 'his' | 'platform' | 'lis';

export const SYSTEMS: ReadonlyArray<{ name: SystemName; en: string; zh: string }> = [
	{ name: 'emr', en: 'Electronic medical record', zh: '电子病历' },
	{ name: 'his', en: 'Hospital information system', zh: '医院信息系统' },
	{ name: 'platform', en: 'Critical value platform', zh: '危急值平台' },
	{ name: 'lis', en: 'Laboratory information system', zh: '检验信息系统' },
];

export const isSystemName = (value: string | undefined): value is SystemName =>
	SYSTEMS.some(({ name }) => name === value);

/** The two paths of the contract: `…/outapi/risk/send` and `…/outapi/risk/confirm`. */
export type CallKind = 'send' | 'confirm';

/** The ways in which a system can misbehave; each is described where it is done, in faults.ts. */
export const FAULT_MODES = [
	'none',
	'refuse',
	'reset',
	'timeout',
	'slow',
	'http500',
	'http404',
	'code',
	'html',
	'empty',
	'garbled',
] as const;

export type FaultMode = (typeof FAULT_MODES)[number];

export interface Fault {
	mode: FaultMode;
	/** How many calls go wrong; all of them, until `none`, when absent. */
	count?: number;
	/** `slow`: milliseconds until the answer. `timeout`: milliseconds until the line is cut. */
	delayMs?: number;
	/** `code`: the number that the contract's reply carries. */
	code?: number;
	/** Only calls about this critical value go wrong. Not with `refuse`, which comes before the body. */
	riskId?: string;
}

/** One call as a system received it. */
export interface LogEntry {
	/** Counts up from 1 within a system, and goes on after its log was emptied. */
	number: number;
	/** ISO 8601, when the whole body had arrived. */
	time: string;
	kind: CallKind;
	path: string;
	/** Names in lower case; the values of secrets are `***`. */
	headers: Record<string, string>;
	/** The parsed JSON, or the text when it is not JSON. */
	body: unknown;
	/** '' when the body has none. */
	riskId: string;
	/** The system had taken no message with this riskId before. A refused message doesn't count. */
	isNew: boolean;
	/** The system accepted it (answered `code: 0`, however late). */
	taken: boolean;
	fault: FaultMode;
	/** What was answered; absent when nothing was. */
	answer?: { status: number; body: string };
	/** The answer has left for the caller: false while it waits, and for good when the line was cut before. */
	answered: boolean;
}
