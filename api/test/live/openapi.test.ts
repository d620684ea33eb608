import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import anyTest, { type TestFn } from 'ava';
import { findChromium, openBrowser } from '../support/chromium.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

const test = anyTest as TestFn<{ platform: Platform; urls: ReadonlyMap<string, string> }>;

const APIS = ['storefront', 'seller', 'operator', 'crm', 'operations'] as const;
const CHROMIUM = findChromium(process.env);
const browserTest = CHROMIUM === null ? test.skip : test;
const { Spectral } = spectral;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

test.before(async (t) => {
  const platform = await createPlatform();
  const started = APIS.map(async (name) => {
    const { port } = await platform.start(name);
    return [name, `http://127.0.0.1:${String(port)}`] as const;
  });
  t.context = { platform, urls: new Map(await Promise.all(started)) };
});

test.after.always((t) => t.context.platform.close());

async function documentOf(url: string): Promise<Document> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document;
}

for (const name of APIS) {
  test(`the document of ${name} is told to anybody and keeps every rule`, async (t) => {
    const document = await documentOf(t.context.urls.get(name) ?? '');
    const linter = new Spectral();
    linter.setRuleset({
      extends: [[rulesets.oas as RulesetDefinition, 'all']],
      // An installation has its own people to ask; a licence is told by its SPDX name, or by a URL.
      rules: { 'info-contact': 'off', 'contact-properties': 'off', 'license-url': 'off' },
    });
    const faults = await linter.run({ ...document });
    t.deepEqual(
      faults.map(({ code, message, path }) => `${String(code)} ${path.join('.')}: ${message}`),
      [],
    );
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    t.true(operations.length > 1);
    t.is(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    for (const { summary } of operations) t.regex(summary, /^[A-Z][^.]+$/);
  });
}

browserTest('an API is tried out in its page, with a token and under its policy', async (t) => {
  const browser = await openBrowser(t, CHROMIUM ?? '');
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && faults.push(`${message.text()} ${message.location().url}`),
  );
  await page.goto(`${t.context.urls.get('operator') ?? ''}/docs`);
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.locator('.auth-container input').fill('anna-token');
  await page.locator('.auth-container button[type=submit]').click();
  await page.locator('.auth-container .btn-done').click();
  await page.locator('#operations-me-getMe .opblock-summary-control').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  const answer = page.locator('#operations-me-getMe .live-responses-table');
  await answer.getByText('"anna"').waitFor();
  t.deepEqual(faults, []);
});
