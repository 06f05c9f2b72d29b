/** What each statement is asked with, on rows.ts' ledger. */
import type { SqlValue } from '../../../lib/ledger/database';
import type { Statements } from '../../../lib/ledger/statements';
import { CHANNEL, NOW } from '../messages';
import { ROWS } from './rows';

const IDS = JSON.stringify([60, 120, 180, 240]);
const KEYS = JSON.stringify(['k60', 'k120', 'k4711']);
const CLAIM = 'claim 60';
const RISK = 'R20';
const RISKS = JSON.stringify(['R20', 'R40']);
const LATER = NOW + ROWS;

export const parametersOf: Readonly<Record<keyof Statements, readonly SqlValue[]>> = {
	accept: [...[CHANNEL, 'accepted', 'send', 1, RISK, 'add', 'Lis', 'I', 'f60', '{}', NOW]],
	endAtOnce: [60, NOW],
	findDuplicate: [CHANNEL, 'f60'],
	countOpen: [CHANNEL, 'accepted'],
	reopen: [60, NOW],
	claimNew: [CHANNEL, 'new claim', LATER + 30_000, LATER, 10],
	claimAgain: [CHANNEL, 'new claim', LATER + 30_000, LATER, 10],
	renew: [IDS, CLAIM, LATER],
	complete: [IDS, CLAIM, NOW, null],
	stillOpen: [IDS, CLAIM],
	failAgain: [60, CLAIM, LATER, 'TEST', NOW, null, 1, 0],
	failForGood: [60, CLAIM, 'TEST', NOW, null],
	holdBack: [CHANNEL, RISK, LATER, 60],
	following: [IDS],
	letNext: [CHANNEL, RISK, NOW],
	letFollow: [CHANNEL, RISK, NOW],
	letFollowThere: [60, 'http://target0', 'EMR', NOW],
	earlierMissing: [IDS, 'http://target0', 'EMR'],
	release: [IDS, CLAIM, NOW],
	waitingForTarget: ['http://target0', NOW, 500],
	waitingInChannel: [CHANNEL, NOW, 500],
	hasten: [60, NOW],
	nextDue: [CHANNEL],
	stateOf: [60],
	get: [60],
	discard: [60, NOW],
	closeDeliveries: [60],
	delivered: [KEYS],
	deliveriesOf: [60],
	recordDelivery: [
		...['k60', 'http://target0', 'EMR', 1, 60, RISK, 'open', 1, NOW],
		...[null, null, 'REFUSED', 'transient'],
	],
	replaceDeliveries: [60, 'k61', 1, '["http://target0"]', 'EMR', NOW],
	counts: [],
	oldestOpen: [],
	lastAccepted: [],
	failing: [],
	pruneDeliveries: [NOW + 200, 100],
	prune: [NOW + 200, 100],
	lastAudit: [],
	appendAudit: [ROWS + 1, NOW, 'accepted', 'trigger', 60, RISK, '{}', 'p', 'h'],
	readAudit: [ROWS / 2, 1_000],
	troubles: [],
	givenUp: ['http://target0', NOW],
	openCalls: [],
	lastCall: [LATER - 20, '["Lis"]'],
	projected: [],
	setProjected: [ROWS],
	events: [ROWS - 20, 300],
	sizesOf: [IDS],
	messagesOf: [IDS],
	addFacts: ['[]'],
	factsOf: [RISKS],
	putValues: ['[]'],
	addDeliveries: ['[]'],
	valuesOf: [RISKS],
	valuesChanged: [ROWS - 20, 100],
	valuesOpen: [ROWS - 20, 100],
	newestChange: [],
	firstDeliveriesOf: [RISKS],
	marksOf: [RISKS],
	escalationsOf: [RISKS],
	timeline: [RISK],
	escalate: [CHANNEL, RISK, 1, 'day/1', 'ward', 1, 5, NOW],
	eventsOf: [ROWS - 20, '["dead"]', 100],
	remembered: [CHANNEL],
	remember: [CHANNEL, 'cursor', '5'],
	forget: [CHANNEL, 'cursor'],
};
