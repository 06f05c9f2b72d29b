/** The ward board as it is served: it refreshes itself behind n8n's sandbox, and says so where it cannot. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getHtmlSandboxCSP } from 'n8n-core/dist/html-sandbox';
import type { Browser } from 'playwright-core';
import { renderBoard } from '../../lib/lifecycle/board/page';
import { boardInput, NOW, openValue } from '../support/boardValues';
import { afternoon } from '../support/boardWard';
import { launchBrowser } from '../support/browser';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);
afterAll(async () => await browser?.close());

describe('a page that is not refreshed', () => {
	it('says so across the screen, and not before', async () => {
		const page = await browser.newPage();
		const html = renderBoard(boardInput(afternoon(2, 3), { refreshSeconds: 2, staleSeconds: 7 }));
		// As where the browser is kept from refreshing, or the server does not answer.
		await page.setContent(html.replace(/<meta http-equiv="refresh"[^>]*>/, ''));
		await page.waitForTimeout(4000);
		expect(await page.locator('.stale').isVisible()).toBe(false);
		await page.locator('.stale').waitFor({ state: 'visible', timeout: 10_000 });
		expect(await page.locator('.stale').innerText()).toContain('画面已超过 7 秒没有刷新');
		await page.close();
	});
});

/** Headers as n8n answers a webhook with: {@link getHtmlSandboxCSP}. */
class Board {
	readonly asked: string[] = [];
	open = [openValue('R1', 1, { patientBedno: '7' })];
	minutes = 0;
	private readonly server: Server;

	constructor(headers: Record<string, string>) {
		this.server = createServer((request, response) => {
			if (request.headers.authorization !== `Basic ${btoa('ward:secret')}`) {
				response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="board"' }).end();
				return;
			}
			this.asked.push(request.url ?? '');
			response.writeHead(200, {
				'Content-Type': 'text/html; charset=utf-8',
				'Cache-Control': 'no-store',
				...headers,
			});
			const input = boardInput({ open: this.open }, { refreshSeconds: 2 });
			response.end(renderBoard({ ...input, now: NOW + this.minutes * 60_000 }));
		});
	}

	async start(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/outapi/risk/board`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

describe.each([
	["n8n's sandbox", { 'Content-Security-Policy': getHtmlSandboxCSP() }, []],
	// What a stricter proxy may make of it: then only the header refreshes, which the example workflow sends along.
	[
		'a sandbox without scripts',
		{ 'Content-Security-Policy': 'sandbox', Refresh: '2' },
		[expect.stringContaining("'allow-scripts' keyword is not set")],
	],
])('behind %s and a password', (_, headers, complaints) => {
	let board: Board;
	beforeEach(() => {
		board = new Board(headers);
	});
	afterEach(async () => await board.stop());

	it('a value appears, reddens and leaves, without a script and without a hand', async () => {
		const context = await browser.newContext({
			httpCredentials: { username: 'ward', password: 'secret' },
			javaScriptEnabled: false,
		});
		const wall = await context.newPage();
		const failed: string[] = [];
		wall.on('requestfailed', (request) => failed.push(request.url()));
		wall.on('console', (message) => failed.push(message.text()));
		board.open = [];
		await wall.goto(`${await board.start()}?ward=W0301`);
		await wall.getByText('当前没有未确认的危急值').waitFor();
		board.open = [openValue('R1', 1, { patientBedno: '7' })];
		await wall.locator('.card.t0', { hasText: '7床' }).waitFor({ timeout: 10_000 });
		board.minutes = 20;
		await wall.locator('.card.t4', { hasText: '21' }).waitFor({ timeout: 10_000 });
		board.open = [];
		await wall.getByText('当前没有未确认的危急值').waitFor({ timeout: 10_000 });
		expect(new Set(board.asked)).toEqual(new Set(['/outapi/risk/board?ward=W0301']));
		expect([...new Set(failed)]).toEqual(complaints);
		await context.close();
	}, 60_000);
});
