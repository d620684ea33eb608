import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { createSender } from '../support/approved-order.ts';
import { findChromium, openBrowser } from '../support/chromium.ts';
import { clientOf } from '../support/http-client.ts';
import { createPlatform } from '../support/platform.ts';

const CHROMIUM = findChromium(process.env);
const SCREENSHOTS = fileURLToPath(new URL('../../../../.karat/screenshots/', import.meta.url));
const DAY_MS = 86_400_000;

const browserTest = CHROMIUM === null ? test.skip : test;

browserTest('operators see orders arrive, claim them by a click, and see them go', async (t) => {
  const platform = await createPlatform();
  t.teardown(platform.close);
  const [operator] = await Promise.all([
    platform.start('operator'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  const sender = await createSender(platform);
  t.teardown(sender.close);
  const browser = await openBrowser(t, CHROMIUM ?? '');
  const page = await browser.newPage();
  const faults = watchFaults(page);
  const [queue, mine] = [laneOf(page, 'To make, most urgent first'), laneOf(page, 'My work')];
  const address = `http://127.0.0.1:${String(operator.port)}/`;

  await page.goto(`${address}#token=anna-token`);
  await page.getByText('Live', { exact: true }).waitFor();
  t.is(new URL(page.url()).hash, '', 'the token is out of the address');
  await page.evaluate('window.sameDocument = true');

  // Arrival without reload, the urgent one before the one that was there.
  const calm = await sender.approvedOrder({ dueAt: Date.now() + 9 * DAY_MS });
  await queue.locator(`[data-order="${calm}"]`).waitFor();
  const late = await sender.approvedOrder({ dueAt: Date.now() - DAY_MS, sellerOrderRef: 'A-1001' });
  await queue.locator(`[data-order="${late}"]`).waitFor();
  const items = await queue.locator('li').all();
  const rows = await Promise.all(items.map((item) => item.getAttribute('data-order')));
  t.deepEqual(rows, [late, calm]);
  const first = queue.locator(`[data-order="${late}"]`);
  t.is(await first.locator('.why').textContent(), 'overdue by 24 h, 2 h of work');
  t.is(await queue.locator(`[data-order="${calm}"] .why`).textContent(), 'due in 9 d, 2 h of work');
  await page.locator('[data-status="MANUFACTURING_APPROVED"] dd', { hasText: '2' }).waitFor();
  await keepScreenshot(page, 'operator-page');

  // Her claim moves it from the queue to her work.
  await first.getByRole('button', { name: /^Claim/ }).click();
  await mine.locator(`[data-order="${late}"]`).waitFor();
  await first.waitFor({ state: 'detached' });

  // Somebody else was faster: it says so in place, then goes.
  const boris = clientOf(operator.port, 'boris');
  t.is((await boris.command(`/v1/orders/${calm}/claim`)).status, 201);
  const other = queue.locator(`[data-order="${calm}"]`);
  await other.getByText('Taken by boris').waitFor();
  await other.waitFor({ state: 'detached' });
  await queue.getByText('Nothing waits to be made.').waitFor();

  // By keyboard alone: complete.
  await mine.getByRole('button', { name: /^Complete/ }).focus();
  await page.keyboard.press('Enter');
  await mine.getByText('Claim an order to begin.').waitFor();
  await page.locator('[data-status="MANUFACTURING_COMPLETED"] dd', { hasText: '1' }).waitFor();
  t.true(await page.evaluate('window.sameDocument'), 'nothing was reloaded');

  await logisticsFinishes(t, { page: await browser.newPage(), address, orderId: late });
  await page.locator('[data-status="SHIPPED"] dd', { hasText: '0' }).waitFor();

  // A connection lost is said, and what happened meanwhile is there afterwards.
  await operator.stop();
  await page.getByText(/^Connection lost/).waitFor();
  await operator.restart();
  await operator.ready();
  const meanwhile = await sender.approvedOrder();
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
  await queue.locator(`[data-order="${meanwhile}"]`).waitFor();
  t.deepEqual(faults, []);
});

interface Logistics {
  readonly page: Page;
  readonly address: string;
  readonly orderId: string;
}

/** Lena packs, ships and closes the order on her own page. */
async function logisticsFinishes(t: ExecutionContext, { page, address, orderId }: Logistics) {
  await page.goto(address);
  await page.getByLabel('Access token').fill('lena-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const order = page.locator(`[data-order="${orderId}"]`);
  await order.getByRole('button', { name: /^Pack/ }).click();
  await order.getByRole('button', { name: /^Ship/ }).click();
  await order.getByLabel('Carrier').fill('dhl');
  await order.getByLabel('Tracking number').fill('JD014600003RU');
  await order.getByRole('button', { name: 'Hand over' }).click();
  const delivered = laneOf(page, 'On the way').locator(`[data-order="${orderId}"]`);
  await delivered.waitFor();
  await keepScreenshot(page, 'logistics-page');
  await delivered.getByRole('button', { name: /^Delivered/ }).click();
  await page.getByText('Nothing is on the way.').waitFor();
  t.pass();
}

function laneOf(page: Page, title: string) {
  return page.locator('section', {
    has: page.getByRole('heading', { name: new RegExp(`^${title}`) }),
  });
}

/** What a page should never say: errors of its scripts, and anything that its policy had to stop. */
function watchFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A server that is away is what the end of the test is about.
    const isAway = /net::ERR_|Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !isAway) faults.push(message.text());
  });
  return faults;
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}
