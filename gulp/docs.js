/** docs and docs:check: documents that are made from the code, so that they cannot disagree with it. */
const fs = require('node:fs');
const path = require('node:path');
const { BuildError, ROOT, describe, say } = require('./project');

/**
 * Straight from the TypeScript sources: the documents are about the code as it is written, and dist/
 * may be of yesterday.
 */
function generatedDocuments() {
	const tsx = require('tsx/cjs/api');
	return tsx.require('../scripts/docs/documents.ts', __filename).GENERATED_DOCUMENTS;
}

/** @returns {Array<{path: string, file: string, before: string | undefined, after: string}>} */
function compare() {
	return generatedDocuments().map((document) => {
		const file = path.join(ROOT, document.path);
		const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
		return { path: document.path, file, before, after: document.render(before) };
	});
}

async function write() {
	for (const { path: name, file, before, after } of compare()) {
		if (before !== after) {
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, after);
		}
		say(`${name}: ${before === after ? 'was up to date' : 'written'}`);
	}
}

async function checkDocs() {
	const documents = compare();
	const stale = documents.filter(({ before, after }) => before !== after);
	if (stale.length > 0) {
		throw new BuildError(
			'Generated documents are stale; write them with `npm run docs`:',
			stale.map(({ path: name }) => name),
		);
	}
	say(`${documents.map(({ path: name }) => name).join(', ')}: up to date`);
}

/** `npm run docs -- --check` reaches us as `gulp docs --check`. */
async function docs() {
	await (process.argv.includes('--check') ? checkDocs() : write());
}

module.exports = {
	docs: describe(docs, 'writes docs/openapi.json and the error tables of the READMEs'),
	checkDocs: describe(checkDocs, 'fails if a generated document is stale'),
};
