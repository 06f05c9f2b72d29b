const ROW = `
	.card { grid-template: 'elapsed who items reach' auto / 8.4em minmax(0, 16em) minmax(0, 1fr) minmax(0, 15em); min-height: 8.3em; align-items: stretch; }
	.elapsed b { font-size: 4.2em; }
	.elapsed b.long { font-size: 1.9em; }
	.elapsed > span { font-size: 1.25em; }
	.pips i { width: 1.1em; height: .4em; }
	.who { display: flex; flex-direction: column; justify-content: center; align-items: stretch; gap: .2em; padding: .4em 0 .4em 1.2em; }
	.patient { font-size: 2.2em; }
	.ward { font-size: 1.35em; line-height: 1.2; }
	.tags { font-size: 1.15em; }
	.items { padding: .5em 1.2em; gap: .15em; }
	.items li { font-size: 1.95em; }
	.items.many li { font-size: 1.5em; line-height: 1.2; }
	.items .prose { -webkit-line-clamp: 3; line-height: 1.3; font-size: 1.65em; }
	.result b { font-size: 1.35em; }
	.unit, .range, .items .rest { font-size: .8em; }
	.items.many .rest { font-size: 1.15em; }
	.reach { flex-direction: column; flex-wrap: nowrap; justify-content: center; align-items: stretch; gap: .3em; margin: .5em 0; padding: 0 1.1em; border: 0; border-left: 1px solid var(--line); font-size: 1.2em; }
	.step { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
	.step b { font-size: 1.2em; }
	.marks { display: grid; gap: .1em; }
`;

/**
 * Upright wall screens, tablets and windows: one column.
 * A rem is a share of the screen, so that a screen twice as large is the same picture twice as large.
 */
export const WIDE = `
@media (min-width: 700px) {
	html { font-size: clamp(11px, 1.3vw, 34px); }
	header { gap: .9rem 1.5rem; padding: 1.2rem 1.5rem .9rem; }
	h1 { font-size: 2.2rem; }
	.title p { font-size: 1.35rem; }
	.stats { gap: .8rem; }
	.stat { padding: .5rem 1.3rem; gap: .7em; border-radius: .8rem; }
	.stat b { font-size: 3.4rem; }
	.stat span { font-size: 1.3rem; }
	.stat small { display: block; font-size: .95rem; }
	.clock time { font-size: 2.8rem; line-height: 1; }
	.clock p { font-size: 1.1rem; }
	.clock small { display: inline; }
	nav { padding: 0 1.5rem .9rem; }
	nav a, nav span { font-size: 1.2rem; }
	.stale { padding: 1.3rem; font-size: 1.7rem; }
	main { padding: 0 1.5rem 1rem; }
	.list { gap: .75rem; }
	.more { font-size: 1.3rem; }
	.empty { min-height: 30rem; }
	.empty svg { width: 12rem; }
	.empty h2 { font-size: 3rem; }
	.empty .en { font-size: 1.4rem; }
	.empty .asof { font-size: 2rem; }
	.empty .last { font-size: 1.7rem; margin-top: .8rem; }
	footer { padding: 0 1.5rem 1rem; font-size: 1.15rem; }
	${ROW}
	aside { grid-template-columns: 1.25fr 1fr 1fr; gap: .75rem; }
	.confirmations { grid-column: 1 / -1; }
	.panel { padding: 1rem 1.2rem; font-size: 1.3rem; }
	.panel h2 { font-size: 1.3rem; }
	.split { grid-template-columns: 10rem 1fr; }
	.figures { gap: .4rem; }
	.figures dt, .types li { font-size: 1.3rem; }
	.figures b { font-size: 2.1rem; }
}
`;
