import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';

import { getProxyForUrl } from '../thirdParty';
import { DirectHttpAgent, DirectHttpsAgent, ProxiedHttpAgent, ProxiedHttpsAgent } from './connect';
import { MAX_TIMEOUT_SECONDS } from './credentialData';
import type { Target } from './target';

/** Enough for a backlog, few enough for an old application server's thread pool. */
export const MAX_SOCKETS_PER_TARGET = 16;

/** Below the 5 s after which Node servers hang up, so that no call rides on a dying connection. */
const IDLE_SOCKET_MS = 4_000;

/** A pool nobody has used for this long is closed. Longer than any call may last. */
const IDLE_POOL_MS = 2 * MAX_TIMEOUT_SECONDS * 1000;

export type ConnectionSettings = Pick<Target, 'key' | 'tls' | 'connectTimeoutMs'>;

interface Pool {
	agent: Agent;
	usedAt: number;
}

export interface PoolCounts {
	pools: number;
	/** Connections in use. */
	active: number;
	/** Connections kept open for the next call. */
	idle: number;
}

/**
 * Connections outlive an execution, so they live here: one pool for each set of connection
 * settings, found by a hash, since the settings hold keys and passphrases.
 */
const pools = new Map<string, Pool>();

function poolKey(settings: ConnectionSettings, secure: boolean, proxy: string, guarded: boolean) {
	const { ca, cert, key, passphrase, servername, rejectUnauthorized } = settings.tls;
	const parts = [settings.key, settings.connectTimeoutMs, secure, proxy, guarded];
	const tls = secure ? [ca, cert, key, passphrase, servername, rejectUnauthorized] : [];
	return createHash('sha256')
		.update(JSON.stringify([...parts, ...tls]))
		.digest('hex');
}

function createAgent(
	settings: ConnectionSettings,
	secure: boolean,
	proxy: string,
	lookup: LookupFunction | undefined,
): Agent {
	const options = {
		keepAlive: true,
		maxSockets: MAX_SOCKETS_PER_TARGET,
		maxFreeSockets: MAX_SOCKETS_PER_TARGET,
		timeout: IDLE_SOCKET_MS,
		...(lookup ? { lookup } : {}),
	};
	const limit = settings.connectTimeoutMs;
	if (proxy === '') {
		return secure
			? new DirectHttpsAgent({ ...options, ...settings.tls }, limit)
			: new DirectHttpAgent(options, limit);
	}
	return secure
		? new ProxiedHttpsAgent(proxy, options, settings.tls, limit)
		: new ProxiedHttpAgent(proxy, options, limit);
}

function closeIdlePools(now: number): void {
	for (const [key, pool] of pools) {
		if (now - pool.usedAt < IDLE_POOL_MS) continue;
		pool.agent.destroy();
		pools.delete(key);
	}
}

/**
 * The agent that carries calls to a target: keep-alive, at most {@link MAX_SOCKETS_PER_TARGET}
 * connections, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for the address.
 *
 * @param url what is called
 * @param settings the target's connection settings
 * @param now epoch milliseconds; pools unused for long are closed on the way
 * @param lookup a guarded DNS look-up (n8n's SSRF protection), if there is one
 */
export function agentFor(
	url: string,
	settings: ConnectionSettings,
	now: number,
	lookup?: LookupFunction,
): Agent {
	closeIdlePools(now);
	const secure = url.startsWith('https:');
	const proxy = getProxyForUrl(url);
	const key = poolKey(settings, secure, proxy, lookup !== undefined);
	const known = pools.get(key);
	if (known) {
		known.usedAt = now;
		return known.agent;
	}
	const agent = createAgent(settings, secure, proxy, lookup);
	pools.set(key, { agent, usedAt: now });
	return agent;
}

const count = (sockets: NodeJS.ReadOnlyDict<readonly unknown[]>): number =>
	Object.values(sockets).reduce((sum, list) => sum + (list?.length ?? 0), 0);

/** How many pools and connections are open, over all targets. */
export function countConnections(): PoolCounts {
	const agents = [...pools.values()].map((pool) => pool.agent);
	return {
		pools: agents.length,
		active: agents.reduce((sum, agent) => sum + count(agent.sockets), 0),
		idle: agents.reduce((sum, agent) => sum + count(agent.freeSockets), 0),
	};
}

/** Closes every connection; the next call opens new ones. */
export function closeConnections(): void {
	for (const pool of pools.values()) pool.agent.destroy();
	pools.clear();
}
