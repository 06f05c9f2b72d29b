import { Pace } from '../../../lib/intake/pace';

let clock: number;
let pace: Pace;

beforeEach(() => {
	clock = 1_000;
	pace = new Pace(() => clock);
});

/** An execution of so many milliseconds. */
function run(ms: number): void {
	const ended = pace.began();
	clock += ms;
	ended();
}

it('lets an idle system look at once', () => {
	expect(pace).toMatchObject({ waitMs: 0, isBusy: false });
	pace.found();
	clock += 100;
	expect(pace).toMatchObject({ waitMs: 0, isBusy: false });
});

it('lets what follows on the heels of something wait for 50 ms, and go together', () => {
	pace.found();
	clock += 20;
	expect(pace).toMatchObject({ waitMs: 30, isBusy: true });
	clock += 30;
	expect(pace).toMatchObject({ waitMs: 0, isBusy: true });
});

it('waits as long as executions take lately, up to 250 ms', () => {
	for (let n = 0; n < 50; n += 1) run(120);
	pace.found();
	expect(pace.waitMs).toBe(120);
	for (let n = 0; n < 50; n += 1) run(60_000);
	pace.found();
	expect(pace.waitMs).toBe(250);
	for (let n = 0; n < 100; n += 1) run(1);
	pace.found();
	expect(pace.waitMs).toBe(50);
});
