/** Made-up histories: three messages of one riskId and one of another, all well; a test breaks one thing. */
import type { Arrival, Call, History, SentMessage } from '../../../chaos/audit/history';

export const SYSTEMS = ['emr', 'his'];

export const message = (id: string, riskId = 'R1'): SentMessage => ({
	id,
	riskId,
	digest: `digest ${id}`,
});

export const call = (id: string, begun: number, result: Call['result'] = 'acknowledged'): Call => ({
	message: id,
	begun,
	ended: begun + 10,
	result,
});

export const arrival = (
	system: string,
	id: string,
	number: number,
	more: Partial<Arrival> = {},
): Arrival => ({
	system,
	number,
	time: number * 100,
	message: id,
	digest: `digest ${id}`,
	body: `body ${id}`,
	key: `key ${id} ${system}`,
	taken: true,
	answered: true,
	...more,
});

const ORDER = ['A', 'B', 'C', 'Z'];

/** A, B, C of R1, and Z of R2: sent one after the other, arrived everywhere 20 ms later. */
export function good(changes: Partial<History> = {}): History {
	return {
		systems: SYSTEMS,
		messages: ORDER.map((id) => message(id, id === 'Z' ? 'R2' : 'R1')),
		calls: ORDER.map((id, index) => call(id, 80 + index * 100)),
		arrivals: SYSTEMS.flatMap((system) => ORDER.map((id, index) => arrival(system, id, index + 1))),
		interruptions: [],
		outages: [],
		keyed: true,
		...changes,
	};
}

/** The good history with one system's arrivals replaced. */
export const arrivedAt = (system: string, arrivals: Arrival[], changes: Partial<History> = {}) =>
	good({
		...changes,
		arrivals: [...good().arrivals.filter((one) => one.system !== system), ...arrivals],
	});
