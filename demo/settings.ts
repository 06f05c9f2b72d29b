/** What `npm start` can be told: ports and folder by environment variables, `--reset` behind `--`. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { LOCAL, SetupError, readPort } from './n8n/ports';

export interface DemoSettings {
	n8nPort: number;
	hospitalPort: number;
	/** Address that n8n and the hospital listen on; N8N_LISTEN_ADDRESS opens the demo to a network. */
	host: string;
	/** n8n's user folder, logs, the account. */
	folder: string;
	/** Import the example workflows again, over changes made in the editor. */
	reset: boolean;
	/** The hospital sends and answers critical values by itself. */
	isAlive: boolean;
}

const N8N_PORT = 5678;
const HOSPITAL_PORT = 5690;

const HELP = `npm start [-- --reset]
  --reset         import the example workflows again, over changes made in the editor
                  重新导入示例工作流，覆盖在编辑器中的修改
  N8N_PORT        n8n's port (${N8N_PORT})   HOSPITAL_PORT  the hospital's (${HOSPITAL_PORT})
  DEMO_DIR        data folder (in the cache)   N8N_LISTEN_ADDRESS  0.0.0.0 for other computers
  DEMO_LIFE       off: the hospital sends and confirms nothing by itself (on)
                  off：模拟医院不自动发送和确认危急值`;

/** @throws {SetupError} when it is neither on nor off */
function readSwitch(value: string | undefined, variable: string): boolean {
	const text = (value ?? '').trim().toLowerCase();
	if (text === '' || text === 'on') return true;
	if (text === 'off') return false;
	throw new SetupError(`${variable} 只能是 on 或 off must be on or off: "${value}"\n${HELP}`);
}

/** @throws {SetupError} for a wrong port or argument, or with the help text */
export function readDemoSettings(args: readonly string[], env: NodeJS.ProcessEnv): DemoSettings {
	if (args.includes('--help')) throw new SetupError(HELP);
	const unknown = args.find((arg) => arg !== '--reset');
	if (unknown !== undefined) throw new SetupError(`Unknown argument 未知参数: ${unknown}\n${HELP}`);
	const n8nPort = readPort(env.N8N_PORT, N8N_PORT, 'N8N_PORT');
	const hospitalPort = readPort(env.HOSPITAL_PORT, HOSPITAL_PORT, 'HOSPITAL_PORT');
	if (n8nPort === hospitalPort) {
		throw new SetupError(`N8N_PORT 与 HOSPITAL_PORT 不能相同 must differ: ${n8nPort}`);
	}
	const cache = env.CRITICAL_VALUE_CACHE ?? join(homedir(), '.cache', 'n8n-nodes-critical-value');
	return {
		n8nPort,
		hospitalPort,
		host: env.N8N_LISTEN_ADDRESS || LOCAL,
		folder: resolve(env.DEMO_DIR || join(cache, 'demo')),
		reset: args.includes('--reset'),
		isAlive: readSwitch(env.DEMO_LIFE, 'DEMO_LIFE'),
	};
}
