import type { IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import { unusableParameter } from '../../intake/settings';
import { LABELS } from './labels';
import { parseWatchSettings, type WatchSettings } from './settings';

const NAMES = {
	events: LABELS.events,
	plans: LABELS.plans,
	troubleSeconds: 'Trouble After (Seconds) 故障判定时间',
	backlogLimit: 'Backlog Limit 积压上限',
	sources: LABELS.sources,
	options: LABELS.options,
} as const;

type Context = IExecuteFunctions | ITriggerFunctions;

/**
 * One parameter; undefined where the form does not show it.
 *
 * @throws SettingsError where an expression fails: n8n's own message names neither parameter nor remedy
 */
function parameter(context: Context, name: string, label: string): unknown {
	if (!Object.hasOwn(context.getNode().parameters, name)) return undefined;
	try {
		return isExecution(context)
			? context.getNodeParameter(name, 0)
			: context.getNodeParameter(name);
	} catch {
		throw unusableParameter(label);
	}
}

const isExecution = (context: Context): context is IExecuteFunctions => 'getInputData' in context;

/** @throws SettingsError saying which parameter is at fault and how to mend it */
export function readWatchSettings(context: Context): WatchSettings {
	const parameters = Object.fromEntries(
		Object.entries(NAMES).map(([name, label]) => [name, parameter(context, name, label)]),
	);
	return parseWatchSettings(parameters, context.getTimezone());
}
