/**
 * Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`.
 *
 * @param text the whole document
 * @param content without the marks; a blank line is put around it, as Markdown wants for a table
 * @param path only for the message
 * @throws if the marks are not there exactly once and in order: a document that lost them would
 *   otherwise stay as it is for ever, and be called up to date
 */
export function replaceSection(text: string, name: string, content: string, path: string): string {
	const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
	const [head, ...afterBegin] = text.split(begin);
	const [, ...afterEnd] = (afterBegin[0] ?? '').split(end);
	if (afterBegin.length !== 1 || afterEnd.length !== 1) {
		throw new Error(`${path} needs the lines "${begin}" and "${end}", in this order and once each`);
	}
	return `${head}${begin}\n\n${content}\n\n${end}${afterEnd[0]}`;
}
