/** What all scenarios have in common: the stream, the disturbance beside it, and the quiet after it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../demo/hospital/random';
import { startHospital, type Hospital } from '../../demo/hospital/server';
import { check, judge, type Check } from '../audit/judge';
import { figures, type Figures } from '../audit/figures';
import { Pace } from '../stream/pace';
import { Recorder, SYSTEMS } from '../stream/record';
import { sendAll, type SenderOptions } from '../stream/senders';
import { PATH, type Subject } from '../subjects/subject';

export interface RunOptions {
	/** Bounds of the stream: whichever is reached first. */
	messages: number;
	minutes: number;
	kills: number;
	seed: number;
	/** How long to wait for what is still open when the stream has ended. */
	quietMs: number;
	say: (text: string) => void;
}

export interface Outcome {
	scenario: string;
	subject: string;
	messages: number;
	minutes: number;
	seed: number;
	/** From the first call to the quiet. */
	durationMs: number;
	figures: Figures;
	checks: Check[];
}

/** What a disturbance has to hand. */
export interface Scene<S extends Subject = Subject> {
	subject: S;
	hospital: Hospital;
	recorder: Recorder;
	sending: SenderOptions;
	random: Random;
	options: RunOptions;
	/** Whether senders still send. */
	streams: () => boolean;
}

/** @returns checks of its own */
export type Disturb<S extends Subject = Subject> = (scene: Scene<S>) => Promise<Check[]>;

const POLL_MS = 50;
const PROGRESS_MS = 10_000;
/** Longer than a call that has just left n8n takes to be seen. */
const SILENCE_MS = 1_500;

/** Resolves with whether it came to hold in time. */
export async function holds(
	condition: () => boolean | Promise<boolean>,
	limitMs: number,
): Promise<boolean> {
	const deadline = Date.now() + limitMs;
	while (!(await condition())) {
		if (Date.now() > deadline) return false;
		await sleep(POLL_MS);
	}
	return true;
}

/** Resolves when so many messages have been acknowledged; false: the stream has ended before. */
export async function acknowledged(count: number, scene: Scene): Promise<boolean> {
	const { recorder, streams } = scene;
	await holds(() => recorder.acknowledgedCount >= count || !streams(), Infinity);
	return recorder.acknowledgedCount >= count;
}

async function becomesQuiet({ subject, recorder, options }: Scene): Promise<Check> {
	let open: number | string = 'nobody knows how many';
	const isQuiet = async () => {
		open = await subject.open().catch((error: unknown) => String(error));
		return open === 0 && Date.now() - recorder.lastHeard > SILENCE_MS;
	};
	const quiet = await holds(isQuiet, options.quietMs);
	return check('all work came to an end', quiet ? [] : [`${open} still open`]);
}

function progress({ recorder, options }: Scene): NodeJS.Timeout {
	return setInterval(() => {
		const lacking = SYSTEMS.map((name) => `${name} ${recorder.missing(name).length}`).join(', ');
		options.say(`${recorder.acknowledgedCount} acknowledged 已应答; to come 待送达: ${lacking}`);
	}, PROGRESS_MS);
}

async function play<S extends Subject>(
	scene: Scene<S>,
	disturb: Disturb<S>,
	streaming: Promise<void>,
): Promise<Check[]> {
	const telling = progress(scene);
	try {
		const checks = await disturb(scene);
		await streaming;
		return [...checks, await becomesQuiet(scene)];
	} finally {
		clearInterval(telling);
		scene.sending.pace.end();
	}
}

/**
 * Starts a hospital and a subject, streams messages while `disturb` does its worst, waits for quiet, and
 * judges. Leaves nothing running.
 *
 * @param start gets a hospital whose systems have ports of their own
 */
export async function runScenario<S extends Subject>(
	scenario: string,
	start: (hospital: Hospital) => Promise<S>,
	disturb: Disturb<S>,
	options: RunOptions,
): Promise<Outcome> {
	const { messages, minutes, seed, say } = options;
	const hospital = await startHospital({ port: 0, ownPorts: true });
	let subject: S | undefined;
	try {
		say(`${scenario}: starting n8n 启动 n8n …`);
		subject = await start(hospital);
		say(`${scenario}: ${subject.name}, ${messages} messages in ${minutes} min, seed ${seed}`);
		const recorder = new Recorder(hospital);
		const begun = Date.now();
		const pace = new Pace({ messages, durationMs: minutes * 60_000 });
		const { acknowledges } = subject;
		const url = subject.n8n.webhookUrl(PATH);
		const sending = { url, acknowledges, recorder, pace, seed };
		let streams = true;
		const streaming = sendAll(sending).finally(() => (streams = false));
		const scene: Scene<S> = {
			...{ subject, hospital, recorder, sending, options, random: new Random(seed) },
			streams: () => streams,
		};
		const own = await play(scene, disturb, streaming);
		const durationMs = Date.now() - begun;
		const history = recorder.history(subject.keyed);
		return {
			...{ scenario, subject: subject.name, messages, minutes, seed, durationMs },
			figures: figures(history),
			checks: [...judge(history), ...own],
		};
	} finally {
		await subject?.dispose();
		await hospital.stop();
	}
}
