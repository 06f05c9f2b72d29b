/** The real n8n editor in headless Chromium. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import type { TestN8n } from './n8n';

const VIEWPORT = { width: 1440, height: 900 };
/** Longer than a busy machine takes, shorter than a test. */
const DRAWN_WITHIN_MS = 20_000;
const WALL = { width: 1600, height: 900 };

/** With UPDATE_IMAGES=1 the README's pictures are taken anew; otherwise they go to a temporary folder. */
function imageFolder(): { folder: string; isTemporary: boolean } {
	if (process.env.UPDATE_IMAGES === '1') {
		const folder = join(__dirname, '../../docs/images');
		mkdirSync(folder, { recursive: true });
		return { folder, isTemporary: false };
	}
	return { folder: mkdtempSync(join(tmpdir(), 'critical-value-images-')), isTemporary: true };
}

export class Editor {
	private readonly images = imageFolder();

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly url: string,
	) {}

	/** Opens a browser in which the owner is logged in. */
	static async open(n8n: TestN8n): Promise<Editor> {
		const browser = await launchBrowser();
		const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor: 1.5 });
		const cookies = (await n8n.rest.login()).split('; ').map((cookie) => {
			const [name = '', ...value] = cookie.split('=');
			return { name, value: value.join('='), url: n8n.url };
		});
		await context.addCookies(cookies);
		return new Editor(browser, await context.newPage(), n8n.url);
	}

	/** Opens a workflow and waits until its nodes are drawn. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.locator('[data-test-id="canvas-node"]').first().waitFor();
		// The checklist n8n lays over a published workflow's canvas.
		const close = this.page.locator('[data-test-id="suggested-action-close"]');
		if (await close.isVisible().catch(() => false)) await close.click();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.locator('[data-test-id="canvas-plus-button"]').waitFor();
	}

	/** Names that the node panel lists for a search term. */
	async search(term: string): Promise<string[]> {
		const names = this.page.locator('[data-test-id="node-creator-item-name"]');
		await this.page.locator('[data-test-id="node-creator"] input').first().fill(term);
		await this.page.getByText('危急值').first().waitFor();
		return await names.allInnerTexts();
	}

	/** Opens a node's details by double click on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.page
			.locator('[data-test-id="ndv"], [data-test-id="node-parameters"]')
			.first()
			.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.locator('[data-test-id="node-parameters"]').waitFor({ state: 'detached' });
	}

	/** What a person can read on the page: its text, and what stands in its fields (a chosen option). */
	private async shownText(): Promise<string> {
		const fields = await this.page
			.locator('input')
			.evaluateAll((inputs) =>
				(inputs as unknown as Array<{ value: string }>).map((one) => one.value),
			);
		return [await this.page.locator('body').innerText(), ...fields].join('\n');
	}

	/**
	 * As {@link shownText}, once these texts are in it or a while has passed: some fields, such as a plan's steps,
	 * are drawn a moment after the panel.
	 */
	async shownTextWith(texts: readonly string[]): Promise<string> {
		const until = performance.now() + DRAWN_WITHIN_MS;
		for (;;) {
			const shown = await this.shownText();
			const isComplete = texts.every((one) => shown.includes(one));
			if (isComplete || performance.now() > until) return shown;
			await this.page.waitForTimeout(100);
		}
	}

	/** Addresses of our icons on the page that could not be drawn; throws when there is none at all. */
	async brokenIcons(): Promise<string[]> {
		const icons = this.page.locator('img[src*="n8n-nodes-critical-value"]');
		await icons.first().waitFor();
		return await icons.evaluateAll((images) =>
			(images as unknown as Array<{ src: string; naturalWidth: number }>)
				.filter(({ naturalWidth }) => naturalWidth === 0)
				.map(({ src }) => src),
		);
	}

	/** @returns the picture's size in bytes */
	async picture(name: string): Promise<number> {
		const image = await this.page.screenshot({
			path: join(this.images.folder, `${name}.png`),
			animations: 'disabled',
		});
		return image.length;
	}

	/** Takes the picture of a page of HTML in a window of its own, as a wall screen shows it. */
	async pictureOf(html: string, name: string): Promise<number> {
		const page = await this.browser.newPage({ viewport: WALL, deviceScaleFactor: 1.5 });
		try {
			await page.setContent(html);
			const path = join(this.images.folder, `${name}.png`);
			// An animation brought to its end would show the warning of a page that stands still.
			return (await page.screenshot({ path, animations: 'allow' })).length;
		} finally {
			await page.close();
		}
	}

	async close(): Promise<void> {
		await this.browser.close();
		if (this.images.isTemporary) rmSync(this.images.folder, { recursive: true, force: true });
	}
}
