import { aside } from './aside';
import {
	BOARD_DEFAULTS,
	LEAST_REFRESH_SECONDS,
	type BoardInput,
	type BoardSettings,
} from './board';
import { header } from './header';
import { openList } from './list';
import { html, trusted, type Markup } from './markup';
import { paper } from './paper';
import { styleSheet } from './style/sheet';
import { worstFirst } from './urgency';
import { ofWards } from './wards';
import { clockText, oneLine, withoutNames } from './words';

/** A page that is to load itself anew in a moment is not stale yet. */
const STALE_AFTER_REFRESH_SECONDS = 5;

/** Seconds as a whole number within bounds: they go into a style sheet and must be numbers. */
const seconds = (wanted: number, fallback: number, least: number): number =>
	Number.isFinite(wanted) ? Math.max(least, Math.round(wanted)) : fallback;

function usable(settings: BoardSettings): BoardSettings {
	const refreshSeconds = seconds(
		settings.refreshSeconds,
		BOARD_DEFAULTS.refreshSeconds,
		LEAST_REFRESH_SECONDS,
	);
	const stale = seconds(settings.staleSeconds, BOARD_DEFAULTS.staleSeconds, 1);
	return {
		...settings,
		refreshSeconds,
		staleSeconds: Math.max(stale, refreshSeconds + STALE_AFTER_REFRESH_SECONDS),
		steps: settings.steps.filter((step) => step > 0).sort((a, b) => a - b),
	};
}

/** Shown by an animation that only a new page starts again: without a script nothing else could tell. */
const stale = ({ settings: { staleSeconds }, now, timeZone }: BoardInput): Markup =>
	html`<div class="stale" role="alert">
		<b>画面已超过 ${staleSeconds} 秒没有刷新</b>
		<span
			>停在 ${clockText(now, { timeZone })}，请以电话通知为准
			<small>This screen has stopped updating</small></span
		>
		<a href="">重新加载</a>
	</div>`;

const LEGEND = html`<footer>
	<span><i class="done">✓</i> 已送达</span><span><i class="trouble">!</i> 推送受阻</span
	><span><i class="waiting">…</i> 推送中</span>
	<span><i class="high">↑</i> 偏高 <i class="low">↓</i> 偏低</span
	><span class="duty">本屏仅作提醒，危急值仍须电话通知、复读并确认</span>
</footer>`;

function document(input: BoardInput): Markup {
	const { settings } = input;
	const open = worstFirst(input.open, input.now);
	const theme = settings.theme === 'auto' ? 'light dark' : settings.theme;
	const { refreshSeconds, staleSeconds } = settings;
	return html`<!doctype html>
		<html lang="zh-CN" data-theme="${settings.theme}">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta http-equiv="refresh" content="${refreshSeconds}" />
				<meta name="color-scheme" content="${theme}" />
				<meta name="robots" content="noindex" />
				<meta name="referrer" content="no-referrer" />
				<title>${open.length > 0 && `(${open.length}) `}${oneLine(settings.title, 40)}</title>
				<link rel="icon" href="data:," />
				<style>
					${trusted(styleSheet({ refreshSeconds, staleSeconds }))}
				</style>
			</head>
			<body class="${open.length === 0 && 'is-calm'}">
				<div class="ticker" aria-hidden="true"></div>
				${stale(input)}
				<div class="screen">
					${header(open, input)}
					<main>${openList(open, input)}${aside(input)}</main>
					${LEGEND}
				</div>
				${paper(open, input)}
			</body>
		</html> `;
}

/**
 * The ward board: one page of HTML that needs neither script nor anything from elsewhere, and prints as the paper
 * list for downtime.
 *
 * It holds patient data: serve it with a password, and with `Cache-Control: no-store`.
 *
 * @param input values of all wards or some; those of settings.wards are shown
 */
export function renderBoard(input: BoardInput): string {
	const settings = usable(input.settings);
	const values = ofWards(input, settings.wards);
	const { open, recent } = values;
	const masked = settings.isMasked
		? { open: open.map(withoutNames), recent: recent.map(withoutNames) }
		: {};
	return document({ ...input, ...values, ...masked, settings }).markup;
}
