import { BASE } from './base';
import { ASIDE, CARD } from './card';
import { COLOURS } from './colours';
import { PRINT } from './print';
import { UPRIGHT, WALL } from './wall';
import { WIDE } from './wide';

/** The page's style sheet. What is later overrides: phone, wider, upright wall, lying wall, paper. */
export const styleSheet = (times: { refreshSeconds: number; staleSeconds: number }): string =>
	`:root { --refresh: ${times.refreshSeconds}s; --stale: ${times.staleSeconds}s; }
${COLOURS}${BASE}${CARD}${ASIDE}${WIDE}${UPRIGHT}${WALL}${PRINT}`;
