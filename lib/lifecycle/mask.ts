/**
 * A name as it may leave for a phone or a screen in a corridor: 张三 → 张*, 欧阳修 → 欧**, '' → ''. Counts
 * characters, not UTF-16 units: rare names need two.
 */
export function maskName(name: string): string {
	const [first = '', ...rest] = Array.from(name.trim());
	return first + '*'.repeat(rest.length);
}
