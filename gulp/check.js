/** check: whether dist/ is what n8n expects and what a hospital may get. */
const fs = require('node:fs');
const { checkEntries } = require('./checks/entries');
const { checkRequires } = require('./checks/requires');
const {
	BuildError,
	DIST,
	ROOT,
	describe,
	filesIn,
	kilobytes,
	relative,
	say,
} = require('./project');

const TESTS = /(\.(test|spec)\.[cm]?[jt]s$)|((^|\/)(test|tests|__tests__|fixtures)\/)/;

const checkNoTests = () =>
	filesIn(DIST)
		.map((file) => relative(file, DIST))
		.filter((file) => TESTS.test(file))
		.map((file) => `dist/${file}: tests and fixtures stay out of the package`);

/** The folder of whoever built it is nobody's business, and means nothing on another machine. */
const checkNoPaths = () =>
	filesIn(DIST)
		.filter((file) => fs.readFileSync(file, 'utf8').includes(ROOT))
		.map((file) => `${relative(file)}: names this machine's folder ${ROOT}`);

async function check() {
	const problems = [...checkRequires(), ...checkEntries(), ...checkNoTests(), ...checkNoPaths()];
	if (problems.length > 0) throw new BuildError('dist/ is not fit to be packed:', problems);
	const files = filesIn(DIST);
	const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
	say(`dist/ is complete: ${files.length} files, ${kilobytes(bytes)}`);
}

module.exports = {
	check: describe(check, 'files, classes, icons, requires: is dist/ what n8n expects?'),
};
