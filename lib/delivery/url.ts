import type { Kind } from '../contract/fields';
import { WIRE_PATH } from '../contract/fields';

/** The prefix that the interface document puts before `risk/send` and `risk/confirm`. */
const DOCUMENT_PREFIX = 'outapi';

/** What an admin may have pasted behind the base: the whole address of one of the two interfaces. */
const INTERFACE_SUFFIX = /\/risk\/(?:send|confirm)$/i;

const PREFIX_SUFFIX = new RegExp(`/${DOCUMENT_PREFIX}$`, 'i');

/** An address to call, and the form of it that may be shown: a query can carry a gateway's key. */
export interface TargetUrl {
	href: string;
	shown: string;
}

/** Where a target takes its messages. */
export interface TargetAddress {
	/** The address without query and user: the same for every operation. */
	key: string;
	urls: Record<Kind, TargetUrl>;
}

export type AddressFault =
	'EMPTY' | 'NO_SCHEME' | 'SCHEME_NOT_HTTP' | 'UNREADABLE' | 'HAS_USER_OR_PASSWORD';

export type AddressResult =
	{ ok: true; address: TargetAddress } | { ok: false; fault: AddressFault };

/**
 * The folder below which `risk/send` and `risk/confirm` lie, without a slash at its end.
 *
 * An address that already names an interface is taken as it is up to there, so that a receiver
 * without the document's prefix (an n8n server with its stock `/webhook/`) can be reached too.
 */
function basePath(pathname: string): string {
	const path = pathname.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
	if (INTERFACE_SUFFIX.test(path)) return path.replace(INTERFACE_SUFFIX, '');
	return PREFIX_SUFFIX.test(path) ? path : `${path}/${DOCUMENT_PREFIX}`;
}

function targetUrl(url: URL, base: string, kind: Kind): TargetUrl {
	const path = `${url.origin}${base}/${WIRE_PATH[kind]}`;
	return { href: `${path}${url.search}`, shown: path };
}

function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/**
 * Turns what an admin typed as base URL into the addresses that are called.
 *
 * @param text with or without `/outapi`, a slash at the end, or the whole path of an interface
 * @returns both addresses, or which rule the text breaks; never throws
 */
export function readAddress(text: string): AddressResult {
	const trimmed = text.trim();
	if (trimmed === '') return { ok: false, fault: 'EMPTY' };
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return { ok: false, fault: 'NO_SCHEME' };

	const url = parseUrl(trimmed);
	if (!url || url.hostname === '') return { ok: false, fault: 'UNREADABLE' };
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		return { ok: false, fault: 'SCHEME_NOT_HTTP' };
	}
	if (url.username !== '' || url.password !== '') {
		return { ok: false, fault: 'HAS_USER_OR_PASSWORD' };
	}

	const base = basePath(url.pathname);
	return {
		ok: true,
		address: {
			key: `${url.origin}${base}`,
			urls: { send: targetUrl(url, base, 'send'), confirm: targetUrl(url, base, 'confirm') },
		},
	};
}
