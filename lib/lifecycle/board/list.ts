import type { CriticalValue } from '../criticalValue';
import type { BoardInput } from './board';
import { card } from './card';
import { html, type Markup } from './markup';
import { clockText, timeText, wardText, bedText, fieldText } from './words';

/** Rows that fill a wall screen. */
const WALL_ROWS = 6;
/** Where there are more, so many stay as rows, and the others take turns beneath them as tiles. */
const ROWS_ABOVE_TILES = 4;
const WALL_TILES = 6;
/** So few are drawn larger. */
const FEW = 3;

/** Which tiles a wall screen shows now: another set with every refresh, since nobody scrolls a wall. */
export function turnOf(tiles: number, now: number, refreshSeconds: number) {
	const turns = Math.max(1, Math.ceil(tiles / WALL_TILES));
	const turn = Math.floor(now / (refreshSeconds * 1000)) % turns;
	return { turn, turns, from: turn * WALL_TILES, to: (turn + 1) * WALL_TILES };
}

/** Nothing is open there, but not because all is well. */
const isOfNoWard = ({ unknownWards, settings }: BoardInput): boolean =>
	settings.wards.length > 0 && unknownWards.length === settings.wards.length;

function empty(input: BoardInput): Markup {
	const { recent, now } = input;
	const last = [...recent].sort((a, b) => (b.confirmedAt ?? 0) - (a.confirmedAt ?? 0))[0];
	const at = last?.confirmedAt ?? null;
	const where = last ? [wardText(last.fields), bedText(last.fields)].filter(Boolean).join(' ') : '';
	const person = last ? fieldText(last.confirm, 'responseName', 20) : '';
	return html`<section class="empty">
		<svg viewBox="0 0 96 96" aria-hidden="true">
			<circle cx="48" cy="48" r="44" />
			<path d="M29 49.5l13 13 26-29" />
		</svg>
		<h2>当前没有未确认的危急值</h2>
		<p class="en">No open critical values</p>
		<p class="asof">截至 ${clockText(now, input)}</p>
		${at !== null && at <= now && html`<p class="last">上一条确认：${timeText(at, input)} <bdi>${where}</bdi> <bdi>${person}</bdi></p>`}
	</section>`;
}

function moreLine(hidden: number, tiles: number, input: BoardInput): Markup {
	const { turn, turns } = turnOf(tiles, input.now, input.settings.refreshSeconds);
	return html`${turns > 1 && html`<p class="more wall-only">等待最久的 ${ROWS_ABOVE_TILES} 条固定在上方，其余 ${tiles} 条轮流显示：第 ${turn + 1} / ${turns} 组${hidden > 0 && `，另有 ${hidden} 条未列出`}</p>`}
	${hidden > 0 && html`<p class="more small-only">还有 <b>${hidden}</b> 条未列出，等待最久的在前 <small>${hidden} more</small></p>`}`;
}

/** The open values, the worst first. @param open in that order */
export function openList(open: readonly CriticalValue[], input: BoardInput): Markup {
	if (open.length === 0) return isOfNoWard(input) ? html`` : empty(input);
	const { now, settings } = input;
	const shown = open.slice(0, settings.maxShown);
	const rows = shown.length > WALL_ROWS ? ROWS_ABOVE_TILES : shown.length;
	const tiles = shown.length - rows;
	const { from, to } = turnOf(tiles, now, settings.refreshSeconds);
	const size = shown.length <= FEW ? ' few' : shown.length > WALL_ROWS ? ' with-tiles' : '';
	const drawn = shown.map((value, at) => {
		const tile = at - rows;
		const isOff = tile < from || tile >= to;
		return card(value, tile < 0 ? 'row' : isOff ? 'tile off' : 'tile', input);
	});
	return html`<section class="list${size}" aria-label="未确认的危急值">
		${drawn} ${moreLine(open.length - shown.length, tiles, input)}
	</section>`;
}
