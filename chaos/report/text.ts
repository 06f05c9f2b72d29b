/** A run's report for people. */
import type { Check } from '../audit/judge';
import type { SystemFigures } from '../audit/figures';
import type { Outcome } from '../scenarios/run';

/** So many findings are named; the JSON has all of them. */
const NAMED = 5;

export const passed = ({ checks }: Outcome): boolean => checks.every(({ held }) => held);

/** `1.2 s`, `340 ms`, or a dash where there is nothing to tell. */
export function duration(ms: number | null): string {
	if (ms === null) return '–';
	return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function systemLines(one: SystemFigures): string[] {
	const name = one.system.toUpperCase();
	const lines = [
		`  ${name}  delivered 送达 ${one.delivered} · lost 丢失 ${one.lost} · doubled 重复生效 ${one.doubled} · out of order 乱序 ${one.disordered}`,
		`       repeated under the same key 同键重发 ${one.repeatedUnderKey} · delay 时延 median ${duration(one.medianDelayMs)}, worst ${duration(one.worstDelayMs)}, after recovery 恢复后 ${duration(one.worstDelayAfterRecoveryMs)}`,
	];
	if (one.peakPerSecondDuringOutage === null) return lines;
	const peaks = `calls a second 每秒调用: ${one.peakPerSecondDuringOutage} while down 故障中, ${one.peakPerSecondAfterOutage} after 恢复后`;
	return [...lines, `       most ${peaks} (refused connections are not seen 被拒连接不计)`];
}

function checkLines({ promise, held, findings }: Check): string[] {
	if (held) return [`  ✔ ${promise}`];
	const named = findings.slice(0, NAMED).map((finding) => `      ${finding}`);
	const more = findings.length > NAMED ? [`      … and ${findings.length - NAMED} more`] : [];
	return [`  ✖ ${promise}: ${findings.length}`, ...named, ...more];
}

export function reportText(outcome: Outcome): string {
	const { figures } = outcome;
	const result = passed(outcome) ? 'held 通过' : 'BROKEN 未通过';
	return [
		`${outcome.scenario} · ${outcome.subject} · ${result} · ${duration(outcome.durationMs)} · --seed ${outcome.seed}`,
		`  sent 发送 ${figures.messages} messages in ${figures.calls} calls: ${figures.acknowledgedCalls} acknowledged 应答成功, ${figures.refusedCalls} refused 拒收, ${figures.unansweredCalls} unanswered 无应答`,
		`  acknowledged messages 已应答消息 ${figures.acknowledged} · kills ${figures.kills}`,
		...figures.systems.flatMap(systemLines),
		...outcome.checks.flatMap(checkLines),
	].join('\n');
}
