/**
 * Every way in which a delivery can fail: one stable reason code, its class, and what a person is
 * told. Retrying looks at the class only.
 *
 * - `transient`: the target did not take the message; the next try may succeed.
 * - `ambiguous`: the target may or may not have it. It is tried again with the same idempotency
 *   key, since a repeated alarm is safer than a missing one.
 * - `permanent`: trying again at once changes nothing; a person has to mend something.
 */
export type FailureClass = 'transient' | 'ambiguous' | 'permanent';

export type FailureReason =
	// before anything was sent
	| 'CREDENTIAL_MISSING'
	| 'CREDENTIAL_INVALID'
	| 'PARAMETER_INVALID'
	| 'RISK_ID_MISSING'
	| 'EARLIER_FAILED'
	| 'EARLIER_OPEN'
	| 'TARGET_PARKED'
	| 'STILL_CALLING'
	| 'CANCELLED'
	| 'EGRESS_BLOCKED'
	| 'INTERNAL'
	// no connection
	| 'CONNECTION_REFUSED'
	| 'CONNECTION_RESET'
	| 'CONNECT_TIMEOUT'
	| 'HOST_UNKNOWN'
	| 'HOST_UNREACHABLE'
	| 'PROXY_FAILED'
	| 'CERTIFICATE_SELF_SIGNED'
	| 'CERTIFICATE_UNTRUSTED'
	| 'CERTIFICATE_EXPIRED'
	| 'CERTIFICATE_NOT_YET_VALID'
	| 'CERTIFICATE_HOST_MISMATCH'
	| 'CLIENT_CERTIFICATE_REFUSED'
	| 'TLS_NOT_SPOKEN'
	| 'TLS_FAILED'
	// sent, and no whole answer
	| 'CONNECTION_LOST'
	| 'RESPONSE_TIMEOUT'
	| 'RESPONSE_TRUNCATED'
	| 'RESPONSE_TOO_LARGE'
	| 'RESPONSE_UNREADABLE'
	// answered, and not with `code` 0
	| 'REDIRECTED'
	| 'PATH_NOT_FOUND'
	| 'NOT_AUTHORISED'
	| 'REQUEST_REFUSED'
	| 'TARGET_BUSY'
	| 'TARGET_ERROR'
	| 'RESPONSE_EMPTY'
	| 'RESPONSE_HTML'
	| 'RESPONSE_NOT_JSON'
	| 'RESPONSE_WITHOUT_CODE'
	| 'CODE_NOT_ZERO'
	| 'CODE_PERMANENT';

/** Failures on our side, mended in n8n; all others are about what the target did. */
export const OWN_REASONS: ReadonlySet<FailureReason> = new Set([
	'CREDENTIAL_MISSING',
	'CREDENTIAL_INVALID',
	'PARAMETER_INVALID',
	'RISK_ID_MISSING',
	'EARLIER_FAILED',
	'CANCELLED',
	'INTERNAL',
]);

/** What happened, and what to do about it, in both languages. No value of a message is ever in it. */
export interface FailureEntry {
	class: FailureClass;
	zh: string;
	en: string;
	helpZh: string;
	helpEn: string;
}

const entry = (
	failureClass: FailureClass,
	[zh, en]: readonly [string, string],
	[helpZh, helpEn]: readonly [string, string],
): FailureEntry => ({ class: failureClass, zh, en, helpZh, helpEn });

const CERTIFICATE_HELP_OWN_CA = [
	'请向对方索取签发该证书的 CA 证书（PEM），填入凭据的「CA Certificate」',
	'Ask the target’s operator for the certificate (PEM) of the CA that signed it, and enter it as CA Certificate in the credential',
] as const;

const NOT_THE_CONTRACT_HELP = [
	'请核对凭据中的地址，以及中间是否有登录页、网关或代理；接口须返回 {"code":0,"msg":"ok"}',
	'Check the address in the credential, and whether a login page, gateway or proxy stands between; the interface must answer {"code":0,"msg":"ok"}',
] as const;

export const FAILURE_CATALOGUE: Readonly<Record<FailureReason, FailureEntry>> = {
	CREDENTIAL_MISSING: entry(
		'permanent',
		['没有选择凭据，未发送', 'No credential is selected, nothing was sent'],
		[
			'请在本节点的「Credential to connect with」中选择或新建一个 Risk API 危急值接口 凭据',
			'Choose or create a Risk API 危急值接口 credential in this node’s “Credential to connect with”',
		],
	),
	CREDENTIAL_INVALID: entry(
		'permanent',
		['凭据填写有误，未发送', 'The credential is not filled in correctly, nothing was sent'],
		['请打开凭据修改后重新测试', 'Open the credential, correct it and test it again'],
	),
	PARAMETER_INVALID: entry(
		'permanent',
		['本节点的参数无法读取，未发送', 'A parameter of this node cannot be read, nothing was sent'],
		['请检查该参数中的表达式', 'Check the expression in that parameter'],
	),
	RISK_ID_MISSING: entry(
		'permanent',
		['消息没有 riskId，未发送', 'The message has no riskId and was not sent'],
		[
			'riskId 是危急值的唯一标识，不能为空；请检查上游节点的输出或字段映射',
			'riskId identifies the critical value and must not be empty; check the output of the node before, or the field mapping',
		],
	),
	EARLIER_FAILED: entry(
		'transient',
		[
			'同一 riskId 的前一条消息未送达，为保持顺序本条未发送',
			'An earlier message of the same riskId was not delivered; this one was not sent, to keep the order',
		],
		[
			'请先处理前一条的失败原因，然后重新发送',
			'Mend the failure of the earlier one, then send both again',
		],
	),
	EARLIER_OPEN: entry(
		'transient',
		[
			'对方系统还没有同一 riskId 的前一条消息，为保持顺序本条暂存，未调用',
			'The target still lacks an earlier message of the same riskId; this one is kept and was not sent now, to keep the order',
		],
		[
			'无需操作：前一条送达后自动发送。如前一条一直未送达，请用 Risk Ledger 节点查询其失败原因',
			'Nothing to do here: it is sent once the earlier one is delivered. If that stays away, look up why with the Risk Ledger node',
		],
	),
	TARGET_PARKED: entry(
		'transient',
		[
			'对方系统近期多次失败，消息已暂存，未调用',
			'The target has failed several times in a row; the message is kept and was not sent now',
		],
		[
			'无需操作：系统会定期探测，对方恢复后自动补发。请联系对方系统管理员',
			'Nothing to do here: it is probed, and gets what is kept once it is back. Tell its operator',
		],
	),
	STILL_CALLING: entry(
		'ambiguous',
		[
			'对方系统仍未应答，调用在后台继续，以免耽误其他系统',
			'The target has not answered yet; the call goes on in the background, so that other systems need not wait',
		],
		[
			'无需操作：结果会记入台账，未送达时自动重试。如经常出现，请联系对方系统管理员检查响应速度',
			'Nothing to do here: its outcome goes into the ledger, and is tried again if it fails. If it happens often, have the target’s response times looked at',
		],
	),
	CANCELLED: entry(
		'transient',
		['执行已被停止，消息未发送', 'The execution was stopped before the message was sent'],
		['请重新运行工作流', 'Run the workflow again'],
	),
	EGRESS_BLOCKED: entry(
		'permanent',
		[
			'n8n 的 SSRF 防护禁止访问该地址，未发送',
			'n8n’s SSRF protection forbids this address, nothing was sent',
		],
		[
			'请让 n8n 管理员把该主机加入 N8N_SSRF_ALLOWED_HOSTNAMES 或 N8N_SSRF_ALLOWED_IP_RANGES',
			'Ask the n8n administrator to add the host to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES',
		],
	),
	INTERNAL: entry(
		'transient',
		['本节点内部出错', 'This node failed inside'],
		[
			'请重新运行；若再次出现，请报告给节点维护者',
			'Run it again; if it comes back, report it to the maintainers of this node',
		],
	),
	CONNECTION_REFUSED: entry(
		'transient',
		['目标系统拒绝连接', 'The target refused the connection'],
		[
			'请检查目标服务是否已启动、端口是否正确、防火墙是否放行',
			'Check that the service is running, the port is right and the firewall lets it through',
		],
	),
	CONNECTION_RESET: entry(
		'transient',
		[
			'连接在发送前被对方断开',
			'The connection was closed by the other side before anything was sent',
		],
		[
			'请检查目标服务、负载均衡或防火墙；若端口要求 HTTPS，请使用 https:// 地址；若要求客户端证书，请检查该证书',
			'Check the service, load balancer or firewall; if the port wants HTTPS, use an https:// address; if it wants a client certificate, check that',
		],
	),
	CONNECT_TIMEOUT: entry(
		'transient',
		['连接目标系统超时', 'Connecting to the target took too long'],
		[
			'请检查地址、网络与防火墙；必要时在凭据中增大连接超时',
			'Check address, network and firewall; raise Connect Timeout in the credential if needed',
		],
	),
	HOST_UNKNOWN: entry(
		'transient',
		['找不到目标主机名', 'The target’s host name cannot be resolved'],
		[
			'请检查凭据中的主机名与 DNS，或改用 IP 地址',
			'Check the host name in the credential and the DNS, or use the IP address',
		],
	),
	HOST_UNREACHABLE: entry(
		'transient',
		['网络无法到达目标主机', 'The network does not reach the target’s host'],
		['请检查网络、路由与防火墙', 'Check network, routing and firewall'],
	),
	PROXY_FAILED: entry(
		'transient',
		['代理服务器无法建立到目标的连接', 'The proxy server could not connect to the target'],
		[
			'请检查 HTTP_PROXY / HTTPS_PROXY，或把院内地址加入 NO_PROXY',
			'Check HTTP_PROXY and HTTPS_PROXY, or add the intranet’s addresses to NO_PROXY',
		],
	),
	CERTIFICATE_SELF_SIGNED: entry(
		'permanent',
		['目标的证书为自签名，不受信任', 'The target’s certificate is self-signed and not trusted'],
		CERTIFICATE_HELP_OWN_CA,
	),
	CERTIFICATE_UNTRUSTED: entry(
		'permanent',
		['目标的证书由未知 CA 签发', 'The target’s certificate is signed by an unknown CA'],
		CERTIFICATE_HELP_OWN_CA,
	),
	CERTIFICATE_EXPIRED: entry(
		'permanent',
		['目标的证书已过期', 'The target’s certificate has expired'],
		[
			'请让对方更换证书，并核对本机时间',
			'Ask the target’s operator to renew it, and check this server’s clock',
		],
	),
	CERTIFICATE_NOT_YET_VALID: entry(
		'permanent',
		['目标的证书尚未生效', 'The target’s certificate is not valid yet'],
		['请核对本机时间与证书的生效日期', 'Check this server’s clock and the certificate’s first day'],
	),
	CERTIFICATE_HOST_MISMATCH: entry(
		'permanent',
		['证书上的主机名与地址不符', 'The certificate is made out to another host name'],
		[
			'请使用证书上的主机名作为地址，或在凭据的「Server Name (SNI)」中填写证书上的名称',
			'Use the host name that stands in the certificate, or enter that name as Server Name (SNI) in the credential',
		],
	),
	CLIENT_CERTIFICATE_REFUSED: entry(
		'permanent',
		[
			'目标要求客户端证书，或不接受所提供的证书',
			'The target wants a client certificate, or does not accept the one given',
		],
		[
			'请在凭据中填写对方签发的客户端证书与私钥',
			'Enter the client certificate and key that the target’s operator issued in the credential',
		],
	),
	TLS_NOT_SPOKEN: entry(
		'permanent',
		['该端口不是 HTTPS', 'This port does not speak HTTPS'],
		[
			'请改用 http:// 地址，或填写正确的 HTTPS 端口',
			'Use an http:// address, or the right HTTPS port',
		],
	),
	TLS_FAILED: entry(
		'permanent',
		['TLS 握手失败', 'The TLS handshake failed'],
		[
			'请核对对方支持的 TLS 版本（至少 1.2），以及是否要求客户端证书',
			'Check which TLS versions the target supports (at least 1.2 is needed), and whether it wants a client certificate',
		],
	),
	CONNECTION_LOST: entry(
		'ambiguous',
		[
			'消息发出后连接中断，目标可能已收到',
			'The connection broke after sending; the target may have the message',
		],
		[
			'将以相同的幂等键重试；请检查目标服务',
			'It is tried again with the same idempotency key; check the service',
		],
	),
	RESPONSE_TIMEOUT: entry(
		'ambiguous',
		[
			'消息发出后目标未及时应答，可能已收到',
			'The target did not answer in time; it may have the message',
		],
		[
			'请检查目标服务是否繁忙；必要时在凭据中增大响应超时',
			'Check whether the service is overloaded; raise Response Timeout in the credential if needed',
		],
	),
	RESPONSE_TRUNCATED: entry(
		'ambiguous',
		['目标的应答不完整，可能已收到消息', 'The target’s answer broke off; it may have the message'],
		['请检查目标服务与中间的网关', 'Check the service and the gateways between'],
	),
	RESPONSE_TOO_LARGE: entry(
		'ambiguous',
		[
			'目标的应答过大（超过 1 MB），不是接口应答',
			'The target’s answer is over 1 MB and not the interface’s',
		],
		NOT_THE_CONTRACT_HELP,
	),
	RESPONSE_UNREADABLE: entry(
		'ambiguous',
		['目标的应答不是有效的 HTTP', 'The target’s answer is not valid HTTP'],
		[
			'请核对地址与端口是否为该 HTTP 接口',
			'Check that address and port are those of the HTTP interface',
		],
	),
	REDIRECTED: entry(
		'permanent',
		['目标返回重定向，消息未被接收', 'The target redirected the call, it did not take the message'],
		[
			'请在凭据中填写重定向后的最终地址（常见原因：应使用 https，或被转到登录页）',
			'Enter the final address in the credential (usual causes: https is wanted, or a login page is in between)',
		],
	),
	PATH_NOT_FOUND: entry(
		'permanent',
		['目标上没有这个地址', 'The target has nothing at this address'],
		['请核对凭据中的地址路径', 'Check the path of the address in the credential'],
	),
	NOT_AUTHORISED: entry(
		'permanent',
		['目标不接受凭据中的身份', 'The target does not accept the credential’s authentication'],
		[
			'请核对凭据的认证方式、账号与密钥，以及对方的白名单',
			'Check authentication type, account and secret in the credential, and the target’s allow list',
		],
	),
	REQUEST_REFUSED: entry(
		'permanent',
		['目标拒绝了该请求', 'The target refused the request'],
		[
			'请与对方核对接口要求（字段、格式、方法）',
			'Check the interface’s requirements (fields, format, method) with the target’s operator',
		],
	),
	TARGET_BUSY: entry(
		'transient',
		['目标繁忙，暂不接收', 'The target is busy and does not take messages now'],
		[
			'将自动重试；若持续出现，请降低并发数',
			'It is tried again; if it persists, lower the concurrency',
		],
	),
	TARGET_ERROR: entry(
		'transient',
		['目标系统内部出错', 'The target failed inside'],
		['请查看目标系统的日志', 'Look into the target’s log'],
	),
	RESPONSE_EMPTY: entry(
		'transient',
		[
			'目标的应答为空，不能视为成功',
			'The target’s answer is empty, which does not count as success',
		],
		NOT_THE_CONTRACT_HELP,
	),
	RESPONSE_HTML: entry(
		'transient',
		['目标返回网页而不是 JSON', 'The target answered with a web page instead of JSON'],
		NOT_THE_CONTRACT_HELP,
	),
	RESPONSE_NOT_JSON: entry(
		'transient',
		['目标的应答不是 JSON', 'The target’s answer is not JSON'],
		NOT_THE_CONTRACT_HELP,
	),
	RESPONSE_WITHOUT_CODE: entry(
		'transient',
		['目标的应答没有 code', 'The target’s answer has no code'],
		NOT_THE_CONTRACT_HELP,
	),
	CODE_NOT_ZERO: entry(
		'transient',
		['目标返回失败代码', 'The target answered with a failure code'],
		[
			'原因见该条目的 delivery.msg 与目标系统的日志',
			'The reason is in the item’s delivery.msg and in the target’s log',
		],
	),
	CODE_PERMANENT: entry(
		'permanent',
		['目标返回永久失败代码', 'The target answered with a code that is listed as permanent'],
		[
			'原因见该条目的 delivery.msg；修正后重新发送',
			'The reason is in the item’s delivery.msg; correct it and send again',
		],
	),
};

/** One failed delivery. `msg` is the target's own text: for the item's output only, never for logs. */
export interface DeliveryFailure {
	reason: FailureReason;
	class: FailureClass;
	httpStatus?: number;
	/** The target's `code`, if it answered with one. */
	code?: number | string;
	/** The target's `msg`. Untrusted, and may name the patient. */
	msg?: string;
	/** What exactly is wrong, in our own words (a credential's field, a parameter). */
	detail?: { zh: string; en: string };
}

/**
 * A failure of the catalogue's class.
 *
 * @param facts what is known beyond the reason
 */
export function failure(
	reason: FailureReason,
	facts: Omit<DeliveryFailure, 'reason' | 'class'> = {},
): DeliveryFailure {
	return { reason, class: FAILURE_CATALOGUE[reason].class, ...facts };
}
