/** The bodies of the contract's interfaces, made up and filled in. */
import { finding, type Department } from './findings';
import { patient, person, telephone, type Patient } from './patients';
import type { Random } from './random';

/** Interface 1, filled in. Values that the tables do not list are among it. */
export interface SentValue extends Patient {
	riskId: string;
	reqId: string;
	/** Epoch milliseconds; oldest callers send text. */
	sendTime: number | string;
	senderName: string;
	senderStaff: string;
	receiverName: string;
	receiverStaff: string;
	content: string;
	flag: string;
	reportType: string;
}

/**
 * A new critical value.
 *
 * @param serial makes the riskId one of its own
 */
export function newValue(
	random: Random,
	department: Department,
	serial: number,
	sendTime: number | string,
): SentValue {
	const [sender, receiver] = [person(random), person(random)];
	return {
		riskId: `${department.toUpperCase()}${random.digits(10)}${serial}`,
		reqId: random.digits(12),
		...patient(random),
		sendTime,
		senderName: sender.name,
		senderStaff: sender.staff,
		receiverName: receiver.name,
		receiverStaff: receiver.staff,
		content: finding(random, department),
		flag: 'add',
		reportType: department,
	};
}

const TREATMENTS = ['已通知患者并复查', '已给予对症处理，严密观察', '已请会诊'];

/** What a doctor made of a value: interface 2, and interface 3 once it has a `feedbackId`. */
export function handling(
	random: Random,
	value: Pick<SentValue, 'riskId' | 'reqId' | 'reportType' | 'wardName'>,
	responseTime: number | string,
) {
	const inpatient = value.wardName !== '';
	const doctor = person(random);
	return {
		riskId: value.riskId,
		reqId: value.reqId,
		riskType: inpatient ? '住院危急值' : '门诊危急值',
		reportType: value.reportType,
		responseName: doctor.name,
		responseStaff: doctor.staff,
		responseTell: telephone(random),
		responsecontent: random.pick(TREATMENTS),
		responseResult: inpatient ? '暂时处理' : random.pick(['通知复诊', '收至住院']),
		responseTime,
		flag: 'add',
		sysType: random.chance(0.2) ? 'mobileoa' : inpatient ? 'patient' : 'Outpatient',
	};
}
