import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { patientOf, planAt, stepsFor } from '../../lifecycle/escalation';
import type { FiringStep } from '../../ledger/criticalValues/types';
import type { Ledger } from '../../ledger/types';
import { openFor } from '../ledger/openFor';
import { firingJson } from './items';
import { readWatchSettings } from './read';
import type { WatchSettings } from './settings';

/** Enough to see what a workflow makes of them. */
const MOST = 5;

/** The open values with the first step that each would have now. */
async function openSteps(
	ledger: Ledger,
	{ escalation }: WatchSettings,
	now: number,
): Promise<FiringStep[]> {
	const { entries } = await ledger.criticalValues.search({ states: ['open'] }, MOST);
	const plan = planAt(escalation, now);
	return entries.flatMap((value) => {
		const [step] = stepsFor(escalation, plan, patientOf(value));
		if (!step) return [];
		const { riskId, opening } = value;
		const { id, name, level, afterMinutes } = step;
		return [{ riskId, opening, step: id, name, level, afterMinutes, value }];
	});
}

/** The figures that alarms go by, as they are now. */
async function figures(ledger: Ledger, { events, backlogLimit }: WatchSettings) {
	const items: object[] = [];
	if (events.has('backlog')) {
		const open = await ledger.openCalls();
		items.push({ event: 'backlog', open, limit: backlogLimit, text: `未处理消息 ${open} 条` });
	}
	if (events.has('deliveryTrouble')) {
		for (const { target, targetName, permanent, open } of await ledger.troubles()) {
			const failureClass = permanent ? 'permanent' : 'transient';
			const text = `${targetName} 有 ${open} 条未送达`;
			const system = { target: targetName, address: target };
			items.push({ event: 'deliveryTrouble', ...system, failureClass, deliveries: open, text });
		}
	}
	return items;
}

/**
 * A test in the editor: what there is at this moment, without waiting for a deadline and without a trace in the
 * ledger. Each item is marked `test`.
 *
 * @throws NodeOperationError where there is nothing to show, saying how to get something
 */
export async function previewWatch(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { ledger, settings } = await openFor(context, () => readWatchSettings(context));
	const now = Date.now();
	const timeZone = context.getTimezone();
	const items: object[] = [];
	if (settings.events.has('unconfirmed')) {
		const firing = await openSteps(ledger, settings, now);
		const isDigest = settings.digestMs > 0 && firing.length > 0;
		const groups = isDigest ? [firing] : firing.map((one) => [one]);
		items.push(...groups.map((group) => firingJson(group, isDigest, now, timeZone)));
	}
	items.push(...(await figures(ledger, settings)));
	if (items.length > 0) {
		const test = { test: true };
		return [items.map((json) => ({ json: { ...json, ...test } }))];
	}
	throw new NodeOperationError(
		context.getNode(),
		'台账中目前没有可供测试的内容 (the ledger has nothing to test with right now)',
		{
			description:
				'请先发送一条危急值（见 Risk Send Trigger 的示例），不要确认，再执行本步骤 (send a critical value, see the example in Risk Send Trigger, leave it unconfirmed, and run this step again)',
		},
	);
}
