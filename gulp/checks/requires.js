/** What the compiled files ask for: an air-gapped hospital has only what is in the package. */
const fs = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const ts = require('typescript');
const { DIST, THIRD_PARTY, filesIn, relative } = require('../project');

/** All that n8n gives a package of its own. */
const PROVIDED = 'n8n-workflow';

/** Specifiers of every `require`, `import` and `import()` in a file. */
function specifiers(text) {
	return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** @returns {string | undefined} what is wrong with one specifier */
function objection(specifier, file) {
	if (specifier.startsWith('.')) {
		try {
			const target = createRequire(file).resolve(specifier);
			return target.startsWith(DIST) ? undefined : `"${specifier}" leaves dist/`;
		} catch {
			return `"${specifier}" does not exist`;
		}
	}
	if (specifier.startsWith('node:') && isBuiltin(specifier)) return undefined;
	if (file === THIRD_PARTY) {
		// Libraries write "http" as often as "node:http".
		return isBuiltin(specifier) ? undefined : `"${specifier}" was not bundled`;
	}
	if (specifier === PROVIDED) return undefined;
	return `"${specifier}": import libraries from lib/thirdParty.ts, and built-ins as node:…`;
}

function problemsOf(file) {
	const wanted = new Set(specifiers(fs.readFileSync(file, 'utf8')));
	return [...wanted].flatMap((specifier) => {
		const wrong = objection(specifier, file);
		return wrong === undefined ? [] : [`${relative(file)}: ${wrong}`];
	});
}

/** @returns {string[]} problems, empty if everything required is there */
function checkRequires() {
	return filesIn(DIST)
		.filter((file) => file.endsWith('.js'))
		.flatMap(problemsOf);
}

module.exports = { checkRequires };
