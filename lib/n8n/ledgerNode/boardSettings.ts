import {
	BOARD_DEFAULTS,
	LEAST_REFRESH_SECONDS,
	type BoardSettings,
} from '../../lifecycle/board/board';
import { z } from '../../thirdParty';
import { readList } from './criticalValues/read';
import {
	isEmpty,
	parsed,
	rawCollection,
	rawParameter,
	textOf,
	wholeNumber,
	type At,
} from './parameters';
import { readSwitch } from './read';

const THEMES = ['auto', 'light', 'dark'] as const satisfies Array<BoardSettings['theme']>;

/** More steps than any plan has; each is a mark on every card. */
const MOST_STEPS = 10;

const minutesList = z
	.union([z.array(z.union([z.string(), z.number()])), z.string(), z.number()])
	.transform((value) =>
		(Array.isArray(value) ? value.map(String) : String(value).split(/[\s,，、;；]+/))
			.filter((text) => text.trim() !== '')
			.map(Number),
	)
	.pipe(z.array(z.number().positive().finite()).min(1).max(MOST_STEPS))
	.transform((steps) => [...new Set(steps)].sort((a, b) => a - b));

/** It stands in the page's address, where anybody may mistype it: a wall screen is not to go dark for that. */
function readTheme(at: At): BoardSettings['theme'] {
	const value = rawParameter(at, 'theme', BOARD_DEFAULTS.theme);
	return THEMES.find((theme) => theme === value) ?? BOARD_DEFAULTS.theme;
}

type Numbers = 'limitMinutes' | 'maxShown' | 'refreshSeconds' | 'staleSeconds';

/**
 * How the Ward Board is set, at an item.
 *
 * @throws LedgerProblem
 */
export function readBoardSettings(at: At): BoardSettings {
	const options = rawCollection(at, 'options');
	const numberOf = (name: Numbers): number =>
		isEmpty(options[name])
			? BOARD_DEFAULTS[name]
			: parsed(wholeNumber, name, options[name], {
					zh: '请填写大于 0 的整数',
					en: 'Give a whole number above 0',
				});
	return {
		title: isEmpty(options.title)
			? BOARD_DEFAULTS.title
			: parsed(textOf, 'title', options.title, { zh: '请填写文字', en: 'Give a text' }),
		wards: readList('wards', rawParameter(at, 'wards', '')) ?? [],
		steps: isEmpty(options.steps)
			? BOARD_DEFAULTS.steps
			: parsed(minutesList, 'steps', options.steps, {
					zh: `请填写分钟数，用逗号分隔（最多 ${MOST_STEPS} 个），例如 5,10,15,20`,
					en: `Give minutes with commas between (at most ${MOST_STEPS}), e.g. 5,10,15,20`,
				}),
		limitMinutes: numberOf('limitMinutes'),
		isMasked: readSwitch(at, 'maskNames', BOARD_DEFAULTS.isMasked),
		theme: readTheme(at),
		// Also what the page's header Refresh says.
		refreshSeconds: Math.max(LEAST_REFRESH_SECONDS, numberOf('refreshSeconds')),
		staleSeconds: numberOf('staleSeconds'),
		maxShown: numberOf('maxShown'),
	};
}
