import type { INodeProperties } from 'n8n-workflow';

import { BOARD_DEFAULTS } from '../../lib/lifecycle/board/board';
import { optionsCollection } from '../../lib/n8n/optionsCollection';
import { LABELS } from '../../lib/n8n/ledgerNode/labels';

export const boardWards: INodeProperties = {
	displayName: LABELS.wards,
	name: 'wards',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.query.ward }}',
	description:
		'Codes or names of wards, with commas between; empty for all. 病区编号或名称，用逗号分隔；留空为全部病区。',
};

export const boardMaskNames: INodeProperties = {
	displayName: LABELS.maskNames,
	name: 'maskNames',
	type: 'boolean',
	default: true,
	description:
		'Whether names are masked (张三 → 张*), and visit numbers shown by their last digits. 是否对姓名脱敏（张三 → 张*），就诊号仅显示末几位。',
};

export const boardTheme: INodeProperties = {
	displayName: LABELS.theme,
	name: 'theme',
	type: 'options',
	default: 'auto',
	options: [
		{
			name: 'Automatic 自动',
			value: 'auto',
			description: 'As the screen’s own system is set. 跟随显示设备的系统设置。',
		},
		{ name: 'Dark 深色', value: 'dark', description: 'Light on dark. 深色背景。' },
		{ name: 'Light 浅色', value: 'light', description: 'Dark on light. 浅色背景。' },
	],
	description:
		'Light or dark; an expression may take it from the page’s address (?theme=dark). 浅色或深色；可用表达式取自网址参数（?theme=dark）。',
};

const number = (
	name: 'limitMinutes' | 'maxShown' | 'refreshSeconds' | 'staleSeconds',
	description: string,
): INodeProperties => ({
	displayName: LABELS[name],
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: BOARD_DEFAULTS[name],
	description,
});

export const boardOptions = optionsCollection([
	number(
		'limitMinutes',
		'A confirmation within so many minutes counts as in time. 在此分钟数内确认计为及时。',
	),
	number(
		'maxShown',
		'Most open values drawn; the rest is counted. 最多列出的未确认危急值，其余只计数。',
	),
	number('refreshSeconds', 'How often the page loads itself anew. 页面自动刷新的间隔。'),
	number(
		'staleSeconds',
		'A page older than this says so across the screen. 页面超过此时间未刷新时，屏幕上显示警示。',
	),
	{
		displayName: LABELS.steps,
		name: 'steps',
		type: 'string',
		default: BOARD_DEFAULTS.steps.join(','),
		placeholder: 'e.g. 5,10,15,20',
		description:
			'Minutes at which an open value grows redder: the times of your escalation plan. 未确认危急值逐级变红的分钟数：与升级方案的时限一致。',
	},
	{
		displayName: LABELS.title,
		name: 'title',
		type: 'string',
		default: BOARD_DEFAULTS.title,
		placeholder: 'e.g. 市第一人民医院 危急值看板',
		description: 'Heading of the page. 页面标题。',
	},
]);
