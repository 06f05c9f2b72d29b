/** n8n's settings for the demo and the tests; the deployment guide recommends the same. */
import { LOCAL } from './ports';
import type { Owner } from './owner';

/** `undefined` takes a variable away. */
export type EnvironmentChanges = Readonly<Record<string, string | undefined>>;

/** The webhooks' first path segment: with it a trigger's `risk/send` answers at `/outapi/risk/send`. */
export const WEBHOOK_SEGMENT = 'outapi';

/** Seconds that n8n gives running executions at its end. */
const SHUTDOWN_S = 10;

/**
 * Variables of the surrounding shell that must not reach n8n: settings of another n8n on this machine
 * (its database!), and what npm, jest and tsx put there for themselves.
 */
const FOREIGN =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|CREDENTIALS_|WEBHOOK_|GENERIC_|NODES_|npm_|JEST_|NODE_ENV$|NODE_OPTIONS$|TSX_|TS_NODE_)/;

export interface N8nSettings {
	/** N8N_USER_FOLDER: `.n8n` is made inside. */
	userFolder: string;
	port: number;
	/** Each n8n on a host needs its own. */
	brokerPort: number;
	owner: Owner;
}

const ownerSettings = (owner: Owner): Record<string, string> => ({
	N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
	N8N_INSTANCE_OWNER_EMAIL: owner.email,
	N8N_INSTANCE_OWNER_PASSWORD_HASH: owner.passwordHash,
	N8N_INSTANCE_OWNER_FIRST_NAME: 'Critical',
	N8N_INSTANCE_OWNER_LAST_NAME: 'Value',
});

/** A closed network: nobody to ask for versions, templates or licences, nobody to report to. */
const OFFLINE: Readonly<Record<string, string>> = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	// Fetches a list of MCP servers at every start, and fills the log when it can't.
	N8N_DISABLED_MODULES: 'mcp-registry',
};

/**
 * @param base the surrounding environment, of which the foreign part is left out
 * @param changes last word on every variable
 */
export function n8nEnvironment(
	settings: N8nSettings,
	changes: EnvironmentChanges = {},
	base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
	const kept = Object.fromEntries(Object.entries(base).filter(([name]) => !FOREIGN.test(name)));
	const all: Record<string, string | undefined> = {
		...kept,
		...OFFLINE,
		...ownerSettings(settings.owner),
		// Otherwise error bodies carry stack traces.
		NODE_ENV: 'production',
		NO_COLOR: '1',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_PORT: String(settings.port),
		N8N_HOST: LOCAL,
		N8N_LISTEN_ADDRESS: LOCAL,
		N8N_ENDPOINT_WEBHOOK: WEBHOOK_SEGMENT,
		N8N_RUNNERS_BROKER_PORT: String(settings.brokerPort),
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(SHUTDOWN_S),
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		// Plain http, as on a hospital's LAN: browsers keep a secure cookie to https.
		N8N_SECURE_COOKIE: 'false',
		// Without it n8n prepares a V8 isolate for each call of a trigger that is not its own.
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		// Killed while it starts its triggers, n8n leaves them stopped for this long at its next start: two
		// minutes by default, and it looks every 15 s. Longer than a trigger takes to stop (0.7 of it counts).
		N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '30',
		N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '2000',
		// The default goes through the executions of a crash one by one, and n8n 2.41 fails to start where one
		// of them had not begun ("Cannot read properties of null (reading 'getTime')").
		N8N_EVENTBUS_RECOVERY_MODE: 'simple',
		GENERIC_TIMEZONE: 'Asia/Shanghai',
		TZ: 'Asia/Shanghai',
		...changes,
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
