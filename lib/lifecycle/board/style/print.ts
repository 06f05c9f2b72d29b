/** Paper: black on white, whatever the screen's theme; only the list to sign. */
export const PRINT = `
@page { size: A4 landscape; margin: 11mm 10mm 13mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 9pt sans-serif; } }
@media print {
	html { font-size: 10pt; }
	body { background: #fff; color: #000; }
	.screen, .ticker, .stale { display: none !important; }
	.paper { display: block; color: #000; font-size: 9.5pt; line-height: 1.3; }
	.paper h1 { font-size: 16pt; text-align: center; margin-bottom: 2mm; }
	.paper > p { margin-bottom: 2mm; }
	.paper table { width: 100%; border-collapse: collapse; table-layout: fixed; }
	.paper th, .paper td { border: .3mm solid #000; padding: 1.2mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
	.paper th { background: #eee; font-size: 9pt; vertical-align: middle; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
	.paper thead { display: table-header-group; }
	.paper tr { break-inside: avoid; }
	.paper td { height: 13mm; }
	.paper .no { width: 9mm; text-align: center; }
	.paper .where { width: 34mm; }
	.paper .person { width: 25mm; }
	.paper .said { width: 25mm; }
	.paper .sign { width: 19mm; }
	.paper .wide { width: 30mm; }
	.paper .tick { width: 13mm; text-align: center; }
	.paper td.tick { font-size: 16pt; line-height: 1; vertical-align: middle; }
	.paper .rule { margin-top: 2mm; }
}
`;
