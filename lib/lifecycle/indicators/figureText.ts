import type { FigureRow } from './catalogue';

const NOTHING = '—';

/** 0.9853 → 98.5%. Rounded down, so that 100% says that there is no miss. */
export const percentText = (value: number | null): string =>
	value === null ? NOTHING : `${(Math.floor(value * 1000 + 1e-9) / 10).toFixed(1)}%`;

/** 7.2 → 7.2秒, 132 → 2分12秒, 5 400 → 1小时30分 */
export function secondsText(seconds: number | null): string {
	if (seconds === null) return NOTHING;
	if (seconds < 59.95) return `${seconds.toFixed(1)}秒`;
	const whole = Math.round(seconds);
	const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
	return hours > 0 ? `${hours}小时${minutes}分` : `${minutes}分${whole % 60}秒`;
}

/** A figure as people read it: a share as percentage, a duration as median and 90th percentile. */
export const figureText = ({ indicator, value, medianSeconds, p90Seconds }: FigureRow): string =>
	indicator.kind === 'share'
		? percentText(value)
		: `中位数 ${secondsText(medianSeconds)}，P90 ${secondsText(p90Seconds)}`;
