import type { CriticalValueFilter } from '../../ledger/criticalValues/types';
import type { BoardValues } from '../../lifecycle/board/board';
import { renderBoard } from '../../lifecycle/board/page';
import type { CriticalValue } from '../../lifecycle/criticalValue';
import { isoTime } from '../../lifecycle/isoTime';
import { DateTime } from '../../thirdParty';
import type { BoardJson } from './boardSchema';
import { readBoardSettings } from './boardSettings';
import { valuePages } from './criticalValues/pages';
import { rawParameter } from './parameters';
import { reasonWords } from './notificationSettings';
import type { LedgerCall } from './run';

/** Of days before today, so that the last confirmations are not empty in the small hours. */
const EARLIER_CONFIRMED = 20;

const isKnown = async ({ ledger }: LedgerCall, ward: string): Promise<boolean> =>
	(await ledger.criticalValues.search({ wards: [ward] }, 1)).entries.length > 0;

/** A ward's own name may have what stands between wards in a list, as 呼吸、消化内科: the page's links name it so. */
async function wardsOf(call: LedgerCall, listed: readonly string[]): Promise<readonly string[]> {
	const whole = rawParameter(call, 'wards', '');
	if (listed.length < 2 || typeof whole !== 'string') return listed;
	const ward = whole.trim();
	return (await isKnown(call, ward)) ? [ward] : listed;
}

async function boardValues(call: LedgerCall, wards: readonly string[]): Promise<BoardValues> {
	const { now, timeZone } = call;
	const all = async (filter: CriticalValueFilter, limit = Number.POSITIVE_INFINITY) => {
		const values: CriticalValue[] = [];
		const ofWards = wards.length === 0 ? filter : { ...filter, wards };
		for await (const value of valuePages(call, ofWards, limit)) values.push(value);
		return values;
	};
	const from = DateTime.fromMillis(now, { zone: timeZone }).startOf('day').toMillis();
	const unknownWards: string[] = [];
	for (const ward of wards) {
		if (!(await isKnown(call, ward))) unknownWards.push(ward);
	}
	const open = await all({ states: ['open'] });
	const today = await all({ from });
	const earlier = await all({ states: ['confirmed'], to: from }, EARLIER_CONFIRMED);
	return {
		unknownWards,
		open,
		today,
		recent: [...today.filter(({ state }) => state === 'confirmed'), ...earlier],
	};
}

/** A card has room for what happened, not for the sentence about it. */
const reasonText = (code: string): string | undefined => reasonWords(code)?.split('，', 1)[0];

/** The ward board as HTML. */
export async function board(call: LedgerCall): Promise<object[]> {
	const { now, timeZone } = call;
	const read = readBoardSettings(call);
	const settings = { ...read, wards: await wardsOf(call, read.wards) };
	const values = await boardValues(call, settings.wards);
	const json: BoardJson = {
		html: renderBoard({ ...values, settings, now, timeZone, reasonText }),
		open: values.open.length,
		today: values.today.length,
		refreshSeconds: settings.refreshSeconds,
		checkedTime: isoTime(now, timeZone) ?? '',
		checkedTimestamp: now,
	};
	return [json];
}
