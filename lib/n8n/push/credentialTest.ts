import { randomUUID } from 'node:crypto';

import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { createClient } from '../../delivery/client';
import { probeTarget } from '../../delivery/probe';
import { parseTarget } from '../../delivery/target';
import { realEnvironment } from './environment';

/**
 * Tests a `riskApi` credential, in words.
 *
 * n8n offers no egress filter to credential tests, so this one call is not under `N8N_SSRF_*`; the
 * pushes themselves are.
 */
export async function testRiskApi(
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const parsed = parseTarget(credential.data ?? {}, credential.name);
	if (!parsed.ok) {
		const { field, zh, en } = parsed.fault;
		return { status: 'Error', message: `「${field}」${zh}；“${field}” ${en}` };
	}
	const { target } = parsed;
	const client = createClient(target, { now: realEnvironment.now });
	const { ok, message } = await probeTarget(target, client, realEnvironment.now(), randomUUID());
	return { status: ok ? 'OK' : 'Error', message };
}
