/**
 * A PostgreSQL server of one's own, for tests: it may be stopped, restarted and filled without anybody else noticing.
 * Made from Debian's binaries where they are installed; CI installs them.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../n8n/ports';
import type { PostgresSettings } from '../../lib/ledger/postgres/connection';

const DEBIAN = '/usr/lib/postgresql';

/** Folder of `initdb` and `pg_ctl`; undefined where no server is installed. */
export function postgresBinaries(): string | undefined {
	if (!existsSync(DEBIAN)) return undefined;
	const newest = readdirSync(DEBIAN)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(DEBIAN, version, 'bin'));
	return newest.find((folder) => existsSync(join(folder, 'pg_ctl')));
}

/** PostgreSQL refuses to run as root; Debian's package brings an account for it. */
function account(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

export class PostgresServer {
	private constructor(
		private readonly binaries: string,
		private readonly folder: string,
		readonly port: number,
	) {}

	/** @throws where no server is installed: ask {@link postgresBinaries} first */
	static async start(): Promise<PostgresServer> {
		const binaries = postgresBinaries();
		if (binaries === undefined) throw new Error('PostgreSQL is not installed here');
		const folder = mkdtempSync(join(tmpdir(), 'critical-value-pg-'));
		const owner = account();
		if (owner) chownSync(folder, owner.uid, owner.gid);
		const server = new PostgresServer(binaries, folder, await freePort());
		server.run('initdb', '-D', server.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N');
		server.resume();
		return server;
	}

	private get data(): string {
		return join(this.folder, 'data');
	}

	private run(program: string, ...args: string[]): void {
		// No pipes: the server would hold them open, and this call would wait for its end.
		execFileSync(join(this.binaries, program), args, {
			cwd: this.folder,
			stdio: 'ignore',
			...account(),
		});
	}

	/** What a ledger in a schema of its own needs to know. */
	settings(schema: string): PostgresSettings {
		return {
			host: '127.0.0.1',
			port: this.port,
			database: 'postgres',
			user: 'postgres',
			password: '',
			schema,
			tls: undefined,
		};
	}

	resume(): void {
		const options = `-p ${this.port} -k ${this.folder} -c listen_addresses=127.0.0.1 -c max_connections=200`;
		this.run(
			'pg_ctl',
			'-D',
			this.data,
			'-l',
			join(this.folder, 'log'),
			'-w',
			'-o',
			options,
			'start',
		);
	}

	/** `immediate` is what a power cut does: no shutdown, recovery at the next start. */
	halt(mode: 'fast' | 'immediate' = 'fast'): void {
		this.run('pg_ctl', '-D', this.data, '-w', '-m', mode, 'stop');
	}

	private get postmaster(): number {
		return Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
	}

	/** The postmaster first. */
	private processes(): number[] {
		const { postmaster } = this;
		const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], {
			encoding: 'utf8',
		});
		return [postmaster, ...children.trim().split(/\s+/).map(Number)];
	}

	/** All its processes stand still: its connections stay open, new ones are made, and nothing is answered. */
	freeze(): void {
		// It alone at first, so that it starts none that would not be listed and clears none away that is.
		process.kill(this.postmaster, 'SIGSTOP');
		for (const pid of this.processes()) process.kill(pid, 'SIGSTOP');
	}

	/** It goes on with what it was sent meanwhile. */
	thaw(): void {
		for (const pid of this.processes()) {
			try {
				process.kill(pid, 'SIGCONT');
			} catch {
				// Gone since it was listed: a server that runs starts and ends processes.
			}
		}
	}

	dispose(): void {
		try {
			this.thaw(); // a test that failed in between; a process that stands still cannot be ended
		} catch {
			// Stopped already.
		}
		try {
			this.halt('immediate');
		} catch {
			// Stopped already, by the test itself.
		}
		rmSync(this.folder, { recursive: true, force: true });
	}
}
