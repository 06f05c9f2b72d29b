/** What package.json promises n8n: files, classes, icons, codex, output examples. */
const fs = require('node:fs');
const path = require('node:path');
const { DIST, PACKAGE, ROOT, filesIn, relative } = require('../project');

const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** n8n loads a class by the file's name and knows a node by the class's, in camel case. */
function instanceOf(file, problems) {
	const where = relative(file);
	if (!fs.existsSync(file)) {
		problems.push(`${where}: named in package.json, but there is no such file`);
		return undefined;
	}
	const className = path.basename(file).split('.')[0] ?? '';
	const exported = require(file)[className];
	if (typeof exported !== 'function') {
		problems.push(`${where}: has to export the class ${className}`);
		return undefined;
	}
	return { instance: new exported(), name: lowerFirst(className), where };
}

/** @param {string | {light: string, dark: string} | undefined} icon */
function iconProblems(icon, file) {
	if (icon === undefined) return [`${relative(file)}: no icon`];
	const variants = typeof icon === 'string' ? [icon] : [icon.light, icon.dark];
	return variants.flatMap((variant) => {
		const target = path.resolve(path.dirname(file), variant.replace(/^file:/, ''));
		const inside = target.startsWith(DIST + path.sep);
		if (variant.startsWith('file:') && inside && fs.existsSync(target)) return [];
		return [`${relative(file)}: its icon "${variant}" is not in dist/`];
	});
}

function codexProblems(file, name) {
	const codexFile = `${file}on`;
	if (!fs.existsSync(codexFile)) return [`${relative(codexFile)}: no codex file`];
	const expected = `${PACKAGE.name}.${name}`;
	const { node } = JSON.parse(fs.readFileSync(codexFile, 'utf8'));
	return node === expected
		? []
		: [`${relative(codexFile)}: "node" is "${node}", not "${expected}"`];
}

/** As n8n's editor asks for them: `v2.0.0.json`, or one file for each operation under `v1.0.0/`. */
function exampleFiles({ version, properties }) {
	const operations = properties.find(({ name }) => name === 'operation')?.options ?? [];
	return [version].flat().flatMap((each) => {
		const padded = `v${[...String(each).split('.'), '0', '0'].slice(0, 3).join('.')}`;
		if (operations.length === 0) return [`${padded}.json`];
		return operations.map(({ value }) => `${padded}/${value}.json`);
	});
}

function exampleProblems(file, description) {
	const folder = path.join(path.dirname(file), '__schema__');
	return exampleFiles(description)
		.map((name) => path.join(folder, name))
		.filter((example) => !fs.existsSync(example))
		.map((example) => `${relative(example)}: no output example`);
}

function nodeProblems(file) {
	const problems = [];
	const loaded = instanceOf(file, problems);
	if (!loaded) return problems;
	const { description } = loaded.instance;
	if (description.name !== loaded.name) {
		problems.push(
			`${loaded.where}: description.name is "${description.name}", not "${loaded.name}"`,
		);
	}
	problems.push(...iconProblems(description.icon, file), ...codexProblems(file, loaded.name));
	problems.push(...exampleProblems(file, description));
	return problems;
}

function credentialProblems(file) {
	const problems = [];
	const loaded = instanceOf(file, problems);
	if (!loaded) return problems;
	if (loaded.instance.name !== loaded.name) {
		problems.push(`${loaded.where}: its name is "${loaded.instance.name}", not "${loaded.name}"`);
	}
	problems.push(...iconProblems(loaded.instance.icon, file));
	return problems;
}

/** A node that nobody registered would be missing in n8n without a word. */
function unregistered() {
	const registered = new Set([...PACKAGE.n8n.nodes, ...PACKAGE.n8n.credentials]);
	return filesIn(DIST)
		.filter((file) => /\.(node|credentials)\.js$/.test(file))
		.map((file) => relative(file))
		.filter((file) => !registered.has(file))
		.map((file) => `${file}: not named in package.json under "n8n"`);
}

/** @returns {string[]} problems, empty if n8n will find everything it is promised */
function checkEntries() {
	const { nodes, credentials } = PACKAGE.n8n;
	return [
		...nodes.flatMap((file) => nodeProblems(path.join(ROOT, file))),
		...credentials.flatMap((file) => credentialProblems(path.join(ROOT, file))),
		...unregistered(),
	];
}

module.exports = { checkEntries };
