import type { CriticalValue } from '../criticalValue';

/** What the board shows. Patient data. */
export interface BoardValues {
	/** All that nobody has confirmed, in any order. */
	open: readonly CriticalValue[];
	/** Confirmed lately, in any order. */
	recent: readonly CriticalValue[];
	/** First sent today, whatever they have come to. */
	today: readonly CriticalValue[];
	/** Wards that were asked for, and of which there has never been a critical value: mistyped, perhaps. */
	unknownWards: readonly string[];
}

export interface BoardSettings {
	/** Heading: the hospital, the ward, or what the page is. */
	title: string;
	/** Codes or names; empty for all wards. */
	wards: readonly string[];
	/** Times of the escalation plan's steps in minutes, rising: a value grows redder at each. */
	steps: readonly number[];
	/** A confirmation within so many minutes is in time. */
	limitMinutes: number;
	/** Names as 张*, and visit numbers by their last digits. Off only where no visitor can look. */
	isMasked: boolean;
	/** `auto` follows the device. */
	theme: 'auto' | 'light' | 'dark';
	/** The page loads itself anew after so many seconds. */
	refreshSeconds: number;
	/** A page older than this says so across the screen. */
	staleSeconds: number;
	/** Most open values drawn; the rest is counted. */
	maxShown: number;
}

/** A page that loads itself anew more often than that would be a load, and no quicker to look at. */
export const LEAST_REFRESH_SECONDS = 2;

export const BOARD_DEFAULTS: BoardSettings = {
	title: '危急值看板',
	wards: [],
	// The example of domain.md: ward, doctor on duty, head of department, medical affairs.
	steps: [5, 10, 15, 20],
	limitMinutes: 10,
	isMasked: true,
	theme: 'auto',
	refreshSeconds: 10,
	staleSeconds: 60,
	maxShown: 60,
};

/** Everything the page is made of. */
export interface BoardInput extends BoardValues {
	settings: BoardSettings;
	/** Epoch milliseconds. */
	now: number;
	/** IANA name. */
	timeZone: string;
	/** A few words for a code of the failure catalogue; a code without words is shown as it is. */
	reasonText: (code: string) => string | undefined;
}
