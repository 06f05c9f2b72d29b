/** Every test process has an n8n user folder of its own: what our nodes keep there is not the machine's. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'critical-value-user-'));
mkdirSync(join(folder, '.n8n'));
process.env.N8N_USER_FOLDER = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
