import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * n8n's own folder, where its database, key and settings are: what of ours has to outlive a restart
 * goes there, too. n8n (2.41.1, `InstanceSettingsConfig`) finds it the same way.
 */
export function n8nFolder(): string {
	return join(process.env.N8N_USER_FOLDER ?? homedir(), '.n8n');
}
