/** Messages put into a trigger's inbox as its webhook would, while the trigger is not published. */
import { Readable } from 'node:stream';
import { readBody } from '../../lib/intake/body';
import { receive } from '../../lib/intake/intake';
import { parseSettings } from '../../lib/intake/settings';
import { openLedger } from '../../lib/ledger/open';
import { inboxMessage } from '../../lib/n8n/trigger/inboxMessage';
import type { NewMessage } from '../../lib/ledger/types';
import { bodyOf } from '../load/messages';

const MOST_OPEN = 10_000_000;

const SETTINGS = parseSettings('send', { path: 'bench' }, { type: 'none' }, 'Asia/Shanghai');

/** What intake makes of a call, as it is stored. */
export async function storedMessage(
	riskId: string,
	channel: string,
	now: number,
): Promise<NewMessage> {
	const outcome = await receive(
		{
			headers: {},
			contentType: 'application/json',
			remoteAddress: '127.0.0.1',
			path: '/outapi/risk/send',
			read: async (limit) =>
				await readBody(Readable.from([Buffer.from(bodyOf(riskId))]), '', limit),
		},
		SETTINGS,
		now,
	);
	if (outcome.kind !== 'accepted') throw new Error('the example is not accepted');
	return inboxMessage(outcome, channel, 'send');
}

/** @param file of the ledger; n8n may have it open */
export async function fillInbox(
	file: string,
	channel: string,
	prefix: string,
	count: number,
): Promise<void> {
	const ledger = await openLedger({ kind: 'sqlite', file });
	try {
		const now = Date.now();
		const numbers = Array.from({ length: count }, (_, n) => n);
		await Promise.all(
			numbers.map(async (n) => {
				const message = await storedMessage(`${prefix}${n}`, channel, now);
				await ledger.accept(message, now, MOST_OPEN);
			}),
		);
	} finally {
		await ledger.close();
	}
}
