import { encodeGbk } from '../../../demo/hospital/gbk';
import { decodeText } from '../../../lib/contract/encoding';

const TEXT = '{"patientName":"张三"}';
const hex = (bytes: string) => Buffer.from(bytes, 'hex');

describe('decodeText', () => {
	it.each([
		['utf-8', Buffer.from(TEXT)],
		['utf-8', Buffer.from(`\ufeff${TEXT}`)],
		['gb18030', encodeGbk(TEXT)],
		['utf-16le', Buffer.from(TEXT, 'utf16le')],
		['utf-16le', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
		['utf-16be', Buffer.from(TEXT, 'utf16le').swap16()],
		['utf-16be', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
	] as const)('reads %s', (encoding, bytes) => {
		expect(decodeText(bytes, undefined)).toEqual({ text: TEXT, encoding });
	});

	it.each([
		...['gbk', 'GBK', 'x-gbk', 'gb2312', 'GB_2312-80', 'gb18030', 'cp936', 'CP936', 'MS936'],
		...['windows-936', 'EUC-CN', '"gbk"', " 'gbk'"],
	])('heeds the GB charset %s', (charset) => {
		const yi = hex('d2bb'); // 一 in GBK, a Cyrillic letter in UTF-8
		const decoded = decodeText(yi, `application/json; charset=${charset}`);
		expect(decoded).toEqual({ text: '一', encoding: 'gb18030' });
	});

	it.each([
		[undefined],
		[''],
		['application/json; charset=utf-8'],
		['application/json; charset=big5'],
		['application/gbk'],
		['charset'],
		['charset='],
		['charset=;gbk'],
		[`${'x'.repeat(1_000_000)}; charset=gbk`],
	])('heeds nothing else: %.60s', (contentType) => {
		const decoded = decodeText(hex('d2bb'), contentType);
		expect(decoded).toEqual({ text: 'һ', encoding: 'utf-8' });
	});

	it('takes UTF-8 for UTF-8 where GBK was declared, if it holds Chinese', () => {
		const decoded = decodeText(Buffer.from(TEXT), 'text/plain;charset=gbk');
		expect(decoded).toEqual({ text: TEXT, encoding: 'utf-8' });
	});

	it('takes GBK behind the mark of UTF-8 for GBK', () => {
		const bytes = Buffer.concat([hex('efbbbf'), encodeGbk(TEXT)]);
		expect(decodeText(bytes, undefined)).toEqual({ text: TEXT, encoding: 'gb18030' });
	});

	it('takes off the mark that GB18030 has of its own', () => {
		const bytes = Buffer.concat([hex('84319533'), encodeGbk(TEXT)]);
		expect(decodeText(bytes, undefined)).toEqual({ text: TEXT, encoding: 'gb18030' });
	});

	it.each([
		['', ''],
		['efbbbf', ''],
		['fffe', ''],
		['41', 'A'],
		['00', '\0'],
		['0000', '\0\0'],
		['f09fa5ba', '🥺'],
		['9439fc36', '😀'],
		['efbfbd', '\ufffd'],
	])('reads the bytes %s', (bytes, text) => {
		expect(decodeText(hex(bytes), undefined)?.text).toBe(text);
	});

	it.each(['fffe41', 'feff00', 'ff', '80ff', 'ffd8ffe0', '7b22ff227d', 'efbbbfff'])(
		'gives up %s rather than put U+FFFD into it',
		(bytes) => {
			expect(decodeText(hex(bytes), undefined)).toBeUndefined();
			expect(decodeText(hex(bytes), 'text/plain; charset=gbk')).toBeUndefined();
		},
	);
});
