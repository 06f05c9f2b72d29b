import { DateTime } from '../../thirdParty';
import type { FiredStep, FirstDelivery } from '../criticalValue';
import { acknowledgedAt } from '../indicators/durations';
import { patientClassLabel, reportTypeLabel } from '../wireLabels';
import type { Column } from './csv';
import type { CellKind } from './csvCell';
import { STATE_NAMES, type ExportedValue } from './exportedValue';

type ValueColumn = Column<ExportedValue>;

const localTime = (ms: number, zone: string): string =>
	DateTime.fromMillis(ms, { zone, locale: 'en-US' }).toFormat('yyyy-MM-dd HH:mm:ss');

const sent = (zh: string, en: string, name: string, kind: CellKind = 'text'): ValueColumn => ({
	zh,
	en,
	kind,
	value: (row) => row.sent(name),
});

const answered = (zh: string, en: string, name: string, kind: CellKind = 'text'): ValueColumn => ({
	zh,
	en,
	kind,
	value: (row) => row.answered(name),
});

const label = (
	{ zh, en }: { zh: string; en: string },
	value: ValueColumn['value'],
): ValueColumn => ({
	zh,
	en,
	kind: 'text',
	value,
});

const number = (zh: string, en: string, value: ValueColumn['value']): ValueColumn => ({
	zh,
	en,
	kind: 'number',
	value,
});

function timeColumns(zone: string): ValueColumn[] {
	const time = (
		zh: string,
		en: string,
		at: (row: ExportedValue) => number | null,
	): ValueColumn => ({
		zh,
		en,
		kind: 'text',
		isTime: true,
		value: (row) => {
			const ms = at(row);
			return ms === null ? null : localTime(ms, zone);
		},
	});
	return [
		time('首次发送时间', 'First Sent', ({ value }) => value.firstSentAt),
		time('首次接收时间', 'First Received', ({ value }) => value.firstReceivedAt),
		time('通知时间', 'Notified', (row) => row.notifiedAt),
		time('本次开启时间', 'Opened', ({ value }) => value.openedAt),
		time('确认时间', 'Acknowledged', ({ value }) => acknowledgedAt(value)),
		time('最近确认时间', 'Last Confirmed', ({ value }) =>
			value.confirm ? value.confirmedAt : null,
		),
		time('撤销时间', 'Cancelled', ({ value }) => value.cancelledAt),
	];
}

const PATIENT: readonly ValueColumn[] = [
	sent('病区编号', 'Ward Code', 'wardCode', 'id'),
	sent('病区', 'Ward', 'wardName'),
	sent('床号', 'Bed', 'patientBedno'),
	sent('患者姓名', 'Patient', 'patientName'),
	sent('就诊号', 'Visit Number', 'patientNo', 'id'),
	sent('病历号', 'Medical Record Number', 'patientMedRecordno', 'id'),
	label({ zh: '患者类型', en: 'Patient Class' }, (row) =>
		patientClassLabel(row.sent('patientClass')),
	),
];

const REPORT: readonly ValueColumn[] = [
	sent('申请单号', 'Request Number', 'reqId', 'id'),
	label({ zh: '报告类型', en: 'Report Type' }, (row) => reportTypeLabel(row.sent('reportType'))),
	sent('报告内容', 'Content', 'content'),
	sent('发送人', 'Sender', 'senderName'),
	sent('发送人工号', 'Sender Staff Number', 'senderStaff', 'id'),
	sent('接收人', 'Receiver', 'receiverName'),
	sent('接收人工号', 'Receiver Staff Number', 'receiverStaff', 'id'),
];

const ANSWER: readonly ValueColumn[] = [
	answered('处理人', 'Responder', 'responseName'),
	answered('处理人工号', 'Responder Staff Number', 'responseStaff', 'id'),
	answered('处理结果', 'Result', 'responseResult'),
	answered('处理内容', 'Response', 'responsecontent'),
];

function systems(notified: readonly FirstDelivery[], zone: string): string {
	return notified.map(({ name, at }) => `${name} ${localTime(at, zone)}`).join('; ');
}

function steps(fired: readonly FiredStep[], zone: string): string {
	return fired
		.map(({ name, level, at }) => `${name}(${level}级) ${localTime(at, zone)}`)
		.join('; ');
}

/** The columns of an export of critical values. `zone`: IANA name of the times' zone. */
export function valueColumns(zone: string): ValueColumn[] {
	return [
		{ zh: '危急值编号', en: 'riskId', kind: 'id', value: ({ value }) => value.riskId },
		label({ zh: '状态', en: 'State' }, ({ value }) => STATE_NAMES[value.state]),
		number('开启次数', 'Openings', ({ value }) => value.opening),
		...timeColumns(zone),
		number('通报用时(分钟)', 'Minutes to Notification', (row) => row.minutesToNotification),
		number('确认用时(分钟)', 'Minutes to Confirmation', (row) => row.minutesToConfirmation),
		...PATIENT,
		...REPORT,
		...ANSWER,
		label({ zh: '已送达系统', en: 'Systems' }, ({ value }) => systems(value.notified, zone)),
		label({ zh: '升级提醒', en: 'Escalations' }, ({ value }) => steps(value.escalations, zone)),
	];
}
