import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { CHROMIUM, QUIET_CHROMIUM } from '../support/chromium.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { systemUnderTest } from '../support/system.ts';

if (CHROMIUM === undefined) console.log('skipped: Swagger UI in a browser (Chromium is not installed)');

describe.runIf(CHROMIUM !== undefined)('Swagger UI', () => {
  let system: SystemUnderTest;
  let profile: string;
  let context: BrowserContext & { browser(): Browser | null };
  let page: Page;

  beforeAll(async () => {
    system = await systemUnderTest();
    profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    context = await chromium.launchPersistentContext(profile, {
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: QUIET_CHROMIUM,
      // The sandbox's own CA is not in the browser's store.
      ignoreHTTPSErrors: true,
    });
    page = await context.newPage();
  });

  afterAll(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });

  async function tryOutListVoices(): Promise<string> {
    const operation = page
      .locator('.opblock', { has: page.locator('[data-path="/v1/voices"]') })
      .filter({ hasText: 'GET' })
      .first();
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    return operation.locator('.live-responses-table tbody .response-col_status').first().innerText();
  }

  it('tries out an operation with a pasted token', async () => {
    await page.goto(`${system.apiUrl}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const bearer = page.locator('.auth-container', { hasText: 'bearer' }).first();
    await bearer
      .locator('input')
      .first()
      .fill(await requestToken(system.environment));
    await bearer.locator('button.authorize').click();
    await page.getByRole('button', { name: 'Close' }).last().click();
    expect(await tryOutListVoices()).toContain('200');
  });

  it('signs in with authorization code and PKCE, and tries out an operation', async () => {
    await page.goto('about:blank');
    await page.goto(`${system.apiUrl}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const oauth = page.locator('.auth-container', { hasText: 'oauth2' }).last();
    const [signIn] = await Promise.all([page.waitForEvent('popup'), oauth.locator('button.authorize').click()]);
    await signIn.waitForLoadState();
    await signIn.locator('button[type=submit]').first().click();
    await expect.poll(() => signIn.isClosed(), { timeout: 20_000 }).toBe(true);
    await page.getByRole('button', { name: 'Close' }).last().click();
    expect(await tryOutListVoices()).toContain('200');
  });
});
