/** The page on a phone; wider screens start from it. Sizes in em within a card, so that a screen can scale it. */
export const BASE = `
* { box-sizing: border-box; margin: 0; padding: 0; }
html { font-size: 16px; -webkit-text-size-adjust: 100%; }
body {
	background: var(--page); color: var(--ink); line-height: 1.3;
	font-family: 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'HarmonyOS Sans SC',
		'MiSans', 'Microsoft YaHei UI', 'Microsoft YaHei', 'WenQuanYi Micro Hei', system-ui, sans-serif;
	font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
ul, ol { list-style: none; }
i, em { font-style: normal; }
a { color: inherit; }
small { font-size: .75em; font-weight: 400; }
.paper, .wall-only, .items .count { display: none; }

.ticker {
	position: fixed; z-index: 3; inset: 0 0 auto 0; height: 3px; background: var(--accent);
	transform-origin: left; animation: ticker var(--refresh) linear forwards;
}
@keyframes ticker { from { transform: scaleX(0); } }
.stale {
	position: fixed; z-index: 4; inset: auto 0 0 0; padding: 1rem; text-align: center;
	background: var(--banner); color: var(--banner-ink); font-size: 1.05rem;
	visibility: hidden; animation: stale 1ms linear var(--stale) forwards;
}
.stale b { font-size: 1.25em; }
.stale span { display: inline-block; margin: 0 .6em; }
@keyframes stale { to { visibility: visible; } }
main { animation: outdated 1ms linear var(--stale) forwards; }
@keyframes outdated { to { filter: grayscale(1); opacity: .55; } }

header { display: grid; grid-template-columns: 1fr auto; gap: .35rem .75rem; padding: .9rem .9rem .6rem; align-items: center; }
h1 { font-size: 1.15rem; line-height: 1.25; font-weight: 700; text-wrap: balance; word-break: keep-all; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.title { min-width: 0; }
.title p { color: var(--soft); font-size: .9rem; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.clock { grid-column: 2; grid-row: 1; text-align: right; white-space: nowrap; }
.clock time { font-size: 1.3rem; font-weight: 700; line-height: 1.2; }
.clock p { color: var(--soft); font-size: .75rem; }
.clock small { display: none; }
.stats { grid-column: 1 / -1; display: flex; gap: .5rem; }
.stat {
	flex: 1 1 auto; display: flex; align-items: center; justify-content: center; gap: .45em; min-width: 0;
	padding: .35rem .4rem; border-radius: .6rem; background: var(--tone); color: var(--tone-ink);
}
.stat b { font-size: 1.7rem; line-height: 1.1; font-weight: 800; white-space: nowrap; }
.stat span { font-size: .85rem; font-weight: 600; line-height: 1.15; white-space: nowrap; }
.stat small { display: none; }
.stat.calm { --tone: var(--t0); --tone-ink: var(--t0-ink); }
.stat.stuck { background: none; color: var(--bad); box-shadow: inset 0 0 0 2px currentcolor; }

.unknown { margin: 0 .9rem .6rem; padding: .6em .9em; border-radius: .6rem; background: var(--t4); color: var(--t4-ink); font-size: 1.1rem; font-weight: 700; }
.unknown small { font-weight: 400; }

nav { display: flex; gap: .5rem; padding: 0 .9rem .6rem; overflow-x: auto; scrollbar-width: none; }
nav a, nav span {
	flex: none; max-width: 18em; padding: .4em .85em; border-radius: 2em; background: var(--card); color: var(--ink);
	font-size: .9rem; text-decoration: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
	box-shadow: inset 0 0 0 1px var(--line);
}
nav span { color: var(--soft); background: none; box-shadow: none; }
nav a { display: flex; gap: .4em; }
nav bdi { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

main { display: grid; gap: 1rem; padding: 0 .9rem .9rem; }
.list { display: grid; gap: .6rem; align-content: start; min-width: 0; }
.more { padding: .7rem; text-align: center; color: var(--soft); }
footer { display: flex; flex-wrap: wrap; gap: .3rem 1.1em; padding: 0 .9rem 1.2rem; color: var(--soft); font-size: .8rem; }
footer .done, .marks .done i { color: var(--good); }
footer .trouble, .marks .trouble { color: var(--bad); }
footer i { font-weight: 800; }
.high { color: var(--high); }
.low { color: var(--low); }

.empty { display: grid; place-content: center; justify-items: center; gap: .3rem; padding: 3rem 1rem; text-align: center; }
.empty svg { width: 6rem; fill: none; stroke: var(--good); stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; }
.empty h2 { margin-top: .8rem; font-size: 1.5rem; }
.empty .en, .empty .last { color: var(--soft); }
.empty .asof { margin-top: .4rem; font-size: 1.3rem; font-weight: 700; }
`;
