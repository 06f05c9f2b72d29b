/** bundle: the libraries go into dist/lib/thirdParty.js, so that the package has no dependencies. */
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const { collectLicences, licencesText } = require('./licences');
const { DIST, ROOT, THIRD_PARTY, describe, kilobytes, say } = require('./project');

/**
 * Native parts that a library asks for and does without: pg's faster parser has to be compiled on the
 * machine it runs on. What is bundled in its place says what Node.js says of a module that isn't there.
 */
const withoutNativeParts = {
	name: 'without native parts',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^pg-native$/ }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
		onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({
			contents: `throw Object.assign(new Error('Cannot find module ${name}'), { code: 'MODULE_NOT_FOUND' });`,
		}));
	},
};

/**
 * In place: what tsc compiled is the entry and is overwritten, so every module keeps its `require` of
 * the one file and all share one instance of each library. The entry is CommonJS, hence libraries are
 * resolved as Node and jest resolve them, and what is tested is what ships.
 */
async function bundle() {
	const { metafile } = await esbuild.build({
		absWorkingDir: ROOT,
		entryPoints: [THIRD_PARTY],
		outfile: THIRD_PARTY,
		allowOverwrite: true,
		bundle: true,
		plugins: [withoutNativeParts],
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		// Readable in a stack trace; classes keep the names they have in messages (ZodError).
		minify: false,
		keepNames: true,
		// They go into one file, in full.
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	const inputs = Object.keys(metafile.inputs).map((file) => path.resolve(ROOT, file));
	const licences = collectLicences(inputs);
	fs.writeFileSync(path.join(DIST, 'THIRD_PARTY_LICENSES.txt'), licencesText(licences));
	const size = kilobytes(fs.statSync(THIRD_PARTY).size);
	say(`${licences.length} libraries bundled into dist/lib/thirdParty.js (${size})`);
}

module.exports = {
	bundle: describe(bundle, 'esbuild: third-party code into dist/lib/thirdParty.js, with licences'),
};
