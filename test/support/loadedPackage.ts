/** The package as n8n's own loaders see it: what its server and its editor know of our types. */
import { join } from 'node:path';
import type { ICredentialType, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { ROOT, runChild, TemporaryFolder } from './tarball';

interface Icon {
	url: string;
	exists: boolean;
	inside: boolean;
}

export interface LoadedPackage {
	kind: string;
	packageName: string;
	known: {
		nodes: Record<string, { className: string; sourcePath: string }>;
		credentials: Record<string, { className: string; supportedNodes?: string[] }>;
	};
	loadedNodes: Array<{ name: string; version: number }>;
	nodes: INodeTypeDescription[];
	credentials: ICredentialType[];
	/** By type; undefined where n8n could make no URL of the icon. */
	icons: Record<string, { light: Icon; dark: Icon } | undefined>;
	/** By node and operation ('' where there are none); null where n8n finds no example. */
	schemas: Record<string, Record<string, Record<string, unknown> | null>>;
}

export interface LoadReport {
	/** What a start of n8n finds in the folder of community packages. */
	atStart: LoadedPackage[];
	/** For each package: by node, the numbers of the lib/thirdParty.js modules it uses. */
	shared: Array<Record<string, number[]>>;
	/** The same folder loaded once more, as after an update. */
	again: LoadedPackage;
}

export async function loadReport(): Promise<LoadReport> {
	const temporary = new TemporaryFolder();
	try {
		temporary.unpack('user');
		const home = temporary.folder('user');
		const modules = join(home, '.n8n', 'nodes', 'node_modules');
		const env = { NODE_PATH: join(ROOT, 'node_modules') };
		return await runChild<LoadReport>('loadThroughN8n.cjs', [modules], { home, env });
	} finally {
		temporary.remove();
	}
}

/** The package in the tarball, as n8n loads it at its start. */
export async function loadedPackage(): Promise<LoadedPackage> {
	const [loaded, ...more] = (await loadReport()).atStart;
	if (!loaded || more.length > 0) throw new Error('n8n has found more or less than one package');
	return loaded;
}

/** One thing that a person reads in the editor, with where it stands. */
export interface Labelled {
	where: string;
	property: INodeProperties;
}

/** All parameters, those inside collections included. */
export function parametersOf(where: string, properties: readonly INodeProperties[]): Labelled[] {
	return properties.flatMap((property) => {
		const here = `${where}.${property.name}`;
		const inside = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return parametersOf(`${here}.${option.name}`, option.values);
			return 'type' in option ? parametersOf(here, [option]) : [];
		});
		return [{ where: here, property }, ...inside];
	});
}
