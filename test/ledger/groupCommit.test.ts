/** How writes share a transaction, on a store whose answers come when the test says so. */
import { LedgerError, NO_ANSWER } from '../../lib/ledger/errors';
import { GroupCommit, WRITE_LIMIT_MS, type Committer } from '../../lib/ledger/groupCommit';

/** A store that keeps what is written in it, on a clock of its own. */
class SlowStore implements Committer {
	now = 0;
	/** How long each write takes. */
	stepMs = 0;
	/** It answers nothing, and each transaction ends with its limit. */
	isSilent = false;
	readonly stored: string[] = [];
	readonly sizes: number[] = [];
	begun = 0;
	private open: string[] = [];
	private endsAt = 0;

	readonly clock = (): number => this.now;
	readonly faultOf = (error: unknown): LedgerError => error as LedgerError;

	async begin(limitMs: number) {
		this.begun += 1;
		this.open = [];
		this.endsAt = this.now + limitMs;
		if (this.isSilent) this.wait(limitMs);
		return {
			all: async (sql: string) => {
				this.wait(this.stepMs);
				this.open.push(sql);
				return [];
			},
		};
	}

	async commit() {
		this.stored.push(...this.open);
		this.sizes.push(this.open.length);
	}

	async rollback() {}

	private wait(ms: number): void {
		this.now += ms;
		if (this.now >= this.endsAt) throw new LedgerError('LEDGER_UNAVAILABLE', NO_ANSWER);
	}
}

const writeAll = async (group: GroupCommit, names: readonly string[]) =>
	await Promise.allSettled(
		names.map(async (name) => await group.write(async ({ all }) => await all(name))),
	);

const NAMES = Array.from({ length: 20 }, (_, n) => `${n}`);

it('a slow store is given no more at a time than it has time for, and stores all of it in order', async () => {
	const store = new SlowStore();
	store.stepMs = WRITE_LIMIT_MS / 10;
	const results = await writeAll(new GroupCommit(store, store.clock), NAMES);
	expect(results.map(({ status }) => status)).toEqual(NAMES.map(() => 'fulfilled'));
	expect(store.stored).toEqual(NAMES);
	expect(Math.max(...store.sizes)).toBeLessThan(10);
	expect(Math.max(...store.sizes)).toBeGreaterThan(1);
});

it('a silent store is asked once, and all who came together are told', async () => {
	const store = new SlowStore();
	store.isSilent = true;
	const group = new GroupCommit(store, store.clock);
	const results = await writeAll(group, NAMES);
	expect(results.map(({ status }) => status)).toEqual(NAMES.map(() => 'rejected'));
	expect(store.begun).toBe(1);
	expect(store.now).toBeLessThan(WRITE_LIMIT_MS * 1.2);
	store.isSilent = false;
	await writeAll(group, ['after']);
	expect(store.stored).toEqual(['after']);
});

it('each who came later to a silent store is told when its own time is over, not after the next try', async () => {
	const store = new SlowStore();
	store.isSilent = true;
	const group = new GroupCommit(store, store.clock);
	const waits = NAMES.map(async (name, index) => {
		store.now = index * 20;
		const since = store.now;
		await group.write(async ({ all }) => await all(name)).catch(() => undefined);
		return store.now - since;
	});
	// Some are told while the next one's time, 20 ms later, is going by on this clock.
	expect(Math.max(...(await Promise.all(waits)))).toBeLessThanOrEqual(WRITE_LIMIT_MS + 20);
});

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

/** @param turnMs what else the event loop has to do between two writes */
async function writeOneByOne(count: number, turnMs: number): Promise<SlowStore> {
	const store = new SlowStore();
	const group = new GroupCommit(store, store.clock);
	const writes: Array<Promise<unknown>> = [];
	for (let n = 0; n < count; n += 1) {
		writes.push(group.write(async ({ all }) => await all(`${n}`)));
		for (let turns = 0; turns < 2; turns += 1) {
			store.now += turnMs;
			await turn();
		}
	}
	await Promise.all(writes);
	return store;
}

it('gathers what comes while the event loop is busy, for a moment', async () => {
	const { sizes } = await writeOneByOne(12, 1);
	expect(sizes.length).toBeLessThan(6);
	expect(Math.max(...sizes)).toBeLessThan(12);
});

it('lets no write wait where nothing else is to be done', async () => {
	const { sizes } = await writeOneByOne(12, 0);
	expect(sizes).toHaveLength(12);
});
