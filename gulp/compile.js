/** clean and compile: sources → dist/, one JavaScript file each. */
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const { BuildError, DIST, ROOT, describe, filesIn, say } = require('./project');

async function clean() {
	fs.rmSync(DIST, { recursive: true, force: true });
	say('dist/ is empty');
}

/**
 * Declarations and source maps are for who imports or debugs a library; nothing imports this package
 * but n8n, and the compiled modules read like their sources.
 */
const TSC_ARGS = ['-p', 'tsconfig.build.json', '--declaration', 'false', '--sourceMap', 'false'];

/** tsc's own messages go straight to the terminal; a type error ends the build. */
async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [tsc, ...TSC_ARGS], { cwd: ROOT, stdio: 'inherit' });
	const [code] = await once(child, 'close');
	if (code !== 0) throw new BuildError('TypeScript found errors (listed above); nothing was built');
	say(`${filesIn(DIST).length} modules compiled into dist/`);
}

module.exports = {
	clean: describe(clean, 'deletes dist/'),
	compile: describe(compile, 'tsc: lib, nodes and credentials into dist/; a type error fails it'),
};
