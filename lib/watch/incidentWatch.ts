import type { WatchState } from '../ledger/criticalValues/types';
import type { Ledger } from '../ledger/types';
import { backlog } from './incidents/backlog';
import { cursorName, digest, isDue, MOST_SHOWN, type DigestKind } from './incidents/digest';
import { deliveryTrouble, endedIncidents } from './incidents/deliveryTrouble';
import { isNothing, merge, NOTHING, type Look, type Report } from './incidents/incident';
import {
	expectedSince,
	silentSince,
	silentSource,
	type SourceSettings,
} from './incidents/silentSource';

/** Most events of a kind in one digest; the next digest has the rest. */
const MOST_EVENTS = 2_000;

/** So many entries of the trail a new process may have to read again. */
const KEEP_AFTER = 5_000;

/** When a watch began: what it remembers first. */
export const BEGUN = 'begun';

export interface IncidentOptions {
	watch: string;
	timeZone: string;
	/** undefined: not looked for. */
	deliveryTrouble: { afterMs: number } | undefined;
	backlog: { limit: number } | undefined;
	sources: readonly SourceSettings[];
	digests: readonly DigestKind[];
	digestMs: number;
	/** What a digest says of one message, by its inbox number. */
	shown: (ledger: Ledger, messageId: number) => Promise<object>;
}

/** Looks for what goes wrong, and tells each incident once. What was told is in the ledger. */
export class IncidentWatch {
	private state: WatchState | undefined;
	/** Up to where the trail holds nothing to tell, by the cursor's name: years of it are not read every other second. */
	private readonly read = new Map<string, number>();
	private readonly peaks: Look['peaks'] = new Map();

	constructor(
		private readonly ledger: Ledger,
		private readonly options: IncidentOptions,
	) {}

	/** @throws LedgerError; nothing is lost then, the next call goes on */
	async tick(now: number): Promise<void> {
		const { watch, timeZone } = this.options;
		const { criticalValues } = this.ledger;
		this.state ??= await criticalValues.remembered(watch);
		const look: Look = { state: this.state, peaks: this.peaks, now, timeZone };
		const report = merge([
			await this.begin(look),
			await this.troubles(look),
			await this.backlog(look),
			...(await this.silences(look)),
			...(await this.digests(look)),
		]);
		if (isNothing(report)) return;
		const { changes, items } = report;
		// Whether it was written is not known where this fails, or another process watches too: it is read anew.
		this.state = undefined;
		await criticalValues.remember(watch, look.state, changes, items, now);
		this.state = await criticalValues.remembered(watch);
	}

	/** What is looked for by number begins with what comes from now on: nobody wants a year's dead letters. */
	private async begin({ state }: Look): Promise<Report> {
		const missing = this.options.digests
			.map(cursorName)
			.filter((name) => state[name] === undefined);
		if (missing.length === 0) return NOTHING;
		const newest = String(await this.ledger.criticalValues.newestEvent());
		return { changes: Object.fromEntries(missing.map((name) => [name, newest])), items: [] };
	}

	private async troubles(look: Look): Promise<Report> {
		const { deliveryTrouble: settings } = this.options;
		if (!settings) return NOTHING;
		const troubles = await this.ledger.troubles();
		const givenUp = new Map<string, number>();
		for (const { key, target, since } of endedIncidents(troubles, settings.afterMs, look)) {
			givenUp.set(key, await this.ledger.givenUp(target, since));
		}
		return deliveryTrouble(troubles, settings.afterMs, givenUp, look);
	}

	private async backlog(look: Look): Promise<Report> {
		const { backlog: settings } = this.options;
		if (!settings) return NOTHING;
		return backlog(await this.ledger.openCalls(), settings.limit, look);
	}

	private async silences(look: Look): Promise<Report[]> {
		const begun = Number(look.state[BEGUN] ?? look.now);
		const reports: Report[] = [];
		for (const source of this.options.sources) {
			const since = expectedSince(source, begun, look.now);
			const from = silentSince(source, look) ?? since;
			const types = source.reportType === '' ? [] : [source.reportType];
			const last = from === undefined ? null : await this.ledger.lastCall(from, types);
			reports.push(silentSource(source, since, last, look));
		}
		return reports;
	}

	private async digests(look: Look): Promise<Report[]> {
		const reports: Report[] = [];
		for (const kind of this.options.digests) reports.push(await this.digestOf(kind, look));
		return reports;
	}

	/** A new process reads on from here: it is written down now and then. */
	private kept(kind: DigestKind, told: number): Report {
		const read = this.read.get(cursorName(kind)) ?? 0;
		if (read - told < KEEP_AFTER) return NOTHING;
		return { changes: { [cursorName(kind)]: String(read) }, items: [] };
	}

	private async digestOf(kind: DigestKind, { state, now }: Look): Promise<Report> {
		const told = state[cursorName(kind)];
		if (told === undefined) return NOTHING;
		const { criticalValues } = this.ledger;
		const from = Math.max(Number(told), this.read.get(cursorName(kind)) ?? 0);
		const newest = await criticalValues.newestEvent();
		if (newest === from) return NOTHING;
		const found = await criticalValues.eventsSince(from, [kind.action], MOST_EVENTS);
		const events = found.filter(({ seq }) => seq <= newest);
		const [first] = events;
		this.read.set(cursorName(kind), first ? first.seq - 1 : newest);
		if (!isDue(events, this.options.digestMs, now)) return this.kept(kind, Number(told));
		const ids = events.slice(0, MOST_SHOWN).map(({ messageId }) => messageId ?? 0);
		const shown = [];
		for (const id of ids) shown.push(await this.options.shown(this.ledger, id));
		const upTo = found.length === MOST_EVENTS ? (events.at(-1)?.seq ?? newest) : newest;
		return digest(kind, events, shown, upTo);
	}
}
