/** The EMR goes down in all the ways that systems do, one after another; the HIS works all the while. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../demo/hospital/types';
import { check, type Check } from '../audit/judge';
import { outgoing } from '../stream/messages';
import { sendUntilAcknowledged } from '../stream/senders';
import { holds, type Disturb, type Scene } from './run';

const FAULTS: readonly Fault[] = [
	{ mode: 'refuse' },
	{ mode: 'timeout' },
	{ mode: 'http500' },
	{ mode: 'html' },
	{ mode: 'code', code: 1 },
];

/** Healthy, one stuck riskId, the faults, healthy again: each an equal part of the stream. */
const PARTS = FAULTS.length + 3;

const HIS_LIMIT_MS = 60_000;
const OTHERS_LIMIT_MS = 120_000;
const STUCK = 'STUCK-1';

async function goDown(scene: Scene, partMs: number): Promise<Check> {
	const { hospital, options, recorder } = scene;
	const from = Date.now();
	for (const fault of FAULTS) {
		options.say(`EMR: ${fault.mode}`);
		await hospital.setFault('emr', fault);
		await sleep(partMs);
	}
	// The EMR stays down until the HIS has everything: whatever the HIS waits for, it is not the EMR.
	const due = new Set(recorder.missing('his'));
	const missing = () => recorder.missing('his').filter((id) => due.has(id));
	await holds(() => missing().length === 0, HIS_LIMIT_MS);
	const his = check('HIS had everything while the EMR was down', missing());
	await hospital.setFault('emr', { mode: 'none' });
	recorder.outages.push({ system: 'emr', from, to: Date.now() });
	options.say('EMR: works again 恢复');
	return his;
}

/** The EMR takes everything but what is about one critical value. */
async function getStuck(scene: Scene, partMs: number): Promise<Check> {
	const { hospital, options, recorder, sending } = scene;
	const before = new Set(recorder.acknowledgedIds);
	await hospital.setFault('emr', { mode: 'code', code: 1, riskId: STUCK });
	options.say('EMR: refuses one riskId 拒收一个 riskId');
	for (const flag of ['add', 'update']) {
		const body = { riskId: STUCK, flag, content: '血钾:7.1(参考范围:3.5-5.3);', reportType: 'Lis' };
		await sendUntilAcknowledged(outgoing(`${STUCK}-${flag}`, body), sending);
	}
	await sleep(partMs);
	const due = recorder.acknowledgedIds.filter((id) => !before.has(id) && !id.startsWith(STUCK));
	const missing = () => {
		const all = new Set(recorder.missing('emr'));
		return due.filter((id) => all.has(id));
	};
	await holds(() => missing().length === 0, OTHERS_LIMIT_MS);
	const findings = due.length === 0 ? ['no other was sent meanwhile'] : missing();
	await hospital.setFault('emr', { mode: 'none' });
	return check('one stuck riskId held back no other', findings);
}

export const outage: Disturb = async (scene) => {
	const partMs = (scene.options.minutes * 60_000) / PARTS;
	await sleep(partMs);
	// First: the outage's backlog would hide what one stuck riskId holds back.
	const stuck = await getStuck(scene, partMs);
	return [stuck, await goDown(scene, partMs)];
};
