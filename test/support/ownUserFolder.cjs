/** Every test file has an n8n user folder of its own: what our nodes keep there is not the machine's. */
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

module.exports = class OwnUserFolder extends TestEnvironment {
	async setup() {
		await super.setup();
		this.folder = mkdtempSync(join(tmpdir(), 'critical-value-user-'));
		mkdirSync(join(this.folder, '.n8n'));
		this.global.process.env.N8N_USER_FOLDER = this.folder;
	}

	/** After the file's own hooks: those still close ledgers in it, and an afterAll from here would run before them. */
	async teardown() {
		rmSync(this.folder, { recursive: true, force: true });
		await super.teardown();
	}
};
