import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recallPaths, rememberPaths } from '../../../lib/n8n/trigger/gateMemory';
import { openGate } from '../../../lib/n8n/trigger/requestGate';
import { n8nFolder } from '../../../lib/n8n/userFolder';

const file = () => join(n8nFolder(), 'critical-value-urls.json');
const paths = new Map([['/outapi/risk/send', { mirrorHttpStatus: true }]]);

afterEach(() => rmSync(file(), { force: true }));

it('gives back what it was given, and nothing before that', () => {
	expect(recallPaths().size).toBe(0);
	rememberPaths(paths);
	expect(recallPaths()).toEqual(paths);
	expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it.each(['', '{"/outapi', '[]', '{"/outapi/risk/send":{"mirrorHttpStatus":"yes"}}', 'null'])(
	'starts from nothing where the file holds %j',
	(text) => {
		writeFileSync(file(), text);
		expect(recallPaths().size).toBe(0);
	},
);

it('an opened gate is remembered, and written only when something changes', () => {
	openGate('http://127.0.0.1/outapi/ward/send', { mirrorHttpStatus: false });
	expect(recallPaths().has('/outapi/ward/send')).toBe(true);
	rmSync(file());
	openGate('http://127.0.0.1/outapi/ward/send', { mirrorHttpStatus: false });
	expect(recallPaths().size).toBe(0);
	openGate('http://127.0.0.1/outapi/ward/send', { mirrorHttpStatus: true });
	expect(recallPaths().get('/outapi/ward/send')).toEqual({ mirrorHttpStatus: true });
});
