import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { mendPem } from '../../delivery/pem';
import type { LedgerPlace } from '../../ledger/open';
import { SCHEMA_PATTERN } from '../../ledger/postgres/connection';
import { z } from '../../thirdParty';
import { n8nFolder } from '../userFolder';

export const LEDGER_CREDENTIAL = 'riskLedgerDb';

/** The parameter that says where a node's ledger is, and its two values. */
export const LEDGER_PARAMETER = 'ledger';
export const EMBEDDED = 'embedded';
export const POSTGRES = 'postgres';

/** The embedded ledger: one file beside n8n's own database. */
const EMBEDDED_FILE = 'critical-value-ledger.sqlite';

export const embeddedPlace = (): LedgerPlace => ({
	kind: 'sqlite',
	file: join(n8nFolder(), EMBEDDED_FILE),
});

const schema = z.object({
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

/**
 * Reads the data of a `riskLedgerDb` credential.
 *
 * @returns where the ledger is, or the name of the first field that is wrong; never its value
 */
export function readPlace(data: unknown): PlaceResult {
	const parsed = schema.safeParse(data);
	if (!parsed.success) return { ok: false, field: String(parsed.error.issues[0]?.path[0] ?? '') };
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
