import type { IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Kind } from '../../contract/fields';
import { parseInboxSettings, type InboxSettings } from '../../intake/inboxSettings';
import {
	parseSettings,
	SettingsError,
	unusableParameter,
	type Authentication,
	type IntakeSettings,
} from '../../intake/settings';
import { z } from '../../thirdParty';

type TriggerContext = IWebhookFunctions | IHookFunctions | ITriggerFunctions;

const nonEmpty = z.string().min(1);
const basicSchema = z.object({ user: nonEmpty, password: nonEmpty });
const headerSchema = z.object({ name: nonEmpty, value: nonEmpty });
const signatureSchema = z.object({ secret: nonEmpty, previousSecret: z.string().default('') });
const jwtSchema = z.object({
	keyType: z.enum(['passphrase', 'pemKey']).default('passphrase'),
	secret: z.string().default(''),
	publicKey: z.string().default(''),
	// `none` is on n8n's list, and would accept anybody's token.
	algorithm: nonEmpty.refine((algorithm) => algorithm !== 'none'),
});

const authenticationChoice = z.enum(['none', 'basicAuth', 'headerAuth', 'jwtAuth', 'signature']);

/** n8n's credential types behind the choices of the Authentication parameter. */
export const CREDENTIAL_TYPE = {
	basicAuth: 'httpBasicAuth',
	headerAuth: 'httpHeaderAuth',
	jwtAuth: 'jwtAuth',
	signature: 'riskSignature',
} as const;

function credentialError(): SettingsError {
	return new SettingsError(
		'Credential 凭据',
		'"Authentication 认证方式"所需的凭据未选择或不完整 (the credential that "Authentication 认证方式" needs is not selected or not complete)',
		'请在节点中选择凭据并补全其中各项，或把认证方式改为 None (select a credential in the node and fill in its fields, or set Authentication to None)',
	);
}

/** A PEM key pasted into a one-line field has lost its line breaks. */
function restorePem(pem: string): string {
	const match = /^\s*(-----BEGIN [A-Z ]+-----)([\s\S]*?)(-----END [A-Z ]+-----)\s*$/.exec(
		pem.replace(/\\n/g, '\n'),
	);
	if (!match) return pem;
	const body = (match[2] ?? '').replace(/\s+/g, '').replace(/(.{64})/g, '$1\n');
	return `${match[1]}\n${body.trimEnd()}\n${match[3]}\n`;
}

function parseCredential(
	type: Exclude<z.infer<typeof authenticationChoice>, 'none'>,
	data: unknown,
): Authentication {
	switch (type) {
		case 'basicAuth':
			return { type, ...basicSchema.parse(data) };
		case 'headerAuth':
			return { type, ...headerSchema.parse(data) };
		case 'jwtAuth': {
			const jwt = jwtSchema.parse(data);
			const key = jwt.keyType === 'pemKey' ? restorePem(jwt.publicKey) : jwt.secret;
			return { type, key: nonEmpty.parse(key), algorithm: jwt.algorithm };
		}
		case 'signature': {
			const { secret, previousSecret } = signatureSchema.parse(data);
			return { type, secrets: previousSecret === '' ? [secret] : [secret, previousSecret] };
		}
		default: {
			const unreachable: never = type;
			return unreachable;
		}
	}
}

/**
 * @param label display name of the parameter
 * @throws SettingsError naming the parameter, where n8n throws (an expression that fails): its own
 *   message names neither the parameter nor a remedy, and may quote what the expression has read
 */
function readParameter(
	context: TriggerContext,
	name: string,
	label: string,
	fallback: string | object,
): unknown {
	try {
		return context.getNodeParameter(name, fallback);
	} catch {
		throw unusableParameter(label);
	}
}

async function readAuthentication(context: TriggerContext): Promise<Authentication> {
	const label = 'Authentication 认证方式';
	const parameter = readParameter(context, 'authentication', label, 'none');
	const { success, data: choice } = authenticationChoice.safeParse(parameter);
	if (!success) throw unusableParameter(label);
	if (choice === 'none') return { type: 'none' };
	try {
		return parseCredential(choice, await context.getCredentials(CREDENTIAL_TYPE[choice]));
	} catch {
		// n8n's and zod's own messages may quote what is in the credential.
		throw credentialError();
	}
}

/**
 * Reads a trigger node's parameters and credential.
 *
 * @throws SettingsError saying which parameter is at fault and how to mend it
 */
export async function readSettings(context: TriggerContext, kind: Kind): Promise<IntakeSettings> {
	const parameters = {
		path: readParameter(context, 'path', 'Path 路径', ''),
		interface: readParameter(context, 'interface', 'Interface 接口', 'both'),
		validation: readParameter(context, 'validation', 'Validation 校验方式', 'tolerant'),
		options: readParameter(context, 'options', 'Options 选项', {}),
	};
	const authentication = await readAuthentication(context);
	return parseSettings(kind, parameters, authentication, context.getTimezone());
}

/**
 * Reads what concerns the inbox.
 *
 * @throws SettingsError saying which parameter is at fault and how to mend it
 */
export function readInboxSettings(context: TriggerContext): InboxSettings {
	return parseInboxSettings(readParameter(context, 'options', 'Options 选项', {}));
}
