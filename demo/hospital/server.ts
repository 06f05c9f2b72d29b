/** The simulated hospital: four systems on one port (and, for tests, on one port each). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reminder } from './book';
import { CONTROL_PAGES, control } from './control';
import { json, send } from './faults';
import { lifeAnswer, type Pausable } from './lifeControl';
import { LisRegister, lisAnswer } from './lisRegister';
import { Listener } from './listener';
import { overviewPage } from './page';
import { SimulatedSystem, type HospitalClock } from './system';
import { SYSTEMS, isSystemName, type CallKind } from './types';
import type { Fault, LogEntry, SystemName } from './types';

export interface HospitalOptions {
	/** 0 takes a free one. */
	port: number;
	host?: string;
	clock?: HospitalClock;
	/** Also gives each system a port of its own, on which the fault `refuse` is a real refusal. */
	ownPorts?: boolean;
}

export interface Hospital {
	/** What the LIS believes it has sent; `/lis/critical-values` over HTTP. */
	readonly sentByLis: LisRegister;
	/** Lets `/life` pause what sends by itself. */
	setLife(life: Pausable | undefined): void;
	readonly port: number;
	/** e.g. `http://127.0.0.1:5690` */
	readonly url: string;
	/** Base address of one system, to which `/outapi/risk/send` is added. */
	urlOf(system: SystemName): string;
	/** The same on the system's own port. Throws without `ownPorts`. */
	ownUrlOf(system: SystemName): string;
	log(system: SystemName, riskId?: string): LogEntry[];
	clearLog(system: SystemName): void;
	state(system: SystemName): Reminder[];
	/**
	 * Calls back with every call that a system receives, in order. The log forgets its oldest entries;
	 * whoever needs all of them listens.
	 *
	 * @returns ends it
	 */
	onCall(listener: CallListener): () => void;
	/** Resolves when the own port, if there is one, is closed (`refuse`) or open (all others). */
	setFault(system: SystemName, fault: Fault): Promise<void>;
	/**
	 * Resolves with the log as soon as `enough` holds for it, without polling.
	 * @throws after `timeoutMs`, with the log's length
	 */
	waitFor(
		system: SystemName,
		enough: (entries: LogEntry[]) => boolean,
		timeoutMs: number,
	): Promise<LogEntry[]>;
	stop(): Promise<void>;
}

export type CallListener = (system: SystemName, entry: LogEntry) => void;

const CALLS: Readonly<Record<string, CallKind>> = {
	'outapi/risk/send': 'send',
	'outapi/risk/confirm': 'confirm',
};

class RunningHospital implements Hospital {
	readonly sentByLis = new LisRegister();
	private life: Pausable | undefined;
	private readonly systems: Map<SystemName, SimulatedSystem>;
	private readonly shared: Listener;
	private readonly own = new Map<SystemName, Listener>();
	private readonly watchers = new Set<CallListener>();

	constructor(private readonly options: HospitalOptions) {
		const clock = options.clock ?? { now: () => Date.now() };
		const announce: CallListener = (...call) =>
			this.watchers.forEach((watcher) => watcher(...call));
		this.systems = new Map(
			SYSTEMS.map(({ name }) => [name, new SimulatedSystem(name, clock, announce)]),
		);
		this.shared = this.listener();
	}

	async start(): Promise<void> {
		await this.shared.open(this.options.port);
		if (!this.options.ownPorts) return;
		for (const { name } of SYSTEMS) {
			const listener = this.listener();
			await listener.open(0);
			this.own.set(name, listener);
		}
	}

	get port(): number {
		return this.shared.port;
	}

	get url(): string {
		return this.address(this.port);
	}

	urlOf(system: SystemName): string {
		return `${this.url}/${system}`;
	}

	ownUrlOf(system: SystemName): string {
		const listener = this.own.get(system);
		if (!listener) throw new Error('start the hospital with ownPorts: true');
		return `${this.address(listener.port)}/${system}`;
	}

	log(system: SystemName, riskId?: string): LogEntry[] {
		return this.system(system).book.list(riskId);
	}

	clearLog(system: SystemName): void {
		this.system(system).book.clear();
	}

	state(system: SystemName): Reminder[] {
		return this.system(system).book.reminders();
	}

	onCall(listener: CallListener): () => void {
		this.watchers.add(listener);
		return () => this.watchers.delete(listener);
	}

	setLife(life: Pausable | undefined): void {
		this.life = life;
	}

	async setFault(system: SystemName, fault: Fault): Promise<void> {
		this.system(system).faults.set(fault);
		await this.matchOwnPort(system);
	}

	async waitFor(
		system: SystemName,
		enough: (entries: LogEntry[]) => boolean,
		timeoutMs: number,
	): Promise<LogEntry[]> {
		return await new Promise((resolve, reject) => {
			const check = (changed: SystemName) => {
				if (changed === system && enough(this.log(system))) finish();
			};
			const finish = (error?: Error) => {
				clearTimeout(timer);
				this.watchers.delete(check);
				if (error) reject(error);
				else resolve(this.log(system));
			};
			const timer = setTimeout(() => {
				const count = this.log(system).length;
				finish(new Error(`${system} has ${count} calls after ${timeoutMs} ms, not those awaited`));
			}, timeoutMs);
			this.watchers.add(check);
			check(system);
		});
	}

	async stop(): Promise<void> {
		for (const system of this.systems.values()) system.release();
		await Promise.all([this.shared, ...this.own.values()].map((listener) => listener.close()));
	}

	private listener(): Listener {
		return new Listener((request, response) => {
			this.serve(request, response).catch(() => request.socket.destroy());
		}, this.options.host ?? '127.0.0.1');
	}

	private address(port: number): string {
		return `http://${this.options.host ?? '127.0.0.1'}:${port}`;
	}

	private system(name: SystemName): SimulatedSystem {
		const system = this.systems.get(name);
		if (!system) throw new Error(`no such system: ${name}`);
		return system;
	}

	/** A refusal without limit closes the own port: the kernel then refuses, which can't be counted. */
	private async matchOwnPort(name: SystemName): Promise<void> {
		const { mode, count } = this.system(name).faults.current;
		const listener = this.own.get(name);
		if (mode === 'refuse' && count === undefined) await listener?.close();
		else await listener?.open();
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', 'http://hospital');
		const [, first = '', ...rest] = url.pathname.split('/');
		const page = rest.join('/');
		if (first === '' && request.method === 'GET') {
			return send(response, overviewPage([...this.systems.values()], this.url));
		}
		if (first === 'life' && page === '') {
			return send(response, await lifeAnswer(request, this.life));
		}
		if (first === 'lis' && page === 'critical-values') {
			return send(response, await lisAnswer(request, url, this.sentByLis));
		}
		if (isSystemName(first) && CONTROL_PAGES.includes(page)) {
			await control(request, response, url, this.system(first), page);
			return await this.matchOwnPort(first);
		}
		const kind = CALLS[page];
		if (!isSystemName(first) || kind === undefined) {
			return send(response, json(404, { error: 'no such page here 没有此页面' }));
		}
		if (request.method !== 'POST') {
			if (await this.system(first).isSilent(request)) return;
			return send(response, json(405, { code: 405, msg: '请使用POST；use POST' }));
		}
		await this.system(first).take(request, response, kind);
	}
}

/**
 * Starts the hospital.
 *
 * @throws the system's error (EADDRINUSE) when the port is taken
 */
export async function startHospital(options: HospitalOptions): Promise<Hospital> {
	const hospital = new RunningHospital(options);
	try {
		await hospital.start();
	} catch (error) {
		await hospital.stop();
		throw error;
	}
	return hospital;
}
