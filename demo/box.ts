/** What is printed when the demo is live: where to look, and what to try. */

export interface BoxFacts {
	n8nUrl: string;
	hospitalUrl: string;
	email: string;
	password: string;
	folder: string;
	logFile: string;
	/** Whom the ward board asks for: user and password of the demo's credential. */
	board: { user: string; password: string };
	/** Interface 1, filled in. */
	example: Record<string, unknown>;
	/** The hospital sends and answers by itself. */
	isAlive: boolean;
}

const RULE = '═'.repeat(78);

/** For a POSIX shell; a quote inside ends the quoting, is escaped, and begins it again. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A command that can be copied whole. */
export function curlOf(url: string, body: Record<string, unknown>): string {
	const json = JSON.stringify(body, null, 2);
	return `curl -sS ${quoted(url)} -H 'Content-Type: application/json' -d ${quoted(json)}`;
}

/** `npm run simulate` needs no addresses for the default ports. */
function simulateCommand({ n8nUrl, hospitalUrl }: BoxFacts): string {
	const url = n8nUrl.endsWith(':5678') ? '' : ` --url ${n8nUrl}/outapi`;
	const hospital = hospitalUrl.endsWith(':5690') ? '' : ` --hospital ${hospitalUrl}`;
	return `npm run simulate -- --count 20 --rate 5${url}${hospital}`;
}

/** Whoever sees values that nobody sent has to find out where they come from. */
const lifeLine = (isAlive: boolean): string =>
	isAlive
		? '自动运行中：每 20–40 秒一条，多数会被确认 values and confirms come by themselves'
		: '自动发送已关闭 nothing comes by itself (DEMO_LIFE=off)';

export function box(facts: BoxFacts): string {
	const { n8nUrl, hospitalUrl } = facts;
	const send = `${n8nUrl}/outapi/risk/send`;
	return `
${RULE}
  危急值演示已就绪 · The demo is live

  编辑器 Editor      ${n8nUrl}/home/workflows
  账号   Account     ${facts.email}    密码 Password  ${facts.password}
  接口   Webhooks    POST ${send}
                     POST ${n8nUrl}/outapi/risk/confirm
  病区看板 Board     ${n8nUrl}/outapi/risk/board    用户 User  ${facts.board.user}    密码 Password  ${facts.board.password}
  模拟医院 Hospital  ${hospitalUrl}/   各系统收到的内容 what each system received
         Logs        ${hospitalUrl}/emr/log   ${hospitalUrl}/his/log
                     ${hospitalUrl}/platform/log   ${hospitalUrl}/lis/log
  活动   Life        ${lifeLine(facts.isAlive)}
${facts.isAlive ? '                     关闭 to switch it off: DEMO_LIFE=off npm start\n' : ''}  数据   Data        ${facts.folder}
  日志   n8n's log   ${facts.logFile}

  试一试 Try it (应答 answers {"code":0,"msg":"ok"})：

${curlOf(send, facts.example)}

  连续模拟 A stream of them：  ${simulateCommand(facts)}
  Ctrl-C 结束全部 ends everything
${RULE}
`;
}
