/** The account that n8n starts with, so that nobody has to fill in a form first. */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromRuntime, type Runtime } from './runtime';

export interface Owner {
	email: string;
	password: string;
	/** bcrypt */
	passwordHash: string;
}

const EMAIL = 'admin@hospital.local';
/** Without those that are mistaken for each other when read off a screen. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const PASSWORD_LETTERS = 10;
const BCRYPT_ROUNDS = 10;

/** n8n wants eight characters with a capital and a digit. */
function newPassword(): string {
	const letters = Array.from(
		{ length: PASSWORD_LETTERS },
		() => LETTERS[randomInt(LETTERS.length)],
	);
	return `Cv${randomInt(10, 99)}-${letters.join('')}`;
}

export function newOwner(runtime: Runtime): Owner {
	const bcrypt = fromRuntime(runtime, 'bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	const password = newPassword();
	return { email: EMAIL, password, passwordHash: bcrypt.hashSync(password, BCRYPT_ROUNDS) };
}

function isOwner(value: unknown): value is Owner {
	const owner = value as Partial<Owner> | null;
	return [owner?.email, owner?.password, owner?.passwordHash].every((x) => typeof x === 'string');
}

/**
 * The account kept in this file, or a new one, which is then kept (readable by its owner only). The
 * same hash at every start keeps people logged in.
 */
export function keptOwner(file: string, runtime: Runtime): Owner {
	try {
		const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
		if (isOwner(kept)) return kept;
	} catch {
		// None yet, or unreadable: a new one takes its place.
	}
	const owner = newOwner(runtime);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(owner, null, '\t')}\n`, { mode: 0o600 });
	return owner;
}
