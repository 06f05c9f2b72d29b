import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const WITH_TLS = { show: { tls: [true] } };

/** Where the ledger is kept, if not in its own file. `lib/n8n/ledger/place.ts` reads these fields. */
export class RiskLedgerDb implements ICredentialType {
	name = 'riskLedgerDb';

	displayName = 'Risk Ledger 危急值台账 (PostgreSQL) API';

	icon: Icon = {
		light: 'file:../nodes/RiskSendTrigger/riskSendTrigger.svg',
		dark: 'file:../nodes/RiskSendTrigger/riskSendTrigger.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-critical-value/n8n-nodes-critical-value#the-ledger';

	properties: INodeProperties[] = [
		{
			displayName: 'Host 主机',
			name: 'host',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 10.0.0.9',
			description: 'Address of the PostgreSQL server. PostgreSQL 服务器地址',
		},
		{
			displayName: 'Port 端口',
			name: 'port',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 65535 },
			default: 5432,
			description: 'Port of the PostgreSQL server. PostgreSQL 端口',
		},
		{
			displayName: 'Database 数据库',
			name: 'database',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. n8n',
			description: 'Name of the database; it has to exist. 数据库名，须已存在',
		},
		{
			displayName: 'User 用户名',
			name: 'user',
			type: 'string',
			required: true,
			default: '',
			description:
				'Account that may create a schema in this database, or owns the schema below. 能在该数据库中建立模式（schema）的账号',
		},
		{
			displayName: 'Password 密码',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Schema 模式',
			name: 'schema',
			type: 'string',
			default: 'critical_value',
			description:
				'Holds the tables of the ledger and nothing else; made if it is not there. 存放台账各表的模式，不存在时自动建立',
		},
		{
			displayName: 'TLS 加密连接',
			name: 'tls',
			type: 'boolean',
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
