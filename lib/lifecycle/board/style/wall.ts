/**
 * Where nobody scrolls: the first values stay, the others take turns as tiles (see list.ts). A screen on a wall, lying
 * or upright, not a window on a desk.
 */
const TURNS = `
	.wall-only { display: block; }
	.small-only, .off { display: none; }
	.with-tiles { grid-template-columns: repeat(var(--tiles), minmax(0, 1fr)); }
	.with-tiles .row, .with-tiles .more { grid-column: 1 / -1; }
	.tile { grid-template: 'elapsed who' auto 'elapsed items' 1fr / 5.6em minmax(0, 1fr); min-height: 7.6em; }
	.tile .elapsed { padding: .3em; }
	.tile .elapsed b { font-size: 2.7em; }
	.tile .elapsed b.long { font-size: 1.4em; }
	.tile .elapsed > span { font-size: 1em; }
	.tile .pips i { width: .7em; height: .3em; }
	.tile .who { padding: .5em .9em 0; gap: 0; }
	.tile .patient { font-size: 1.7em; -webkit-line-clamp: 1; }
	.tile .ward { font-size: 1.1em; -webkit-line-clamp: 1; }
	.tile .tags, .tile .reach, .tile .range, .tile .items li:nth-child(n + 2) { display: none; }
	.tile .items .count:last-child { display: block; font-size: 1.1em; color: var(--soft); }
	.tile .items { display: flex; align-items: baseline; gap: .6em; padding: .15em .9em .4em; }
	.tile .items li { flex: 0 1 auto; }
	.tile .items .count { flex: none; }
	.tile .items li, .tile .items.many li { font-size: 1.35em; flex-wrap: nowrap; }
	.tile .items .prose { -webkit-line-clamp: 2; font-size: 1.2em; line-height: 1.25; }
	.tile .test { white-space: nowrap; }
	.tile .result { flex: none; }
`;

/** A screen that hangs upright. */
export const UPRIGHT = `
@media (min-width: 1000px) and (min-height: 1500px) and (max-aspect-ratio: 13/10) {
	:root { --tiles: 2; }
	html { font-size: clamp(11px, 1.42vw, 40px); }
	${TURNS}
}
`;

/** Wall screens that lie: everything on one screen of 120 by 67.5 rem, nothing to scroll. */
export const WALL = `
@media (min-width: 1000px) and (min-aspect-ratio: 13/10) {
	:root { --tiles: 3; }
	html { font-size: max(9px, min(.8333vw, 1.4815vh)); }
	${TURNS}
	.screen { display: grid; grid-template-rows: auto auto 1fr auto; min-height: 100vh; }
	.screen > main { grid-row: 3; }
	.screen > footer { grid-row: 4; }
	header { grid-template-columns: minmax(24rem, 1fr) auto auto; padding: .8rem 1.5rem .7rem; }
	.stats { grid-column: 2; grid-row: 1; }
	.clock { grid-column: 3; }
	main { grid-template-columns: minmax(0, 1fr) 28rem; gap: 1.2rem; padding-bottom: .6rem; }
	nav { overflow: hidden; flex-wrap: wrap; max-height: 3.2rem; padding-bottom: .7rem; }
	.list { gap: .6rem; }
	.few .card { font-size: 1.3rem; grid-template-columns: 8.4em minmax(0, 13em) minmax(0, 1fr) minmax(0, 13em); }
	.few .items li { font-size: 1.8em; }
	.few .items.many li, .few .items .prose { font-size: 1.5em; }
	.more { padding: .2rem; font-size: 1.2rem; }
	.empty { min-height: 0; }
	.empty svg { width: 15rem; }
	.empty h2 { font-size: 4rem; }
	aside { grid-template-columns: minmax(0, 1fr); gap: .7rem; }
	.panel { padding: .7rem 1.2rem .75rem; }
	.panel h2 { margin-bottom: .2rem; }
	.types { gap: .1rem; }
	.confirmations ol { gap: .35rem; }
	.confirmations { font-size: 1.25rem; }
	.confirmations li:nth-child(n + 5), .confirmations .what { display: none; }
	footer { padding-bottom: .7rem; }
	footer .duty { margin-left: auto; }
}
`;
