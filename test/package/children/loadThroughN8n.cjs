/**
 * Loads the unpacked package through n8n's own loaders, as its server does: at a start by scanning the
 * folder of community packages, at an installation by the package's own folder. Prints JSON.
 *
 *   node loadThroughN8n.cjs <node_modules folder of the user folder>
 */
const fs = require('node:fs');
const path = require('node:path');
const {
	PackageDirectoryLoader,
	resolveOutputSchemaPath,
	scanDirectoryForPackages,
} = require('n8n-core');

const [nodeModules] = process.argv.slice(2);
const NAME = 'n8n-nodes-critical-value';

/** As `LoadNodesAndCredentials.resolveIcon` makes a file of what the editor asks for. */
function iconFile(loader, url) {
	const file = path.resolve(loader.directory, url.slice(`icons/${loader.packageName}/`.length));
	return { url, exists: fs.existsSync(file), inside: file.startsWith(loader.directory + path.sep) };
}

const iconsOf = (loader, { iconUrl }) =>
	iconUrl && { light: iconFile(loader, iconUrl.light), dark: iconFile(loader, iconUrl.dark) };

function schemaOf(loader, description, operation) {
	const { sourcePath } = loader.known.nodes[description.name];
	const file = resolveOutputSchemaPath({
		nodeDir: path.dirname(loader.resolveSourcePath(sourcePath)),
		version: description.version,
		operation,
	});
	const exists = file !== undefined && fs.existsSync(file);
	return exists ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
}

function schemasOf(loader, description) {
	const property = description.properties.find(({ name }) => name === 'operation');
	const operations = property ? property.options.map(({ value }) => value) : [undefined];
	return Object.fromEntries(
		operations.map((operation) => [operation ?? '', schemaOf(loader, description, operation)]),
	);
}

function report(loader) {
	const { nodes, credentials } = loader.types;
	return {
		kind: loader.constructor.name,
		packageName: loader.packageName,
		known: loader.known,
		loadedNodes: loader.loadedNodes,
		nodes,
		credentials,
		icons: Object.fromEntries(
			[...nodes, ...credentials].map((type) => [type.name, iconsOf(loader, type)]),
		),
		schemas: Object.fromEntries(nodes.map((type) => [type.name, schemasOf(loader, type)])),
	};
}

/** What a module has required of the package's own files, directly or not. */
function reachable(loader, entry, seen = new Set()) {
	if (!entry.filename.startsWith(loader.directory + path.sep) || seen.has(entry)) return seen;
	seen.add(entry);
	for (const child of entry.children) reachable(loader, child, seen);
	return seen;
}

/** The modules called lib/thirdParty.js that the nodes use, by node; one and the same has one number. */
function libraries(loader) {
	const found = [];
	return Object.fromEntries(
		Object.entries(loader.known.nodes).map(([name, { sourcePath }]) => {
			const entry = require.cache[loader.resolveSourcePath(sourcePath)];
			const used = [...reachable(loader, entry)].filter(
				({ filename }) => path.basename(filename) === 'thirdParty.js',
			);
			for (const { exports } of used) if (!found.includes(exports)) found.push(exports);
			return [name, used.map(({ exports }) => found.indexOf(exports))];
		}),
	);
}

async function main() {
	const loaders = await scanDirectoryForPackages(nodeModules);
	for (const loader of loaders) await loader.loadAll();
	const atStart = loaders.map(report);
	const shared = loaders.map(libraries);

	// An update: n8n forgets the old copy and loads the new one in the same process.
	for (const loader of loaders) loader.reset();
	const again = new PackageDirectoryLoader(path.join(nodeModules, NAME));
	await again.loadAll();
	process.stdout.write(JSON.stringify({ atStart, shared, again: report(again) }));
}

main().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
