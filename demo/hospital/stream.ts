/** A stream of calls as a hospital's systems make them: new values, and what later becomes of them. */
import { departments, finding, type Department } from './findings';
import { encodeGbk } from './gbk';
import { patient, person, telephone, type Person } from './patients';
import type { Random } from './random';
import type { CallKind } from './types';

export interface SimulatedCall {
	/** What happens, in words: `add`, `update`, `delete`, `handling result`, `feedback`. */
	what: 'add' | 'update' | 'delete' | 'handling result' | 'feedback';
	kind: CallKind;
	body: Record<string, unknown>;
	/** The body as it goes over the wire. */
	bytes: Buffer;
	contentType: string;
	encoding: 'utf-8' | 'gbk';
}

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
	send: Record<string, unknown>;
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
	 */
	constructor(
		private readonly random: Random,
		private readonly now: () => number,
	) {}

	next(): SimulatedCall {
		const { random } = this;
		const follow = this.open.length > 0 && random.chance(0.42);
		if (!follow) return this.add();
		const found = random.pick(this.open);
		if (found.confirmed || random.chance(0.3)) return this.change(found);
		return this.confirm(found);
	}

	private add(): SimulatedCall {
		const { random } = this;
		const department = random.weighted(departments);
		this.sequence += 1;
		const odd = random.chance(ODD_ENUM_SHARE);
		const [sender, receiver] = [person(random), person(random)];
		const stay = patient(random);
		const send = {
			riskId: `${department.toUpperCase()}${random.digits(10)}${this.sequence}`,
			reqId: random.digits(12),
			...stay,
			patientClass: odd ? random.pick(ODD_CLASSES) : stay.patientClass,
			sendTime: this.time(),
			senderName: sender.name,
			senderStaff: sender.staff,
			receiverName: receiver.name,
			receiverStaff: receiver.staff,
			content: finding(random, department),
			flag: 'add',
			reportType: odd ? random.pick(ODD_REPORT_TYPES[department]) : department,
		};
		this.open.push({ send, department, confirmed: false });
		return this.call('add', 'send', send);
	}

	/** The laboratory has measured again, or the value was another patient's. */
	private change(found: Case): SimulatedCall {
		const { random } = this;
		const withdrawn = random.chance(0.35);
		if (withdrawn) this.open.splice(this.open.indexOf(found), 1);
		const content = withdrawn ? found.send.content : finding(random, found.department);
		const flag = withdrawn ? 'delete' : 'update';
		found.send = { ...found.send, content, flag, sendTime: this.time() };
		return this.call(flag, 'send', found.send);
	}

	/** A doctor has dealt with it: interface 2, or 3 when it comes from a clinical system. */
	private confirm(found: Case): SimulatedCall {
		const { random } = this;
		found.confirmed = true;
		const feedback = random.chance(0.5);
		const inpatient = found.send.wardName !== '';
		const body = {
			...(feedback && { feedbackId: `FB${random.digits(10)}` }),
			riskId: found.send.riskId,
			reqId: found.send.reqId,
			riskType: inpatient ? '住院危急值' : '门诊危急值',
			reportType: found.department,
			...this.response(person(random), inpatient),
			flag: 'add',
			sysType: random.chance(0.2) ? 'mobileoa' : inpatient ? 'patient' : 'Outpatient',
		};
		return this.call(feedback ? 'feedback' : 'handling result', 'confirm', body);
	}

	private response(doctor: Person, inpatient: boolean): Record<string, unknown> {
		const { random } = this;
		return {
			responseName: doctor.name,
			responseStaff: doctor.staff,
			responseTell: telephone(random),
			responsecontent: random.pick(['已通知患者并复查', '已给予对症处理，严密观察', '已请会诊']),
			responseResult: inpatient ? '暂时处理' : random.pick(['通知复诊', '收至住院']),
			responseTime: this.time(),
		};
	}

	private time(): number | string {
		const now = this.now();
		return this.random.chance(0.1) ? timeText(now) : now;
	}

	private call(
		what: SimulatedCall['what'],
		kind: CallKind,
		body: Record<string, unknown>,
	): SimulatedCall {
		const text = JSON.stringify(body);
		if (!this.random.chance(GBK_SHARE)) {
			const contentType = 'application/json; charset=utf-8';
			return { what, kind, body, bytes: Buffer.from(text), contentType, encoding: 'utf-8' };
		}
		// Callers that send GBK mostly don't say so.
		const contentType = 'application/json';
		return { what, kind, body, bytes: encodeGbk(text), contentType, encoding: 'gbk' };
	}
}
