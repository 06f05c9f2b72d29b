/** The values of Risk Ledger's `operation` parameter. They stand in saved workflows: never rename. */
export const OPERATIONS = [
	'confirm',
	'discard',
	'exportValues',
	'formatNotification',
	'getCriticalValue',
	'getMessage',
	'health',
	'reconcile',
	'replay',
	'searchCriticalValues',
	'searchMessages',
	'statistics',
	'verifyAudit',
	'board',
] as const;

export type Operation = (typeof OPERATIONS)[number];

export const isOperation = (value: unknown): value is Operation =>
	(OPERATIONS as readonly unknown[]).includes(value);

/** Operations that look at their items only: they ask for no ledger and no credential. */
export const WITHOUT_LEDGER = ['formatNotification'] as const satisfies Operation[];
