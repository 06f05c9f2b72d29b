/** assets: icons, codex files and output examples, next to the compiled nodes. */
const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { dest, src } = require('gulp');
const { BuildError, DIST, ROOT, describe, filesIn, say } = require('./project');

/**
 * Icons, codex files, and output examples that are written by hand. One pattern for each folder: with
 * `{nodes,credentials}/**` gulp would look through node_modules, too.
 */
const COPIED = [
	'nodes/**/*.svg',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
	'credentials/**/*.svg',
];

/** Compiled, if the product has it: `outputSchemas(): { path relative to dist: JSON schema }`. */
const OUTPUT_SCHEMAS = path.join(DIST, 'lib', 'n8n', 'outputSchemas.js');

async function copyAssets() {
	// Byte for byte: gulp 5 would otherwise decode and encode what it copies.
	await pipeline(src(COPIED, { cwd: ROOT, base: ROOT, encoding: false }), dest(DIST));
	const copied = filesIn(DIST).filter((file) => /\.(svg|json)$/.test(file));
	say(`${copied.length} icons and codex files copied`);
}

/** The editor reads these files; the schemas they come from are the ones the code validates with. */
async function outputExamples() {
	if (!fs.existsSync(OUTPUT_SCHEMAS)) {
		say('no lib/n8n/outputSchemas.ts, so no output examples are generated');
		return;
	}
	const schemas = Object.entries(require(OUTPUT_SCHEMAS).outputSchemas());
	for (const [name, schema] of schemas) {
		const file = path.resolve(DIST, name);
		if (!file.startsWith(DIST + path.sep)) throw new BuildError(`${name} is not inside dist/`);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
	}
	say(`${schemas.length} output examples (__schema__) written`);
}

module.exports = {
	copyAssets: describe(copyAssets, 'icons, codex files and __schema__ folders into dist/'),
	outputExamples: describe(outputExamples, "writes the nodes' __schema__ files into dist/"),
};
