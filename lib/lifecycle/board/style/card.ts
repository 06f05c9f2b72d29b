/** A card of an open value. */
export const CARD = `
.card {
	display: grid; grid-template: 'elapsed who' auto 'elapsed items' auto 'reach reach' auto / 5.2em minmax(0, 1fr);
	overflow: hidden; border-radius: .8em; background: var(--ground); box-shadow: inset 0 0 0 1px var(--line), var(--shadow);
}
.t2.card, .t3.card, .t4.card { box-shadow: inset 0 0 0 2px var(--edge), var(--shadow); }
.elapsed {
	grid-area: elapsed; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .15em;
	padding: .5em .3em; background: var(--tone); color: var(--tone-ink); text-align: center;
}
.elapsed b { font-size: 2.4em; line-height: 1; font-weight: 800; letter-spacing: -.02em; }
.elapsed b.long { font-size: 1.15em; line-height: 1.15; letter-spacing: 0; }
.elapsed > span { font-size: .85em; }
.pips { display: flex; gap: .25em; margin-top: .3em; }
.pips i { width: .75em; height: .3em; border-radius: .15em; background: currentcolor; opacity: .28; }
.pips .on { opacity: 1; }
.who { grid-area: who; min-width: 0; padding: .6em .8em 0; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 .6em; align-items: baseline; }
.patient { font-size: 1.25em; font-weight: 700; line-height: 1.2; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.bed { margin-right: .2em; font-weight: 800; }
.name { font-weight: 600; }
.ward { grid-column: 1 / -1; color: var(--soft); font-size: .9em; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.tags { grid-column: 2; grid-row: 1; display: flex; gap: .3em; font-size: .8em; white-space: nowrap; }
.tags span { padding: .05em .45em; border-radius: .35em; color: var(--soft); box-shadow: inset 0 0 0 1px var(--line); max-width: 7em; overflow: hidden; text-overflow: ellipsis; }
.card .tags span { box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--soft) 45%, transparent); }
.items { grid-area: items; min-width: 0; padding: .35em .8em .6em; display: grid; gap: .25em; align-content: center; }
.items li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5em; min-width: 0; }
.test { max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.result { white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.result b { font-size: 1.3em; font-weight: 800; line-height: 1.15; }
.arrow { font-size: 1.2em; font-weight: 800; margin-left: .05em; }
.unit, .range, .items .rest { color: var(--soft); font-size: .85em; }
.range { white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.items .prose { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }
.reach { grid-area: reach; min-width: 0; display: flex; flex-wrap: wrap; gap: .35em .9em; align-items: baseline; justify-content: space-between; padding: .5em .8em; border-top: 1px solid var(--line); font-size: .9em; }
.step i {
	display: inline-block; min-width: 1.5em; padding: 0 .3em; border-radius: .75em; text-align: center; font-weight: 800; line-height: 1.5;
	background: var(--tone); color: var(--tone-ink);
}
.step small { color: var(--soft); font-size: .85em; }
.step.none { color: var(--soft); }
.marks { display: flex; flex-wrap: wrap; gap: .2em .8em; min-width: 0; }
.marks li { min-width: 0; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.marks i { display: inline-block; min-width: 1em; font-weight: 800; }
.marks .waiting, .marks .rest { color: var(--soft); }
.marks .trouble { font-weight: 600; }
.marks em { margin-left: .35em; font-weight: 400; }
@media (prefers-reduced-motion: no-preference) {
	.row.t4 .elapsed { animation: breathe 2.4s ease-in-out infinite; }
	@keyframes breathe { 50% { box-shadow: inset 0 0 0 .35em color-mix(in srgb, var(--tone-ink) 35%, transparent); } }
}
`;

/** Today's figures and the last confirmations. */
export const ASIDE = `
aside { display: grid; gap: .7rem; align-content: start; min-width: 0; }
.panel { min-width: 0; padding: .8rem .95rem; border-radius: .8rem; background: var(--card); box-shadow: inset 0 0 0 1px var(--line), var(--shadow); }
.panel h2 { font-size: .95rem; font-weight: 700; margin-bottom: .45rem; }
.panel h2 small { color: var(--soft); font-size: .8em; margin-left: .2em; }
.panel svg { display: block; width: 100%; }
.panel svg text { fill: var(--soft); font-size: 8px; text-anchor: middle; }
.split { display: grid; grid-template-columns: 8.5rem 1fr; gap: 1.2rem; align-items: center; }
.ring circle { fill: none; stroke-width: 10; }
.ring .track { stroke: var(--faint); }
.ring .arc { stroke: var(--accent); stroke-linecap: butt; transform: rotate(-90deg); transform-origin: 50% 50%; }
.panel .ring .figure { fill: var(--ink); font-size: 28px; font-weight: 800; }
.panel .ring .percent { font-size: 14px; font-weight: 600; }
.panel .ring .part { font-size: 11px; }
.figures { display: grid; gap: .3rem; }
.figures div { display: flex; justify-content: space-between; align-items: baseline; gap: .5em; flex-wrap: wrap; }
.figures dt { color: var(--soft); font-size: .9rem; }
.figures dd { margin-left: auto; }
.figures b { font-size: 1.5rem; line-height: 1.2; font-weight: 800; }
.figures b.long { font-size: 1.1rem; }
.hours .bar, .types .bar { fill: var(--accent); }
.hours .bar-open { fill: var(--t3-edge); }
.hours .none { fill: var(--soft); }
.hours .later { fill: var(--line); }
.hours .now { stroke: var(--ink); stroke-width: 2; stroke-linecap: round; }
.panel .hours .peak { fill: var(--ink); font-weight: 700; font-size: 9px; }
.types { display: grid; gap: .3rem; }
.types li { display: grid; grid-template-columns: 3em 1fr 2.2em; gap: .6em; align-items: center; font-size: .95rem; }
.types svg { height: .6em; border-radius: .3em; overflow: hidden; }
.types .track { fill: var(--faint); }
.types b { text-align: right; font-weight: 700; }
.confirmations ol { display: grid; gap: .55rem; }
.confirmations li { display: grid; grid-template: 'time who took' auto 'time by by' auto / auto minmax(0, 1fr) auto; gap: 0 .7em; align-items: baseline; }
.confirmations time { grid-area: time; color: var(--soft); font-size: .9em; }
.confirmations p { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.confirmations .ward { display: inline; font-size: .85em; }
.confirmations .took { grid-area: took; color: var(--good); font-weight: 700; }
.confirmations .late { color: var(--bad); }
.confirmations .by { grid-area: by; color: var(--soft); font-size: .85em; }
.nothing { color: var(--soft); }
`;
