import type { FigureRow } from './catalogue';

const NOTHING = '—';

/** 0.9853 → 98.5%. Only what is exactly none or all says 0.0% or 100.0%: one miss in thousands is to be seen. */
export function percentText(value: number | null): string {
	if (value === null) return NOTHING;
	const rounded = Math.round(value * 1000) / 10;
	const shown = value > 0 && value < 1 ? Math.min(99.9, Math.max(0.1, rounded)) : rounded;
	return `${shown.toFixed(1)}%`;
}

/** 7.2 → 7.2秒, 132 → 2分12秒, 5400 → 1小时30分 */
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
