import type { IExecuteFunctions } from 'n8n-workflow';

import type { EgressFilter } from '../../delivery/client';

/**
 * n8n's SSRF protection (`N8N_SSRF_*`), for clients that do not use `httpRequest`. Detected by its
 * function, since older n8n versions have none.
 */
export function egressFilterOf(helpers: IExecuteFunctions['helpers']): EgressFilter | undefined {
	if (typeof helpers.getSecureEgressFilter !== 'function') return undefined;
	const filter = helpers.getSecureEgressFilter();
	return {
		validateUrl: async (url) => await filter.validateUrl(url),
		lookup: filter.createSecureLookup(),
	};
}
