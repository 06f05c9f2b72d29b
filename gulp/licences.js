/** The licences of the libraries inside the bundle, which have to travel with it. */
const fs = require('node:fs');
const path = require('node:path');
const { BuildError } = require('./project');

/** Licences that let a hospital use and copy the bundle; another one needs a decision first. */
const PERMITTED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** Folder of the package that a bundled file comes from; undefined for files of our own. */
function packageFolder(file) {
	const marker = `${path.sep}node_modules${path.sep}`;
	const start = file.lastIndexOf(marker);
	if (start < 0) return undefined;
	const inside = file.slice(start + marker.length).split(path.sep);
	const name = inside.slice(0, inside[0]?.startsWith('@') ? 2 : 1);
	return path.join(file.slice(0, start), 'node_modules', ...name);
}

function authorOf({ author }) {
	if (!author) return '';
	return typeof author === 'string' ? author : (author.name ?? '');
}

function licenceText(folder) {
	const files = fs.readdirSync(folder).filter((name) => LICENCE_FILE.test(name));
	return files
		.sort()
		.map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim())
		.join('\n\n');
}

function read(folder) {
	const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const { name, version, license } = manifest;
	if (!PERMITTED.has(license)) {
		throw new BuildError(`${name} ${version} has the licence "${license}": may we bundle it?`, [
			'then add it to PERMITTED in gulp/licences.js; else replace the library',
		]);
	}
	// Some packages name their licence and do without its text.
	const text = licenceText(folder) || `Licence: ${license}. Author: ${authorOf(manifest)}`.trim();
	return { name, version, license, text };
}

/**
 * @param {readonly string[]} files absolute paths of the bundled files
 * @returns {Array<{name: string, version: string, license: string, text: string}>} by name
 * @throws BuildError for a licence nobody has looked at yet
 */
function collectLicences(files) {
	const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined));
	return [...folders]
		.map(read)
		.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
}

/** The text of THIRD_PARTY_LICENSES.txt. */
function licencesText(licences) {
	const head =
		'Libraries bundled into lib/thirdParty.js, with their licences.\n本包内置的第三方库及其许可证。\n';
	const rule = '-'.repeat(80);
	const parts = licences.map(
		({ name, version, license, text }) => `${rule}\n${name} ${version} (${license})\n\n${text}\n`,
	);
	return [head, ...parts].join('\n');
}

module.exports = { collectLicences, licencesText };
