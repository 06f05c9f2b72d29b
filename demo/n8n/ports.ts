/** Ports: free ones, and taken ones said in words. */
import { createServer, type AddressInfo } from 'node:net';

export const LOCAL = '127.0.0.1';

/** Binds and lets go; resolves with the port, or rejects with the system's error. */
async function tryPort(port: number, host: string): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, host, () => {
			const { port: bound } = server.address() as AddressInfo;
			server.close(() => resolve(bound));
		});
	});
}

/** A port that nobody listens on now. Take it soon. */
export const freePort = async (): Promise<number> => await tryPort(0, LOCAL);

/** Thrown where the message is all that a person needs to see. */
export class SetupError extends Error {}

/** What to do about a port that can't be had. */
export function portMessage(port: number, variable: string, cause: string | undefined): string {
	const other = port + 10 > 65_535 ? port - 10 : port + 10;
	const why =
		cause === 'EACCES'
			? `端口 ${port} 需要管理员权限。Port ${port} needs administrator rights.`
			: `端口 ${port} 已被占用。Port ${port} is in use, perhaps by a demo that is already running.`;
	return `${why}\n  换一个端口再试 Try another one:  ${variable}=${other} npm start`;
}

/** @throws {SetupError} saying which variable gives another port */
export async function requireFreePort(port: number, variable: string, host = LOCAL): Promise<void> {
	try {
		await tryPort(port, host);
	} catch (error) {
		throw new SetupError(portMessage(port, variable, (error as NodeJS.ErrnoException).code));
	}
}

/**
 * A port from the environment.
 * @throws {SetupError} when it is no port number
 */
export function readPort(value: string | undefined, fallback: number, variable: string): number {
	if (value === undefined || value.trim() === '') return fallback;
	const port = Number(value);
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
	throw new SetupError(
		`${variable} 必须是 1 到 65535 的端口号 must be a port number, 1 to 65535: "${value}"`,
	);
}
