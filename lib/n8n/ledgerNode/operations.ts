/** The values of Risk Ledger's `operation` parameter. They stand in saved workflows: never rename. */
export const OPERATIONS = ['discard', 'getMessage', 'health', 'replay', 'searchMessages'] as const;

export type Operation = (typeof OPERATIONS)[number];

export const isOperation = (value: unknown): value is Operation =>
	(OPERATIONS as readonly unknown[]).includes(value);
