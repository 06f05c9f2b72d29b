/**
 * Calls back when a time is over, unless cancelled before.
 *
 * Timers come first in a turn of Node's event loop: after a second of heavy work in another
 * execution, a limit would be found over although the connection or the answer is already there,
 * unread. So what has arrived by then is looked at once more before the limit strikes.
 *
 * @returns cancels it
 */
export function timeLimit(ms: number, over: () => void): () => void {
	let immediate: NodeJS.Immediate | undefined;
	const timer = setTimeout(() => {
		immediate = setImmediate(over);
	}, ms);
	return () => {
		clearTimeout(timer);
		if (immediate) clearImmediate(immediate);
	};
}
