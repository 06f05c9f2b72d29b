import { maskName, nameHider, numberHider } from '../../../lib/lifecycle/mask';

test.each([
	['张三', '张*'],
	['欧阳修', '欧**'],
	[' 张三 ', '张*'],
	['𠮷田', '𠮷*'],
	['张', '*'],
	['𠮷', '*'],
	['', ''],
])('%s is shown as %s', (name, shown) => {
	expect(maskName(name)).toBe(shown);
});

test.each([
	['张三丰', '患者张三丰血钾危急，张 三 丰家属已知', '患者张**血钾危急，张**家属已知'],
	['张三丰', '张三\n丰', '张**'],
	['张 三', '张三血钾', '张**血钾'],
	['张三', '张  三，张\u200b三，张\r\n\t三', '张*，张*，张*'],
	['张\u200b三', '患者张三', '患者张**'],
	['阿依古丽·买买提', '患者阿依古丽•买买提', '患者阿*******'],
	['Li Na', 'LINA lipase', 'L**** lipase'],
	['Li', 'Li: Lipase', 'L*: Lipase'],
	['血', '血钾', '血钾'],
	['12', '12.5', '12.5'],
	['', '血钾', '血钾'],
])('%s is hidden in %j', (name, text, shown) => {
	expect(nameHider(name)(text)).toBe(shown);
});

test('a name is looked for in linear time', () => {
	const started = performance.now();
	nameHider('张三')(`张${' '.repeat(1e6)}`.repeat(3));
	nameHider('张张张三')('张 '.repeat(1e6));
	expect(performance.now() - started).toBeLessThan(2000);
});

test.each([
	[
		['ZY00098231', 'BL0045127'],
		'住院号zy00098231，病历 BL0045127。',
		'住院号**********，病历 *********。',
	],
	[
		['123456', '12345678'],
		'12345678，1234567，123456.5，0.123456，123456',
		'********，1234567，123456.5，0.123456，******',
	],
	[['12', '10000', 'unknown'], '12.5，10000，unknown', '12.5，10000，unknown'],
	[['1000000', '000000'], 'HBV-DNA 1000000', 'HBV-DNA 1000000'],
	[['A.*(1)+[', ''], 'A.*(1)+[ 10', '******** 10'],
	[[], '血钾 6.8', '血钾 6.8'],
])('the numbers %j are hidden in %j', (numbers, text, shown) => {
	expect(numberHider(numbers)(text)).toBe(shown);
});
