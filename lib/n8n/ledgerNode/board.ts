import type { CriticalValueFilter } from '../../ledger/criticalValues/types';
import type { BoardValues } from '../../lifecycle/board/board';
import { renderBoard } from '../../lifecycle/board/page';
import type { CriticalValue } from '../../lifecycle/criticalValue';
import { isoTime } from '../../lifecycle/isoTime';
import { DateTime } from '../../thirdParty';
import type { BoardJson } from './boardSchema';
import { readBoardSettings } from './boardSettings';
import { valuePages } from './criticalValues/pages';

import { reasonWords } from './notificationSettings';
import type { LedgerCall } from './run';

/** Of days before today, so that the last confirmations are not empty in the small hours. */
const EARLIER_CONFIRMED = 20;

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
		const known = await call.ledger.criticalValues.search({ wards: [ward] }, 1);
		if (known.entries.length === 0) unknownWards.push(ward);
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
	const settings = readBoardSettings(call);
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
