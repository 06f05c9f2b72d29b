import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class RiskSignature implements ICredentialType {
	name = 'riskSignature';

	displayName = 'Risk Signature 危急值签名 API';

	icon: Icon = {
		light: 'file:../nodes/RiskSendTrigger/riskSendTrigger.svg',
		dark: 'file:../nodes/RiskSendTrigger/riskSendTrigger.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-critical-value/n8n-nodes-critical-value#signed-calls';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret 密钥',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
			description:
				'Shared with the calling system: "whsec_" and base64 as Standard Webhooks writes it, or any other text, used as it is. 与调用方共享的密钥：whsec_加base64，或任意文本。',
		},
		{
			displayName: 'Previous Secret 旧密钥',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Still accepted while callers change over to the new secret; empty it afterwards. 更换密钥期间仍接受的旧密钥，换完后清空。',
		},
	];
}
