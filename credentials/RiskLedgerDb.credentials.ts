import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const IN_POSTGRES = { show: { type: ['postgres'] } };
const WITH_TLS = { show: { type: ['postgres'], tls: [true] } };

/** Where the ledger is kept, if not in its own file. `lib/n8n/ledger/place.ts` reads these fields. */
export class RiskLedgerDb implements ICredentialType {
	name = 'riskLedgerDb';

	displayName = 'Risk Ledger 危急值台账 API';

	icon: Icon = {
		light: 'file:../nodes/RiskSendTrigger/riskSendTrigger.svg',
		dark: 'file:../nodes/RiskSendTrigger/riskSendTrigger.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-critical-value/n8n-nodes-critical-value#the-ledger';

	properties: INodeProperties[] = [
		{
			displayName: 'Type 类型',
			name: 'type',
			type: 'options',
			default: 'postgres',
			options: [
				{
					name: 'PostgreSQL 数据库',
					value: 'postgres',
					description: 'A schema in your PostgreSQL; needed in queue mode. 队列模式必须使用',
				},
				{
					name: 'SQLite File 文件',
					value: 'sqlite',
					description:
						'A file at a place of your own, for one n8n process. 指定位置的文件，适用于单个 n8n 进程',
				},
			],
			description: 'What the ledger is kept in. 台账的存放方式',
		},
		{
			displayName: 'File 文件路径',
			name: 'file',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. /var/lib/n8n/critical-value-ledger.sqlite',
			displayOptions: { show: { type: ['sqlite'] } },
			description:
				'Absolute path on the machine that runs n8n, on a local disk (not a network share); made if it is not there. 运行 n8n 的机器上的绝对路径，须为本地磁盘（非网络共享），不存在时自动建立',
		},
		{
			displayName: 'Host 主机',
			name: 'host',
			type: 'string',
			displayOptions: IN_POSTGRES,
			required: true,
			default: '',
			placeholder: 'e.g. 10.0.0.9',
			description: 'Address of the PostgreSQL server. PostgreSQL 服务器地址',
		},
		{
			displayName: 'Port 端口',
			name: 'port',
			type: 'number',
			displayOptions: IN_POSTGRES,
			typeOptions: { minValue: 1, maxValue: 65535 },
			default: 5432,
			description: 'Port of the PostgreSQL server. PostgreSQL 端口',
		},
		{
			displayName: 'Database 数据库',
			name: 'database',
			type: 'string',
			displayOptions: IN_POSTGRES,
			required: true,
			default: '',
			placeholder: 'e.g. n8n',
			description: 'Name of the database; it has to exist. 数据库名，须已存在',
		},
		{
			displayName: 'User 用户名',
			name: 'user',
			type: 'string',
			displayOptions: IN_POSTGRES,
			required: true,
			default: '',
			description:
				'Account that may create a schema in this database, or owns the schema below. 能在该数据库中建立模式（schema）的账号',
		},
		{
			displayName: 'Password 密码',
			name: 'password',
			type: 'string',
			displayOptions: IN_POSTGRES,
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Schema 模式',
			name: 'schema',
			type: 'string',
			displayOptions: IN_POSTGRES,
			default: 'critical_value',
			description:
				'Holds the tables of the ledger and nothing else; made if it is not there. 存放台账各表的模式，不存在时自动建立',
		},
		{
			displayName: 'TLS 加密连接',
			name: 'tls',
			type: 'boolean',
			displayOptions: IN_POSTGRES,
			default: false,
			description: 'Whether the connection is encrypted. 是否加密连接',
		},
		{
			displayName: 'CA Certificate CA 证书',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			displayOptions: WITH_TLS,
			description:
				'Certificate in PEM form of the CA that signed the server’s. 签发服务器证书的 CA 证书（PEM）',
		},
		{
			displayName: 'Skip Certificate Verification 跳过证书校验',
			name: 'skipVerification',
			type: 'boolean',
			default: false,
			displayOptions: WITH_TLS,
			description:
				'Whether to accept any certificate, also a forged one. 是否接受任何证书（包括伪造的）',
		},
	];
}
