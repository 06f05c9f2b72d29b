import type { CriticalValue } from '../../../lib/lifecycle/criticalValue';
import { cell } from '../../../lib/lifecycle/export/csvCell';
import type { ExportOptions } from '../../../lib/lifecycle/export/exportedValue';
import {
	statisticsCsv,
	valuesCsv,
	valuesNdjson,
	type Chunks,
} from '../../../lib/lifecycle/export/exports';
import { statisticsOver } from '../../../lib/lifecycle/indicators/statistics';
import { readCsv } from '../../support/csvReader';
import { confirmedValue, criticalValue, MINUTE, OPTIONS, SECOND, SENT } from './criticalValues';

const EXPORT: ExportOptions = { timeZone: 'Asia/Shanghai', maskNames: false, clinicalSystems: [] };

async function whole(chunks: Chunks): Promise<string> {
	let text = '';
	for await (const chunk of chunks) text += chunk;
	return text;
}

/** A table's lines as objects by the English or Chinese half of their heading. */
async function tableOf(chunks: Chunks): Promise<Array<Record<string, string>>> {
	const text = await whole(chunks);
	expect(text.startsWith('\uFEFF')).toBe(true);
	const [heading = [], ...lines] = readCsv(text.slice(1));
	return lines.map((line) => {
		expect(line).toHaveLength(heading.length);
		return Object.fromEntries(
			line.flatMap((text, index) => {
				const [zh = '', ...en] = (heading[index] ?? '').split(' ');
				return [
					[zh, text],
					[en.join(' '), text],
				];
			}),
		);
	});
}

const lineOf = async (value: CriticalValue, options: Partial<ExportOptions> = {}) => {
	const [line = {}] = await tableOf(valuesCsv([value], { ...EXPORT, ...options }, 'excel'));
	return line;
};

const full = confirmedValue('20220221000123', 5 * MINUTE, {
	notified: [
		{ target: 'http://emr.test', name: 'EMR', at: SENT + 2 * SECOND },
		{ target: 'http://his.test', name: 'HIS', at: SENT + 3 * MINUTE },
	],
	escalations: [
		{
			watch: 'w:n',
			opening: 1,
			step: 's1',
			name: '值班医生',
			level: 2,
			afterMinutes: 3,
			at: SENT + 3 * MINUTE,
		},
	],
});

describe('a cell for Excel', () => {
	const text = (value: string) => cell(value, 'text', 'excel');
	const id = (value: string) => cell(value, 'id', 'excel');

	it.each(['12', '-5.2', '0', '0.5', '-0.001', '999999999999999', '血钾', 'R001', 'W-1', '3床'])(
		'leaves %s alone',
		(value) => {
			expect(text(value)).toBe(value);
		},
	);

	it.each([
		['007', 'leading zeros'],
		['1234567890123456', 'more than 15 digits'],
		['0.1234567890123456', 'more than 15 digits'],
		['6.10', 'a zero at the end'],
		['1.', 'a point at the end'],
		['-0', 'a sign of nothing'],
		['+86', 'a sign that would be lost'],
		['1E10', 'an exponent'],
		['3-12', 'a bed, not a day in December'],
		['1/2', 'a bed, not the 2nd of January'],
		['2026-03-31', 'a date'],
		['3月31日', 'a date'],
		['8:30', 'a time'],
		['8:30 am', 'a time'],
		['5%', 'a percentage'],
		['1 234', 'a space'],
		['(5)', 'a loss in bookkeeping'],
		['￥5', 'an amount'],
		['１２', 'full-width digits'],
		['SEPT2', 'a gene, not a day'],
		['Mar-1', 'a gene, not a day'],
		['2-Jun', 'a date'],
		['TRUE', 'a boolean'],
	])('gives %s as a text: %s', (value) => {
		expect(text(value)).toBe(`"=""${value}"""`);
	});

	it('quotes what has a comma in it once more', () => {
		expect(text('1,234')).toBe('"=""1,234"""');
	});

	it('gives an id of digits as a text, so that all ids of a column are looked up alike', () => {
		expect(id('12')).toBe('"=""12"""');
		expect(id('20220221000123')).toBe('"=""20220221000123"""');
		expect(id('R12')).toBe('R12');
	});

	it.each([
		'=1+1',
		'=HYPERLINK("http://x.test","血钾")',
		'+cmd|’ /C calc’!A0',
		'-2+3+cmd',
		'@SUM(A1)',
		'\t=1+1',
		' =1+1',
		'\u200b=1+1',
		'\n=1+1',
		'＝1+1',
		'－a',
		'＠a',
		'\ttext',
	])('keeps %j from becoming a formula', (value) => {
		for (const kind of ['text', 'id'] as const) {
			expect(readCsv(`${cell(value, kind, 'excel')}\r\n`)).toEqual([[`'${value}`]]);
		}
	});

	it('keeps a long row of digits from becoming a number, where it is too long for a text in a formula', () => {
		expect(text('9'.repeat(255))).toBe(`"=""${'9'.repeat(255)}"""`);
		expect(text('9'.repeat(256))).toBe(`'${'9'.repeat(256)}`);
	});

	it.each(['+', '++', '-', '--', '±', '阴性(-)'])('leaves the result %s alone', (value) => {
		expect(text(value)).toBe(value);
	});

	it('quotes what RFC 4180 wants quoted, with line breaks as LF', () => {
		const value = '血钾:6.8,"危急"\r\n已通知\r血钠;x';
		expect(readCsv(`${text(value)},${text(' x ')}\r\n`)).toEqual([
			['血钾:6.8,"危急"\n已通知\n血钠;x', ' x '],
		]);
		expect(text('a;b')).toBe('"a;b"'); // some Excels divide by semicolon
	});

	it('cuts what no cell can hold, between characters, and says so', () => {
		const shown = text('x'.repeat(31_999) + '𠮷'.repeat(10));
		expect(shown).toBe('x'.repeat(31_999) + '…（内容过长，已截断）');
		expect(cell('x'.repeat(40_000), 'text', 'plain')).toHaveLength(40_000);
	});

	it('has numbers as numbers, and nothing for none', () => {
		expect(cell(0.1, 'number', 'excel')).toBe('0.1');
		expect(cell(-3, 'number', 'excel')).toBe('-3');
		expect(cell(Number.NaN, 'number', 'excel')).toBe('');
		expect(cell(null, 'id', 'excel')).toBe('');
	});

	it('is the text itself for a program', () => {
		for (const value of ['007', '3-12', '=1+1', '1234567890123456789']) {
			expect(cell(value, 'id', 'plain')).toBe(value);
		}
	});
});

describe('critical values as CSV', () => {
	it('begins with a byte order mark and headings in both languages, Chinese first', async () => {
		const text = await whole(valuesCsv([], EXPORT, 'excel'));
		expect(Buffer.from(text).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
		expect(text).toMatch(/^\uFEFF危急值编号 riskId,状态 State,/);
		expect(text.endsWith('\r\n')).toBe(true);
		expect(readCsv(text.slice(1))).toHaveLength(1);
	});

	it('says all of a critical value', async () => {
		expect(await lineOf(full)).toMatchObject({
			riskId: '="20220221000123"',
			状态: '已确认',
			Openings: '1',
			'First Sent': '2026-03-31 23:58:00',
			'First Received': '2026-03-31 23:58:01',
			Notified: '2026-03-31 23:58:02',
			Opened: '2026-03-31 23:58:00',
			Acknowledged: '2026-04-01 00:03:00',
			'Last Confirmed': '2026-04-01 00:03:00',
			Cancelled: '',
			'Minutes to Notification': '0',
			'Minutes to Confirmation': '5',
			'Ward Code': 'W0301',
			Ward: '血液内科一病区',
			Bed: '12',
			Patient: '张三丰',
			'Visit Number': 'ZY00098231',
			'Medical Record Number': '="0045127"',
			'Patient Class': '住院',
			'Request Number': 'S-20220221000123',
			'Report Type': '检验',
			Content: '白细胞计数:1.6710(参考范围:3.5-9.5);血钾:6.8(参考范围:3.5-5.3);',
			Sender: '李检验',
			'Sender Staff Number': 'J1024',
			Receiver: '王护士',
			'Receiver Staff Number': '="02048"',
			Responder: '赵医生',
			'Responder Staff Number': 'D3072',
			Result: '暂时处理',
			Response: '已复核,予升白细胞治疗',
			Systems: 'EMR 2026-03-31 23:58:02; HIS 2026-04-01 00:01:00',
			Escalations: '值班医生(2级) 2026-04-01 00:01:00',
		});
	});

	it('has its times in the time zone, and its minutes by the chosen systems', async () => {
		const line = await lineOf(full, { timeZone: 'UTC', clinicalSystems: ['HIS'] });
		expect(line).toMatchObject({
			'First Sent': '2026-03-31 15:58:00',
			Notified: '2026-03-31 16:01:00',
			'Minutes to Notification': '3',
		});
	});

	it('of which only a confirm has come has nothing else', async () => {
		const value = {
			...confirmedValue('R9', MINUTE, { firstSentAt: null, notified: [] }),
			state: 'unknown' as const,
			fields: {},
			openedAt: null,
		};
		expect(await lineOf(value)).toMatchObject({
			状态: '未收到发送',
			'First Sent': '',
			Content: '',
			'Minutes to Confirmation': '',
			Responder: '赵医生',
		});
	});

	it('masks the patient’s name wherever it stands, and nobody else’s', async () => {
		const value = {
			...full,
			fields: { ...full.fields, content: '患者张三丰血钾危急' },
			confirm: { ...full.confirm, responsecontent: '已电话通知张三丰家属' },
		};
		const line = await lineOf(value, { maskNames: true });
		expect(line).toMatchObject({
			Patient: '张**',
			Content: '患者张**血钾危急',
			Response: '已电话通知张**家属',
			Sender: '李检验',
			Responder: '赵医生',
		});
	});

	it('leaves a text alone in which a name of one character occurs', async () => {
		const value = { ...full, fields: { ...full.fields, patientName: '血', content: '血钾' } };
		expect(await lineOf(value, { maskNames: true })).toMatchObject({
			Patient: '*',
			Content: '血钾',
		});
	});

	it('survives what people write', async () => {
		const content = '=cmd|"x"\r\n"血钾,6.8"\t;\n\u2028𠮷';
		const line = await lineOf({ ...full, fields: { ...full.fields, content } });
		expect(line.Content).toBe(`'${content.trim().replace('\r\n', '\n')}`);
	});

	it('comes in pieces of whole lines, without a value waiting for the next', async () => {
		let asked = 0;
		function* values() {
			for (; asked < 2_000; asked++) yield criticalValue(`R${asked}`);
		}
		const chunks = valuesCsv(values(), EXPORT, 'excel');
		const first = await chunks.next();
		expect(asked).toBeLessThan(600);
		let text = String(first.value);
		for await (const chunk of chunks) {
			expect(chunk.length).toBeLessThan(70_000);
			expect(chunk.endsWith('\r\n')).toBe(true);
			text += chunk;
		}
		expect(
			readCsv(text.slice(1))
				.slice(1)
				.map(([riskId]) => riskId),
		).toEqual([...Array(2_000).keys()].map((index) => `R${index}`));
	});
});

describe('critical values as NDJSON', () => {
	const objectsOf = async (
		values: readonly CriticalValue[],
		options: Partial<ExportOptions> = {},
	) => {
		const text = await whole(valuesNdjson(values, { ...EXPORT, ...options }));
		if (text !== '') expect(text.endsWith('\n')).toBe(true);
		return text
			.split('\n')
			.slice(0, -1)
			.map((line): unknown => JSON.parse(line));
	};

	it('are one object a line, with ISO times of the time zone', async () => {
		const [object, other, ...rest] = await objectsOf([full, criticalValue('R2')]);
		expect(rest).toEqual([]);
		expect(other).toMatchObject({
			riskId: 'R2',
			state: 'open',
			confirm: null,
			acknowledgedTime: null,
		});
		expect(object).toMatchObject({
			...full.fields,
			sendTime: '2026-03-31T23:58:00.000+08:00',
			riskId: '20220221000123',
			state: 'confirmed',
			opening: 1,
			firstSentTime: '2026-03-31T23:58:00.000+08:00',
			firstReceivedTime: '2026-03-31T23:58:01.000+08:00',
			notifiedTime: '2026-03-31T23:58:02.000+08:00',
			openedTime: '2026-03-31T23:58:00.000+08:00',
			acknowledgedTime: '2026-04-01T00:03:00.000+08:00',
			confirmedTime: '2026-04-01T00:03:00.000+08:00',
			cancelledTime: null,
			minutesToNotification: 0,
			minutesToConfirmation: 5,
			confirm: { ...full.confirm, responseTime: '2026-04-01T00:03:00.000+08:00' },
			confirmInterface: 2,
			notified: [
				{ target: 'EMR', address: 'http://emr.test', time: '2026-03-31T23:58:02.000+08:00' },
				{ target: 'HIS', address: 'http://his.test', time: '2026-04-01T00:01:00.000+08:00' },
			],
			escalations: [
				{
					name: '值班医生',
					level: 2,
					afterMinutes: 3,
					opening: 1,
					time: '2026-04-01T00:01:00.000+08:00',
				},
			],
		});
	});

	it('keep line breaks within a line, texts to the last blank, and every digit of an id', async () => {
		const content = ' 血钾\r\n6.8\u2028 ';
		const value = { ...full, riskId: '00123456789012345678', fields: { ...full.fields, content } };
		expect(await objectsOf([value])).toMatchObject([{ content, riskId: '00123456789012345678' }]);
	});

	it('mask the patient’s name, however deep it stands', async () => {
		const value = {
			...full,
			fields: { ...full.fields, extra: { list: ['张三丰之妻'], patientName: '张三丰', n: 1 } },
		};
		const text = await whole(valuesNdjson([value], { ...EXPORT, maskNames: true }));
		expect(text).not.toContain('张三丰');
		expect(JSON.parse(text)).toMatchObject({
			patientName: '张**',
			extra: { list: ['张**之妻'], patientName: '张**', n: 1 },
		});
	});

	it('of no value are no line', async () => {
		expect(await objectsOf([])).toEqual([]);
	});
});

describe('indicators as CSV', () => {
	const statistics = statisticsOver([full, criticalValue('R2')], { ...OPTIONS, groupBy: 'month' });

	it('are a line a figure: the total, then the groups', async () => {
		const lines = await tableOf(statisticsCsv(await statistics, true, 'excel'));
		expect(lines).toHaveLength(2 * 2 * 8);
		expect(lines[0]).toMatchObject({ 月份: '合计', 统计口径: '按危急值', Code: 'CL-14' });
		expect(lines.filter(({ 统计口径: basis }) => basis === '按检验项目')).toHaveLength(16);
		const unacknowledged = lines.filter((line) => line.Indicator?.startsWith('危急值未确认率'));
		expect(unacknowledged[2]).toMatchObject({
			Group: '="2026-03"',
			'Group Key': '="2026-03"',
			统计口径: '按危急值',
			Numerator: '1',
			Denominator: '2',
			Percent: '50',
			'Median Seconds': '',
			'Numerator riskIds': 'R2',
			'Rest riskIds': '="20220221000123"',
		});
		const time = lines.find((line) => line.Indicator?.startsWith('确认用时'));
		expect(time).toMatchObject({ Percent: '', 'Median Seconds': '300', 'P90 Seconds': '300' });
	});

	it('leave the critical values out where nobody wants them', async () => {
		const text = await whole(statisticsCsv(await statistics, false, 'excel'));
		expect(text).not.toContain('R2');
	});
});
