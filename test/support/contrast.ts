/** For page.evaluate(): Texts whose contrast to what lies behind them is below WCAG AA, as `text ratio`. */
export const TOO_FAINT = `(() => {
	const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
	const light = (colour) => channels(colour).slice(0, 3)
		.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
		.reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
	const behind = (node) => {
		const colour = getComputedStyle(node).backgroundColor;
		return (channels(colour)[3] ?? 1) === 1 || !node.parentElement ? colour : behind(node.parentElement);
	};
	const found = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const node = walker.currentNode.parentElement;
		const text = walker.currentNode.textContent.trim();
		if (text === '' || !node.checkVisibility({ visibilityProperty: true })) continue;
		const style = getComputedStyle(node);
		const ink = node instanceof SVGElement ? style.fill : style.color;
		const [a, b] = [light(ink), light(behind(node))].sort((x, y) => y - x);
		const size = parseFloat(style.fontSize);
		const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		found.push({ text, ratio: (a + 0.05) / (b + 0.05), least: isLarge ? 3 : 4.5 });
	}
	if (found.length < 50) return ['only ' + found.length + ' texts'];
	return found.filter(({ ratio, least }) => ratio < least).map(({ text, ratio }) => text + ' ' + ratio.toFixed(2));
})()`;
