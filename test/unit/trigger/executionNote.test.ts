/** What a worker tells the main process, by way of n8n's custom data. */
import type { IExecuteFunctions, IRun } from 'n8n-workflow';
import { notedExecution, noteExecution } from '../../../lib/n8n/ledger/executionNote';

const metadata: Record<string, string> = {};

const context = {
	getExecutionId: () => '4711',
	customData: {
		set: (key: string, value: string) => void (metadata[key] = value),
	} as unknown as IExecuteFunctions['customData'],
};

const run = () => ({ data: { resultData: { runData: {}, metadata } } }) as unknown as IRun;

beforeEach(() => {
	process.env.EXECUTIONS_MODE = 'queue';
	for (const key of Object.keys(metadata)) delete metadata[key];
});

afterEach(() => delete process.env.EXECUTIONS_MODE);

it('the execution’s id arrives, whatever else is there', () => {
	metadata.ward = '0301';
	noteExecution(context);
	expect(notedExecution(run())).toBe('4711');
	expect(Object.keys(metadata)).toHaveLength(2);
});

it('nothing was noted: the execution did not get that far, or there is none', () => {
	expect(notedExecution(run())).toBeNull();
	expect(notedExecution(undefined)).toBeNull();
});

it('without queue mode, or in an n8n without custom data, nothing is written', () => {
	noteExecution({ getExecutionId: () => '4711' });
	delete process.env.EXECUTIONS_MODE;
	noteExecution(context);
	expect(metadata).toEqual({});
});
