/**
 * The one place that makes `{code, msg}`, the answer of all three interfaces. `code` 0 is made by
 * `accepted()` alone.
 */

export interface Envelope {
	code: number;
	msg: string;
}

export type ReplyName =
	| 'BODY_EMPTY'
	| 'BODY_UNREADABLE'
	| 'BODY_NOT_JSON'
	| 'BODY_NOT_OBJECT'
	| 'BODY_TOO_LARGE'
	| 'RISK_ID_MISSING'
	| 'REQUIRED_FIELD_MISSING'
	| 'STRICT_VALIDATION'
	| 'WRONG_INTERFACE'
	| 'NOT_ALLOWED'
	| 'NODE_MISCONFIGURED'
	| 'NOT_REGISTERED'
	| 'NOT_STORED'
	| 'BUSY'
	| 'NOT_PROCESSED'
	| 'STILL_PROCESSING'
	| 'INTERNAL';

/** A refusal: what the caller is told, and (help) how whoever reads it gets unstuck. */
export interface ReplyEntry {
	readonly code: number;
	readonly name: ReplyName;
	/** Sent only where "mirror errors in the HTTP status" is on; otherwise every reply is 200. */
	readonly httpStatus: number;
	readonly zh: string;
	readonly en: string;
	readonly helpZh: string;
	readonly helpEn: string;
}

/** A text in both languages. */
export interface Bilingual {
	readonly zh: string;
	readonly en: string;
}

const entry = (
	name: ReplyName,
	code: number,
	httpStatus: number,
	text: Bilingual,
	help: Bilingual,
): ReplyEntry => ({
	code,
	name,
	httpStatus,
	zh: text.zh,
	en: text.en,
	helpZh: help.zh,
	helpEn: help.en,
});

/**
 * Every refusal we make. The numbers are a promise to callers who compare them: 1xxx the call itself,
 * 2xxx who is calling, 3xxx our configuration, 5xxx our side. A number is never given a new meaning.
 */
export const REPLY_CATALOGUE: Readonly<Record<ReplyName, ReplyEntry>> = {
	BODY_EMPTY: entry(
		'BODY_EMPTY',
		1001,
		400,
		{ zh: '请求体为空', en: 'The request body is empty' },
		{
			zh: '请用 POST 在请求体中发送 JSON，不要放在 URL 参数或表单里',
			en: 'Send the JSON in the body of a POST, not as a URL parameter or a form',
		},
	),
	BODY_UNREADABLE: entry(
		'BODY_UNREADABLE',
		1002,
		400,
		{ zh: '请求体无法解码', en: 'The request body cannot be decoded' },
		{
			zh: '请用 UTF-8 编码（也接受 GBK/GB18030）；请检查压缩方式，以及是否发送完整',
			en: 'Encode it as UTF-8 (GBK and GB18030 are taken too); check compression, and that it is sent whole',
		},
	),
	BODY_NOT_JSON: entry(
		'BODY_NOT_JSON',
		1003,
		400,
		{ zh: '请求体不是合法的 JSON', en: 'The request body is not valid JSON' },
		{
			zh: '请检查所示位置附近的引号、逗号、括号，以及文本中未转义的换行和引号；不支持 XML 和表单',
			en: 'Check quotes, commas and brackets near the place named, and line breaks or quotes not escaped inside a text; XML and forms are not taken',
		},
	),
	BODY_NOT_OBJECT: entry(
		'BODY_NOT_OBJECT',
		1004,
		400,
		{ zh: '请求体不是 JSON 对象', en: 'The request body is not a JSON object' },
		{
			zh: '一次只发送一条消息，以 { 开头；不要放进数组，也不要把 JSON 再次编码成字符串',
			en: 'Send one message a call, beginning with {; not inside an array, and not encoded a second time as a string',
		},
	),
	BODY_TOO_LARGE: entry(
		'BODY_TOO_LARGE',
		1005,
		413,
		{ zh: '请求体超过大小限制', en: 'The request body is over the size limit' },
		{
			zh: '请不要在消息中附带图片或文件；确有需要时，请管理员调大触发器的“最大请求体”选项',
			en: "Leave images and files out of the message; if they are needed, have the trigger's maximum body size raised",
		},
	),
	RISK_ID_MISSING: entry(
		'RISK_ID_MISSING',
		1006,
		422,
		{ zh: '缺少 riskId（检验ID）', en: 'riskId is missing' },
		{
			zh: 'riskId 是危急值的唯一码，必须是非空字符串（或数字）；没有它无法识别和追踪该危急值',
			en: 'riskId is the unique id of the critical value and must be a non-empty string (or number); without it the value cannot be followed',
		},
	),
	REQUIRED_FIELD_MISSING: entry(
		'REQUIRED_FIELD_MISSING',
		1007,
		422,
		{ zh: '缺少必填字段', en: 'Required fields are missing' },
		{
			zh: '请补全所列字段后重发；必填字段由接收方在触发器的选项中设定',
			en: "Fill in the fields named and send again; the receiver sets them in the trigger's options",
		},
	),
	STRICT_VALIDATION: entry(
		'STRICT_VALIDATION',
		1008,
		422,
		{ zh: '严格校验未通过', en: 'Strict validation failed' },
		{
			zh: '请按接口文档修正所列字段后重发；如需放宽，请管理员把触发器改为宽松模式',
			en: 'Correct the fields named as the interface document says and send again; the trigger can be set to tolerant mode',
		},
	),
	WRONG_INTERFACE: entry(
		'WRONG_INTERFACE',
		1009,
		422,
		{ zh: '此地址不接收该接口的消息', en: 'This address does not take messages of this interface' },
		{
			zh: '/risk/confirm 上带 feedbackId 的是接口3，不带的是接口2；请核对地址和触发器的接口设置',
			en: "On /risk/confirm a message with feedbackId is interface 3, one without is interface 2; check the address and the trigger's setting",
		},
	),
	NOT_ALLOWED: entry(
		'NOT_ALLOWED',
		2001,
		403,
		{ zh: '不允许调用', en: 'The call is not allowed' },
		{
			zh: '请与接收方核对凭据、签名、系统时钟和调用方 IP；具体原因只写在接收方的日志中',
			en: "Check credentials, signature, clock and calling address with the receiver; the reason is in the receiver's log only",
		},
	),
	NODE_MISCONFIGURED: entry(
		'NODE_MISCONFIGURED',
		3001,
		503,
		{ zh: '接收节点配置有误', en: 'The receiving node is misconfigured' },
		{
			zh: '请接收方管理员打开该节点，按日志中的说明改正参数或凭据；改正后请重发',
			en: "Have the receiver's admin open the node and mend the parameter or credential its log names; then send again",
		},
	),
	NOT_REGISTERED: entry(
		'NOT_REGISTERED',
		3002,
		404,
		{ zh: '此地址当前没有在接收', en: 'Nothing is listening on this address right now' },
		{
			zh: '请用 POST 调用；请管理员发布该工作流（测试地址需先在编辑器中点击 Execute step）',
			en: 'Call it with POST; have the workflow published (a test URL needs "Execute step" clicked in the editor first)',
		},
	),
	NOT_STORED: entry(
		'NOT_STORED',
		5001,
		503,
		{ zh: '消息未能保存', en: 'The message could not be stored' },
		{
			zh: '消息没有被接收，请稍后重发；请管理员检查数据库和磁盘空间',
			en: 'The message was not accepted: send it again; have the database and the disk looked at',
		},
	),
	INTERNAL: entry(
		'INTERNAL',
		5002,
		500,
		{ zh: '内部错误', en: 'Internal error' },
		{
			zh: '消息没有被接收，请稍后重发；请管理员查看 n8n 日志',
			en: "The message was not accepted: send it again; see n8n's log",
		},
	),
	BUSY: entry(
		'BUSY',
		5003,
		503,
		{ zh: '积压过多，暂不接收', en: 'Too many messages are waiting; none are taken right now' },
		{
			zh: '消息没有被接收，请稍后重发；请管理员检查下游系统，或调大触发器的“最大积压”选项',
			en: 'The message was not accepted: send it again in a moment; have the receiving systems looked at, or the option "Maximum Backlog" raised',
		},
	),
	NOT_PROCESSED: entry(
		'NOT_PROCESSED',
		5004,
		500,
		{ zh: '消息已保存，但处理失败', en: 'The message is stored, but processing it failed' },
		{
			zh: '消息不会丢失，会自动重试；重发同一消息可查询其结果',
			en: 'It is not lost and is tried again by itself; sending the same message again asks for its result',
		},
	),
	STILL_PROCESSING: entry(
		'STILL_PROCESSING',
		5005,
		504,
		{ zh: '消息已保存，尚未处理完', en: 'The message is stored and still being processed' },
		{
			zh: '消息不会丢失；重发同一消息可查询其结果',
			en: 'It is not lost; sending the same message again asks for its result',
		},
	),
};

const HTTP_OK = 200;
const STATUS_BY_CODE: ReadonlyMap<number, number> = new Map(
	Object.values(REPLY_CATALOGUE).map(({ code, httpStatus }) => [code, httpStatus]),
);

/** The answer to a message that is safe with us. Say it only then. */
export function accepted(): Envelope {
	return { code: 0, msg: 'ok' };
}

/**
 * @param detail what is known beyond the catalogue's text: names of fields, a position; never a value
 *   of the message (msg ends up in callers' logs)
 * @returns an answer with a non-zero code, Chinese before English
 */
export function refused(name: ReplyName, detail?: Bilingual): Envelope {
	const { code, zh, en } = REPLY_CATALOGUE[name];
	const msg = detail ? `${zh}：${detail.zh}；${en}: ${detail.en}` : `${zh}；${en}`;
	return { code, msg };
}

/** Whether a value is an answer of the contract's form: a number and a text under these two names, nothing else. */
export function isEnvelope(value: unknown): value is Envelope {
	if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
	const { code, msg } = value as Partial<Record<keyof Envelope, unknown>>;
	// NaN and Infinity leave as `null` in JSON, which some callers read as 0.
	return typeof code === 'number' && Number.isFinite(code) && typeof msg === 'string';
}

/**
 * @param mirror the option "mirror errors in the HTTP status"; off by default, since many callers in
 *   hospitals throw on 4xx before they read `msg`
 * @returns 200 for code 0 or without mirroring; 500 for a code we don't know
 */
export function httpStatusFor(code: number, mirror: boolean): number {
	if (!mirror || code === 0) return HTTP_OK;
	return STATUS_BY_CODE.get(code) ?? REPLY_CATALOGUE.INTERNAL.httpStatus;
}
