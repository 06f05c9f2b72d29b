import type { SqlValue } from './database';

/** A statement with its values. */
export interface Query {
	sql: string;
	values: SqlValue[];
}

/** Builds conditions with numbered parameters. Values never become part of the text. */
export class Conditions {
	readonly values: SqlValue[] = [];
	private readonly parts: string[] = [];

	add(condition: (parameter: string) => string, value: SqlValue | undefined): void {
		if (value === undefined) return;
		this.values.push(value);
		this.parts.push(condition(`$${this.values.length}`));
	}

	get sql(): string {
		return this.parts.length === 0 ? '' : `WHERE ${this.parts.join(' AND ')}`;
	}
}
