import { DateTime } from '../../thirdParty';
import type { CriticalValue } from '../criticalValue';
import type { BoardInput } from './board';
import { itemLine } from './items';
import { html, type Markup } from './markup';
import { minutesOpen } from './urgency';
import { wardNames } from './wards';
import {
	bedText,
	durationText,
	fieldText,
	labelText,
	oneLine,
	patientText,
	timeText,
	visitText,
	wardText,
} from './words';

/** More pages than anybody would telephone through; what is left out is said. */
const MOST_ROWS = 500;
/** For values that come in by telephone while the systems are down. */
const BLANK_ROWS = 6;

const SIGNED = html`<td></td>
	<td></td>
	<td class="tick">□</td>
	<td></td>`;

function row(value: CriticalValue, at: number, input: BoardInput): Markup {
	const { fields, openedReceivedAt, firstSentAt } = value;
	const { isMasked } = input.settings;
	const said = openedReceivedAt ?? firstSentAt;
	return html`<tr>
		<td class="no">${at + 1}</td>
		<td><b>${bedText(fields)}</b> <bdi>${wardText(fields)}</bdi></td>
		<td>
			<b><bdi>${patientText(fields, isMasked)}</bdi></b
			><br />${visitText(fields, isMasked)}
		</td>
		<td>
			${labelText(fields, 'reportType')}：${itemLine(value, { isMasked, most: 20, longest: 400 })}
		</td>
		<td>
			${said === null ? '' : timeText(said, input)}<br />${durationText(minutesOpen(value, input.now))}<br />${fieldText(fields, 'senderName', 20)}
		</td>
		${SIGNED}
	</tr> `;
}

const BLANK = html`<tr class="blank">
	<td></td>
	<td></td>
	<td></td>
	<td></td>
	<td></td>
	${SIGNED}
</tr> `;

/** What is printed instead of the screen: the open values with lines to sign by hand, for downtime. */
export function paper(open: readonly CriticalValue[], input: BoardInput): Markup {
	const { settings, now, timeZone } = input;
	const names = wardNames(input, settings.wards).map((name) => oneLine(name, 30));
	const printed = DateTime.fromMillis(now, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm');
	const rest = open.length - MOST_ROWS;
	return html`<section class="paper" aria-hidden="true">
		<h1>危急值通知登记表（停机期间人工登记）</h1>
		<p>
			<bdi>${oneLine(settings.title, 40)}</bdi> &emsp;
			病区：${names.length === 0 ? '全部' : names.join('、')} &emsp; 数据截至：<b>${printed}</b>
			&emsp; 未确认：<b>${open.length}</b>
			条 &emsp; 登记人：＿＿＿＿＿＿＿＿
		</p>
		<table>
			<thead>
				<tr>
					<th class="no">序</th>
					<th class="where">床号 / 病区</th>
					<th class="person">患者 / 就诊号</th>
					<th>危急值</th>
					<th class="said">接收时间<br />已等 / 报告人</th>
					<th class="sign">通知时间</th>
					<th class="sign wide">接电话人（签名）</th>
					<th class="tick">复读<br />无误</th>
					<th class="sign wide">处理医生 / 时间</th>
				</tr>
			</thead>
			<tbody>
				${open.slice(0, MOST_ROWS).map((value, at) => row(value, at, input))}${Array.from({ length: BLANK_ROWS }, () => BLANK)}
			</tbody>
		</table>
		${rest > 0 && html`<p>另有 ${rest} 条未列出，请按病区分别打印。</p>`}
		<p class="rule">
			逐条电话通知；对方记录并复读，核对患者、项目、数值无误后在“复读无误”处打
			√，双方签名。系统恢复后补录并与台账核对。
		</p>
	</section>`;
}
