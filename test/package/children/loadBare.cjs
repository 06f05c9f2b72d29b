/**
 * Loads every class that package.json promises n8n, with nothing but Node.js and what NODE_PATH holds.
 * Prints what came of it as JSON.
 *
 *   node loadBare.cjs <folder of the unpacked package> <module> <module> …
 *
 * The modules named behind the folder are only looked up: the caller knows which must not be found.
 */
const fs = require('node:fs');
const { createRequire } = require('node:module');
const net = require('node:net');
const path = require('node:path');

const [folder, ...lookups] = process.argv.slice(2);
const connections = [];
net.Socket.prototype.connect = function connect(...args) {
	connections.push(JSON.stringify(args));
	throw new Error('a package that is being loaded has nothing to connect to');
};

const requireInside = createRequire(path.join(folder, 'package.json'));

function resolves(name) {
	try {
		requireInside.resolve(name);
		return true;
	} catch {
		return false;
	}
}

/** As n8n finds a class: by the name of its file. */
function load(file) {
	const className = path.basename(file).split('.')[0];
	const exported = requireInside(path.join(folder, file));
	const instance = new exported[className]();
	return {
		file,
		className: instance.constructor.name,
		name: instance.description?.name ?? instance.name,
		methods: ['execute', 'webhook', 'trigger', 'poll'].filter(
			(method) => typeof instance[method] === 'function',
		),
	};
}

const { n8n, main } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
const report = {
	nodes: n8n.nodes.map(load),
	credentials: n8n.credentials.map(load),
	main: typeof requireInside(path.join(folder, main ?? 'index.js')),
	resolves: Object.fromEntries(lookups.map((name) => [name, resolves(name)])),
	connections,
	// What was loaded from outside the package, by the package's own files alone.
	foreign: Object.values(require.cache)
		.filter((entry) => entry.filename.startsWith(folder + path.sep))
		.flatMap((entry) => entry.children.map((child) => child.filename))
		.filter((file) => !file.startsWith(folder + path.sep))
		.map((file) => file.split(`node_modules${path.sep}`).pop().split(path.sep)[0]),
};
process.stdout.write(JSON.stringify(report));
