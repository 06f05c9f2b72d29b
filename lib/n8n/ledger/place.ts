import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { mendPem } from '../../delivery/pem';
import type { LedgerPlace } from '../../ledger/open';
import { SCHEMA_PATTERN } from '../../ledger/postgres/connection';
import { z } from '../../thirdParty';
import { n8nFolder } from '../userFolder';

export const LEDGER_CREDENTIAL = 'riskLedgerDb';

/** The parameter that says where a node's ledger is, and its two values. */
export const LEDGER_PARAMETER = 'ledger';
export const EMBEDDED = 'embedded';
export const BY_CREDENTIAL = 'credential';

/** The embedded ledger: one file beside n8n's own database. */
const EMBEDDED_FILE = 'critical-value-ledger.sqlite';

export const embeddedPlace = (): LedgerPlace => ({
	kind: 'sqlite',
	file: join(n8nFolder(), EMBEDDED_FILE),
});

/** The two kinds of a credential's ledger; `type` came later than the rest, and is PostgreSQL without it. */
export const CREDENTIAL_POSTGRES = 'postgres';
export const CREDENTIAL_SQLITE = 'sqlite';

const typeSchema = z.object({
	type: z.enum([CREDENTIAL_POSTGRES, CREDENTIAL_SQLITE]).default(CREDENTIAL_POSTGRES),
});

/** Absolute, since a relative path would depend on the folder in which n8n happens to be started. */
const fileSchema = z.object({ file: z.string().trim().refine(isAbsolute) });

const postgresSchema = z.object({
	host: z.string().trim().min(1),
	port: z.coerce.number().int().min(1).max(65_535).default(5432),
	database: z.string().trim().min(1),
	user: z.string().trim().min(1),
	password: z.string().default(''),
	schema: z.string().trim().regex(SCHEMA_PATTERN).default('critical_value'),
	tls: z.boolean().default(false),
	ca: z.string().default(''),
	skipVerification: z.boolean().default(false),
});

export type PlaceResult = { ok: true; place: LedgerPlace } | { ok: false; field: string };

const wrong = (error: { issues: ReadonlyArray<{ path: PropertyKey[] }> }): PlaceResult => ({
	ok: false,
	field: String(error.issues[0]?.path[0] ?? ''),
});

/**
 * Reads the data of a `riskLedgerDb` credential.
 *
 * @returns where the ledger is, or the name of the first field that is wrong; never its value
 */
export function readPlace(data: unknown): PlaceResult {
	const type = typeSchema.safeParse(data);
	if (!type.success) return wrong(type.error);
	if (type.data.type === CREDENTIAL_SQLITE) {
		const parsed = fileSchema.safeParse(data);
		if (!parsed.success) return wrong(parsed.error);
		return { ok: true, place: { kind: 'sqlite', file: parsed.data.file } };
	}
	const parsed = postgresSchema.safeParse(data);
	if (!parsed.success) return wrong(parsed.error);
	const { tls, ca, skipVerification, ...settings } = parsed.data;
	const pem = mendPem(ca);
	const secured = { ...(pem === '' ? {} : { ca: pem }), rejectUnauthorized: !skipVerification };
	return {
		ok: true,
		place: { kind: 'postgres', settings: { ...settings, tls: tls ? secured : undefined } },
	};
}

/** Identifies a place without naming it: it may hold a password. */
export function placeKey(place: LedgerPlace): string {
	return createHash('sha256').update(JSON.stringify(place)).digest('hex');
}
