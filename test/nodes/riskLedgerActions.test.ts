/** Replay and Discard: what they change, what they leave alone, and what the audit trail then says. */
import type { IDataObject } from 'n8n-workflow';
import type { Row } from '../../lib/ledger/database';
import { INBOX_STATES, type InboxState } from '../../lib/ledger/types';
import { discardSchema, replaySchema } from '../../lib/n8n/ledgerNode/outputSchema';
import { NOW } from '../ledger/messages';
import { withRawSql } from '../ledger/rawSql';
import { ledgerOf, outputOf, overBothLedgers, put, run, shownError } from './riskLedgerSupport';

const BY = { person: ' 王工 X0012 ', reason: '电子病历已恢复' };

overBothLedgers((site) => {
	const audit = async (action: string): Promise<Row[]> =>
		await withRawSql(
			site().place,
			async (sql) => await sql('SELECT * FROM audit WHERE action = $1 ORDER BY seq', action),
		);
	const auditLength = async () =>
		await withRawSql(site().place, async (sql) => (await sql('SELECT seq FROM audit')).length);

	/** State of each message by riskId. */
	const states = async () => {
		const { entries } = await (await ledgerOf(site())).search({}, 1_000);
		return Object.fromEntries(entries.map(({ riskId, state }) => [riskId, state]));
	};
	const oneOfEachState = async () => {
		const ledger = await ledgerOf(site());
		const ids: Partial<Record<InboxState, number>> = {};
		for (const state of INBOX_STATES) ids[state] = await put(ledger, state, state);
		return ids as Record<InboxState, number>;
	};

	describe('Replay, one', () => {
		const replay = async (parameters: IDataObject) =>
			await outputOf(site(), { operation: 'replay', scope: 'one', ...parameters });

		test.each(['done', 'dead', 'discarded'] as const)('takes up a %s message', async (state) => {
			const ids = await oneOfEachState();
			const [json] = await replay({ messageId: ids[state], ...BY });
			expect(json).toEqual({
				dryRun: false,
				messageId: ids[state],
				matching: 1,
				replayed: 1,
				text: '已重放 1 条消息；1 messages are being replayed',
			});
			expect(replaySchema.strict().parse(json)).toBeTruthy();
			const before = Object.fromEntries(INBOX_STATES.map((one) => [one, one]));
			expect(await states()).toEqual({ ...before, [state]: 'pending' });
			expect(await audit('replayed')).toMatchObject([
				{ actor: '王工 X0012', risk_id: state, detail: '{"reason":"电子病历已恢复"}' },
			]);
			expect(await (await ledgerOf(site())).verifyAudit()).toMatchObject({ intact: true });
		});

		test.each(['pending', 'claimed'] as const)('a %s message needs none', async (state) => {
			const ids = await oneOfEachState();
			const parameters = { operation: 'replay', messageId: ids[state], ...BY };
			const { message, description } = shownError(await run(site(), parameters));
			expect(message).toContain(`编号为 ${ids[state]} 的消息无需重放`);
			expect(message).toContain(`needs no replay`);
			expect(message).toContain(`(${state})`);
			expect(description).toMatch(/自动继续.*Discard 丢弃.*goes on by itself/);
			expect(/下次尝试：\d{4}-.*\+08:00/.test(description)).toBe(state === 'pending');
			expect(await audit('replayed')).toEqual([]);
		});

		test('a dry run of one says so, and changes nothing', async () => {
			const ids = await oneOfEachState();
			const before = [await states(), await auditLength()];
			const [json] = await replay({ messageId: ids.dead, dryRun: true });
			expect(json).toMatchObject({ dryRun: true, matching: 1, replayed: 0 });
			expect([await states(), await auditLength()]).toEqual(before);
		});
	});

	describe('Replay, by filter', () => {
		const parametersOf = (parameters: IDataObject) => ({
			operation: 'replay',
			scope: 'filtered',
			...parameters,
		});
		const replay = async (parameters: IDataObject) => {
			const [json, ...more] = await outputOf(site(), parametersOf(parameters));
			expect(more).toEqual([]);
			expect(replaySchema.strict().parse(json)).toBeTruthy();
			return json ?? {};
		};

		test('counts first, unless switched off, and asks nobody who it is', async () => {
			await oneOfEachState();
			const before = [await states(), await auditLength()];
			expect(await replay({})).toEqual({
				dryRun: true,
				messageId: null,
				matching: 1,
				replayed: 0,
				text: '试运行：将重放 1 条消息，未作任何更改；Dry run: 1 messages would be replayed, nothing was changed',
			});
			expect([await states(), await auditLength()]).toEqual(before);
		});

		const each = (values: unknown[]) => values.map((value) => [JSON.stringify(value), value]);

		test.each(
			each([
				{},
				{ states: ['done', 'dead', 'discarded'] },
				{ states: ['done'] },
				// An expression may name states that are not on the list.
				{ states: '={{ ["dead", "pending", "claimed"] }}' },
				{ states: ['done', 'dead'], filters: { riskId: 'dead' } },
				{ states: ['done', 'dead', 'discarded'], filters: { patientClass: 'E' } },
				{ states: ['done', 'dead'], filters: { verdict: 'rejected' } },
				{ filters: { acceptedAfter: new Date(NOW + 1).toISOString() } },
				{ states: ['dead'], filters: { target: 'EMR' } },
			]) as Array<[string, IDataObject]>,
		)('%s: exactly as many as the dry run has counted', async (_, parameters) => {
			const ledger = await ledgerOf(site());
			await oneOfEachState();
			await put(ledger, 'E', 'dead', { patientClass: 'E' }, NOW + 1);
			await put(ledger, 'R', 'dead', { verdict: 'rejected', fingerprint: null });
			const { matching } = await replay(parameters);
			expect(matching).toBe((await replay(parameters)).matching);
			const before = await states();
			const done = await replay({ ...parameters, dryRun: false, ...BY });
			expect(done).toMatchObject({ dryRun: false, matching, replayed: matching });
			const after = await states();
			const changed = Object.keys(after).filter((riskId) => after[riskId] !== before[riskId]);
			expect(changed).toHaveLength(Number(matching));
			for (const riskId of changed) {
				expect(after[riskId]).toBe('pending');
				expect(['done', 'dead', 'discarded']).toContain(before[riskId]);
			}
			expect((await audit('replayed')).map(({ actor }) => actor)).toEqual(
				changed.map(() => '王工 X0012'),
			);
			expect(await replay(parameters)).toMatchObject({ matching: 0 });
		});

		test('a form or an expression may decide whether it is a dry run', async () => {
			await oneOfEachState();
			const parameters = parametersOf({ dryRun: '={{ $json.dryRun }}', ...BY });
			const ask = async (dryRun?: unknown) =>
				await run(site(), parameters, { items: [{ json: { dryRun } as IDataObject }] });
			expect((await ask('true')).items('Ledger')).toMatchObject([{ json: { replayed: 0 } }]);
			expect(shownError(await ask()).message).toContain('Dry Run 试运行');
			expect(await states()).toMatchObject({ dead: 'dead' });
			expect((await ask('false')).items('Ledger')).toMatchObject([{ json: { replayed: 1 } }]);
			expect(await states()).toMatchObject({ dead: 'pending' });
		});

		test('of messages that were dead, and no other state, unless told', async () => {
			await oneOfEachState();
			await replay({ dryRun: false, ...BY });
			expect(await states()).toMatchObject({ dead: 'pending', done: 'done' });
			expect(await states()).toMatchObject({ discarded: 'discarded', claimed: 'claimed' });
		});

		test.each([[[]], [['pending']], [['pending', 'claimed']], ['']])(
			'states %j: there is nothing that could be replayed',
			async (selected) => {
				await oneOfEachState();
				const before = await states();
				const chosen = parametersOf({ states: selected, dryRun: false, ...BY });
				const { message, description } = shownError(await run(site(), chosen));
				expect(message).toContain('没有选择可以重放的状态');
				expect(description).toMatch(/States 状态.*done.*dead.*discarded/);
				expect(await states()).toEqual(before);
			},
		);

		test.each([
			['={{ $json.notThere }}', 'riskId'],
			['', 'riskId'],
			['={{ $json.notThere }}', 'acceptedAfter'],
			['   ', 'target'],
		])(
			'a condition that comes out empty (%j, %s) is no reason to take everything',
			async (...[value, name]) => {
				await oneOfEachState();
				const before = await states();
				const chosen = parametersOf({ filters: { [name]: value }, dryRun: false, ...BY });
				const result = await run(site(), chosen);
				expect(result.status).toBe('error');
				expect(shownError(result).description).toContain('all messages would be taken');
				expect(await states()).toEqual(before);
			},
		);
	});

	describe('a replay needs a person and a reason', () => {
		test.each([
			['Person 操作人', { person: '={{ "" }}', reason: 'x' }],
			['Person 操作人', { person: '\u3000 \u200b', reason: 'x' }],
			['Reason 原因', { person: 'x', reason: ' \t\n' }],
			['Reason 原因', { person: 'x', reason: 'x'.repeat(501) }],
			['Reason 原因', { person: 'x', reason: '={{ $json.notThere }}' }],
		])('%s: %j', async (label, by) => {
			const ids = await oneOfEachState();
			const before = [await states(), await auditLength()];
			for (const parameters of [
				{ operation: 'replay', messageId: ids.dead, ...by },
				{ operation: 'replay', scope: 'filtered', dryRun: false, ...by },
				{ operation: 'discard', messageId: ids.dead, ...by },
			]) {
				const { message } = shownError(await run(site(), parameters));
				expect(message).toContain(`参数“${label}”不能用`);
			}
			expect([await states(), await auditLength()]).toEqual(before);
		});
	});

	describe('Discard', () => {
		test.each(['pending', 'claimed', 'dead'] as const)('puts a %s message aside', async (state) => {
			const ids = await oneOfEachState();
			const parameters = { operation: 'discard', messageId: ids[state], ...BY };
			const [json] = await outputOf(site(), parameters);
			expect(json).toMatchObject({
				messageId: ids[state],
				riskId: state,
				state: 'discarded',
				discarded: true,
				previousState: state,
				person: '王工 X0012',
				reason: '电子病历已恢复',
				endedTime: expect.stringMatching(/\+08:00$/) as string,
			});
			expect(discardSchema.strict().parse(json)).toBeTruthy();
			expect(await states()).toMatchObject({ [state]: 'discarded' });
			expect((await audit('discarded')).at(-1)).toMatchObject({
				actor: '王工 X0012',
				risk_id: state,
				detail: '{"reason":"电子病历已恢复"}',
			});
		});

		test.each([
			['done', '已完成', /flag delete/],
			['discarded', '已丢弃', /Replay 重放/],
		] as const)('not a %s message, and says why', async (state, words, remedy) => {
			const ids = await oneOfEachState();
			const entries = await auditLength();
			const parameters = { operation: 'discard', messageId: ids[state], ...BY };
			const { message, description } = shownError(await run(site(), parameters));
			expect(message).toContain(`编号为 ${ids[state]} 的消息不能丢弃：${words}（${state}）`);
			expect(message).toContain('cannot be discarded');
			expect(description).toMatch(remedy);
			expect(await auditLength()).toBe(entries);
		});

		test('not one that is not there, and says where to look', async () => {
			const parameters = { operation: 'discard', messageId: 4_711, ...BY };
			const { message, description } = shownError(await run(site(), parameters));
			expect(message).toBe('台账中没有编号为 4711 的消息；the ledger has no message 4711');
			expect(description).toContain('Search Messages');
		});
	});
});
