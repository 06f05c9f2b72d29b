/** A stream of calls as a hospital's systems make them: new values, and what later becomes of them. */
import { utf8Call, type SimulatedCall } from './caller';
import { departments, finding, type Department } from './findings';
import { encodeGbk } from './gbk';
import { handling, newValue, type SentValue } from './messages';
import type { Random } from './random';

/** Enough to see each of them in a short run; every third value of a real platform is not odd. */
const ODD_ENUM_SHARE = 0.08;
const GBK_SHARE = 0.08;

/** As they are met in the wild: other letter case, the document's own misprint, values off the table. */
const ODD_REPORT_TYPES: Readonly<Record<Department, readonly string[]>> = {
	Lis: ['lis', 'LIS', 'Ｌｉｓ', 'lis[检验]'],
	Ris: ['ris', 'ris[超声]'],
	Pacs: ['pacs[反射]', 'PACS', 'CT'],
	Ecg: ['ecg', 'ecg[心电]'],
};
const ODD_CLASSES = ['i', 'Q', 'I[住院]', '住院'];

/** Oldest callers send times as text. */
function timeText(ms: number): string {
	const shanghai = new Date(ms + 8 * 3_600_000).toISOString();
	return `${shanghai.slice(0, 10)} ${shanghai.slice(11, 19)}`;
}

interface Case {
	send: SentValue;
	department: Department;
	confirmed: boolean;
}

/** One hospital's day, call by call. */
export class Stream {
	private readonly open: Case[] = [];
	private sequence = 0;

	/**
	 * @param random the same seed gives the same calls, apart from their times
	 * @param now milliseconds since the epoch; called once a call
	 * @param confirms whether doctors answer in it; without, somebody else plays them
	 */
	constructor(
		private readonly random: Random,
		private readonly now: () => number,
		private readonly confirms = true,
	) {}

	next(): SimulatedCall {
		const { random } = this;
		const follow = this.open.length > 0 && random.chance(0.42);
		if (!follow) return this.add();
		const found = random.pick(this.open);
		if (found.confirmed || random.chance(0.3)) return this.change(found);
		return this.confirms ? this.confirm(found) : this.add();
	}

	private add(): SimulatedCall {
		const { random } = this;
		const department = random.weighted(departments);
		this.sequence += 1;
		const plain = newValue(random, department, this.sequence, this.time());
		const send = random.chance(ODD_ENUM_SHARE)
			? {
					...plain,
					patientClass: random.pick(ODD_CLASSES),
					reportType: random.pick(ODD_REPORT_TYPES[department]),
				}
			: plain;
		this.open.push({ send, department, confirmed: false });
		return this.call('add', send);
	}

	/** The laboratory has measured again, or the value was another patient's. */
	private change(found: Case): SimulatedCall {
		const { random } = this;
		const withdrawn = random.chance(0.35);
		if (withdrawn) this.open.splice(this.open.indexOf(found), 1);
		const content = withdrawn ? found.send.content : finding(random, found.department);
		const flag = withdrawn ? 'delete' : 'update';
		found.send = { ...found.send, content, flag, sendTime: this.time() };
		return this.call(flag, found.send);
	}

	/** A doctor has dealt with it: interface 2, or 3 when it comes from a clinical system. */
	private confirm(found: Case): SimulatedCall {
		const { random } = this;
		found.confirmed = true;
		const feedback = random.chance(0.5);
		const value = { ...found.send, reportType: found.department };
		const body = {
			...(feedback && { feedbackId: `FB${random.digits(10)}` }),
			...handling(random, value, this.time()),
		};
		return this.call(feedback ? 'feedback' : 'handling result', body);
	}

	private time(): number | string {
		const now = this.now();
		return this.random.chance(0.1) ? timeText(now) : now;
	}

	private call(what: SimulatedCall['what'], body: object): SimulatedCall {
		const call = utf8Call(what, body);
		if (!this.random.chance(GBK_SHARE)) return call;
		// Callers that send GBK mostly don't say so.
		const contentType = 'application/json';
		return { ...call, bytes: encodeGbk(call.bytes.toString('utf8')), contentType, encoding: 'gbk' };
	}
}
