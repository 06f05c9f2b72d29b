/**
 * Colours as custom properties. Every text on its background has the contrast of WCAG AA in both sets (4.5:1):
 * test/e2e/board.test.ts measures it in the browser.
 *
 * `t0` to `t4` are the tones of urgency: ground and ink of the block of minutes, edge and ground of its card.
 */
const LIGHT = `
	--page: #edf1f4; --card: #fff; --ink: #12202b; --soft: #4b5b69; --line: #d3dde4; --faint: #e6ecf0;
	--accent: #0b7285; --good: #14693f; --bad: #b01e26; --high: #bb1d27; --low: #1a57b5;
	--t0: #d9e9ef; --t0-ink: #0e4658; --t0-edge: #9cc3d0; --t0-card: #fff;
	--t1: #ffe07d; --t1-ink: #473400; --t1-edge: #e3b505; --t1-card: #fff;
	--t2: #ffb25e; --t2-ink: #4a2000; --t2-edge: #ee8512; --t2-card: #fffaf4;
	--t3: #d32a1e; --t3-ink: #fff; --t3-edge: #d32a1e; --t3-card: #fff5f3;
	--t4: #920d1a; --t4-ink: #fff; --t4-edge: #920d1a; --t4-card: #ffe4e1;
	--banner: #920d1a; --banner-ink: #fff; --shadow: 0 1px 2px #12202b14, 0 2px 8px #12202b0d;`;

const DARK = `
	--page: #0a1016; --card: #131c25; --ink: #eef4f8; --soft: #a2b2bf; --line: #273643; --faint: #1c2833;
	--accent: #41c3d3; --good: #57d693; --bad: #ff8e86; --high: #ff8f87; --low: #86bfff;
	--t0: #1a3541; --t0-ink: #aadfec; --t0-edge: #2d5767; --t0-card: #131c25;
	--t1: #5f4b04; --t1-ink: #ffe68f; --t1-edge: #c99c06; --t1-card: #131c25;
	--t2: #a24f05; --t2-ink: #fff3e3; --t2-edge: #ef8a22; --t2-card: #1b1c20;
	--t3: #ab2320; --t3-ink: #fff; --t3-edge: #cf3d3d; --t3-card: #21161a;
	--t4: #de2c28; --t4-ink: #fff; --t4-edge: #ff5f58; --t4-card: #34141a;
	--banner: #ff6059; --banner-ink: #240003; --shadow: 0 0 0 1px #ffffff08;`;

export const COLOURS = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root[data-theme='auto'] { ${DARK} } }
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; ${DARK} }
.t0 { --tone: var(--t0); --tone-ink: var(--t0-ink); --edge: var(--t0-edge); --ground: var(--t0-card); }
.t1 { --tone: var(--t1); --tone-ink: var(--t1-ink); --edge: var(--t1-edge); --ground: var(--t1-card); }
.t2 { --tone: var(--t2); --tone-ink: var(--t2-ink); --edge: var(--t2-edge); --ground: var(--t2-card); }
.t3 { --tone: var(--t3); --tone-ink: var(--t3-ink); --edge: var(--t3-edge); --ground: var(--t3-card); }
.t4 { --tone: var(--t4); --tone-ink: var(--t4-ink); --edge: var(--t4-edge); --ground: var(--t4-card); }
`;
