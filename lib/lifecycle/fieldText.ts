/** A wire field as text, trimmed; '' where it is missing or no text (tolerant mode keeps whatever came). */
export function fieldText(fields: Readonly<Record<string, unknown>>, name: string): string {
	const value = fields[name];
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' ? String(value) : '';
}
