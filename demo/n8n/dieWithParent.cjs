/**
 * Preloaded into n8n (`node --require`): ends it when the process that started it is gone, however
 * that process ended. The channel between the two closes even on `kill -9`, which no signal handler
 * on the other side could pass on.
 */
const LIMIT_MS = 15_000;

if (process.channel) {
	process.once('disconnect', () => {
		process.kill(process.pid, 'SIGTERM');
		// We lead a process group of our own, with n8n's task runner in it.
		setTimeout(() => process.kill(-process.pid, 'SIGKILL'), LIMIT_MS).unref();
	});
	// Listening must not keep n8n's short-lived commands from ending.
	process.channel.unref();
}
