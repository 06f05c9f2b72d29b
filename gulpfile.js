/**
 * The build, `npm run build`: clean → compile → bundle → assets → check.
 *
 * Only a table of contents: each step is a file in gulp/. `gulp docs` writes the generated documents,
 * `gulp docs:check` (or `gulp docs --check`) fails when they are stale.
 */
const { series } = require('gulp');
const { copyAssets, outputExamples } = require('./gulp/assets');
const { bundle } = require('./gulp/bundle');
const { check } = require('./gulp/check');
const { clean, compile } = require('./gulp/compile');
const { checkDocs, docs } = require('./gulp/docs');
const { describe } = require('./gulp/project');

const assets = describe(series(copyAssets, outputExamples), 'icons, codex, output examples');
const build = describe(
	series(clean, compile, bundle, assets, check),
	'dist/, complete and checked',
);

module.exports = {
	default: build,
	build,
	clean,
	compile,
	bundle,
	assets,
	check,
	docs,
	'docs:check': checkDocs,
};
