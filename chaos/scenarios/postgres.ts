/** The ledger is in PostgreSQL, and PostgreSQL goes: all of it at once, then its connections. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../demo/postgres/server';
import { check, type Check } from '../audit/judge';
import { cutConnections } from '../subjects/ledgerPostgres';
import { acknowledged, type Disturb, type Scene } from './run';

/** Long enough for every sender to be told at least once. */
const DOWN_MS = 6_000;
const CUTS = 3;
const BETWEEN_CUTS_MS = 500;

/** As a power cut, and back. */
async function goDown({ recorder, options }: Scene, server: PostgresServer): Promise<Check> {
	server.halt('immediate');
	const from = Date.now();
	options.say('PostgreSQL: down 停止');
	await sleep(DOWN_MS);
	const told = recorder.refusedSince(from);
	server.resume();
	recorder.interruptions.push({ what: 'ledger', from, to: Date.now() });
	options.say('PostgreSQL: up 启动');
	return check('senders were told while the database was down', told > 0 ? [] : ['none was']);
}

async function cut({ recorder, options }: Scene, server: PostgresServer): Promise<number> {
	let cuts = 0;
	for (let round = 0; round < CUTS; round += 1) {
		cuts += await cutConnections(server);
		const now = Date.now();
		recorder.interruptions.push({ what: 'ledger', from: now, to: now });
		await sleep(BETWEEN_CUTS_MS);
	}
	options.say(`PostgreSQL: ${cuts} connections cut 断开连接`);
	return cuts;
}

export const postgres =
	(server: PostgresServer): Disturb =>
	async (scene) => {
		const { messages } = scene.options;
		await acknowledged(Math.ceil(messages * 0.3), scene);
		const told = await goDown(scene, server);
		await acknowledged(Math.ceil(messages * 0.6), scene);
		const cuts = await cut(scene, server);
		return [told, check('connections were cut', cuts > 0 ? [] : ['there were none'])];
	};
