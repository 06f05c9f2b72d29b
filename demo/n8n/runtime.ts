/** The pinned n8n, which scripts/run.cjs has installed and names in the environment. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SetupError } from './ports';

export interface Runtime {
	/** Folder with node_modules/n8n. */
	folder: string;
	/** Node binary that n8n runs on. */
	node: string;
	/** The packed package, as a hospital gets it. */
	tarball: string;
}

/** @throws {SetupError} when not started through scripts/run.cjs */
export function findRuntime(env: NodeJS.ProcessEnv = process.env): Runtime {
	const folder = env.CRITICAL_VALUE_RUNTIME;
	const node = env.CRITICAL_VALUE_NODE;
	const tarball = env.CRITICAL_VALUE_TARBALL;
	if (folder && node && tarball) return { folder, node, tarball };
	throw new SetupError(
		'The pinned n8n is set up by scripts/run.cjs: use `npm start` or `npm run test:e2e`.',
	);
}

export const n8nScript = (runtime: Runtime): string =>
	join(runtime.folder, 'node_modules', 'n8n', 'bin', 'n8n');

/** A module out of n8n's own node_modules: what it has, we needn't install. */
export function fromRuntime(runtime: Runtime, name: string): unknown {
	return createRequire(join(runtime.folder, 'package.json'))(name);
}
