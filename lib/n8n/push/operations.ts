import { kindOf, type InterfaceNumber, type Kind } from '../../contract/fields';

/** The values of Risk Push's `operation` parameter. They stand in saved workflows: never rename. */
export const OPERATIONS = {
	pushCriticalValue: 1,
	pushHandlingResult: 2,
	submitFeedback: 3,
} as const satisfies Record<string, InterfaceNumber>;

export type Operation = keyof typeof OPERATIONS;

export const isOperation = (value: unknown): value is Operation =>
	typeof value === 'string' && Object.hasOwn(OPERATIONS, value);

/** Which interface an operation calls, and below which path it lies. */
export function interfaceOf(operation: Operation): { number: InterfaceNumber; kind: Kind } {
	const number = OPERATIONS[operation];
	return { number, kind: kindOf(number) };
}
