/**
 * The ward board from a real n8n in a real browser, on a wall and on a phone: nobody touches the page while a
 * value comes in, grows red, and leaves with its confirm.
 */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { quickBoard } from '../support/exampleCopies';
import { hospitalCalls } from '../support/hospitalCalls';
import { startTestN8n, type TestN8n } from '../support/n8n';
import { triggerWorkflow } from '../support/workflows';

let n8n: TestN8n;
let browser: Browser;
const { send, confirm } = hospitalCalls(() => n8n);

beforeAll(async () => {
	n8n = await startTestN8n({ hospitalUrl: 'http://127.0.0.1:9' });
	browser = await launchBrowser();
	await n8n.publish(triggerWorkflow({ path: 'risk/send' }));
	await n8n.publish(triggerWorkflow({ path: 'risk/confirm', kind: 'confirm' }));
	await n8n.publish(quickBoard(n8n.exampleWorkflow('board')));
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await n8n?.dispose();
});

async function open(width: number, height: number): Promise<Page> {
	const httpCredentials = { username: 'ward', password: 'board-demo' };
	const context = await browser.newContext({ viewport: { width, height }, httpCredentials });
	const page = await context.newPage();
	const url = n8n.webhookUrl('risk/board');
	await n8n.until(async () => (await page.goto(url))?.status() === 200, 30_000, 'the board');
	return page;
}

it.each([
	['wall', 1920, 1080],
	['phone', 390, 844],
])(
	'on a %s shows a value come in, grow red and leave, by itself',
	async (screen, width, height) => {
		const page = await open(width, height);
		const riskId = `live-${screen}`;
		const bed = screen === 'wall' ? '61' : '62';
		const card = page.locator('article', { hasText: `${bed}床` });
		const urgent = page.locator('article.t4', { hasText: `${bed}床` });
		const shown = { timeout: 30_000 };

		await page.getByText('当前没有未确认的危急值').waitFor(shown);
		await send(riskId, { patientBedno: bed });
		await card.waitFor(shown);
		expect(await urgent.count()).toBe(0);
		expect(await card.innerText()).toContain('张*');
		await urgent.waitFor(shown);
		const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
		expect(await page.evaluate(sideways)).toBe(0);
		await confirm(riskId);
		await page.getByText('当前没有未确认的危急值').waitFor(shown);
		expect(await card.count()).toBe(0);
		await page.context().close();
	},
	150_000,
);
