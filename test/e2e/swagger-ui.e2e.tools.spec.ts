import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';

if (CHROMIUM === undefined) console.log('skipped: Swagger UI in a browser (Chromium is not installed)');

describe.runIf(CHROMIUM !== undefined)('Swagger UI', () => {
  let system: SystemUnderTest;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    system = await systemUnderTest();
    // The sandbox's own CA is not in the browser's store.
    browser = await startBrowser({ ignoreHTTPSErrors: true });
    ({ page } = browser);
  });

  afterAll(async () => {
    await browser.close();
  });

  async function tryOutListVoices(): Promise<string> {
    const operation = operationOf('GET', '/v1/voices');
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    return operation.locator('.live-responses-table tbody .response-col_status').first().innerText();
  }

  function operationOf(method: string, path: string) {
    return page
      .locator('.opblock', { has: page.locator(`[data-path="${path}"]`) })
      .filter({ hasText: method })
      .first();
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

  it('keeps the token when the page is loaded again', async () => {
    // A reload keeps the address, which has the operation open; a click would close it.
    await page.goto('about:blank');
    await page.goto(`${system.apiUrl}/docs`);
    expect(await tryOutListVoices()).toContain('200');
  });

  it('plays speech, and shows a waveform as a picture', async () => {
    const voiceId = await enrolledVoice(system);
    const speech = operationOf('POST', '/v1/speech');
    await speech.locator('.opblock-summary').click();
    await speech.locator('textarea.body-param__text').fill(JSON.stringify({ voiceId, text: 'The kettle is on.' }));
    await speech.getByRole('button', { name: 'Execute' }).click();
    const player = speech.locator('.live-responses-table audio');
    await player.waitFor();
    await expect
      .poll(() => player.evaluate((audio) => (audio as unknown as { duration: number }).duration))
      .toBeGreaterThan(0.5);

    const api = await clientOf(system);
    const { samples } = await api.json<{ samples: { uploadId: string }[] }>('GET', `/v1/voices/${voiceId}`);
    const waveform = operationOf('GET', '/v1/uploads/{id}/waveform');
    await waveform.locator('.opblock-summary').click();
    await waveform.locator('tr[data-param-name="id"] input').fill(samples[0]?.uploadId ?? '');
    await waveform.getByRole('button', { name: 'Execute' }).click();
    const picture = waveform.locator('.live-responses-table img');
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
  });

  it('signs in with authorization code and PKCE, and tries out an operation', async () => {
    await page.goto('about:blank');
    await page.goto(`${system.apiUrl}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const oauth = page.locator('.auth-container', { hasText: 'oauth2' }).last();
    const [signIn] = await Promise.all([page.waitForEvent('popup'), oauth.locator('button.authorize').click()]);
    await signIn.waitForLoadState();
    await signIn.locator('button[type=submit]').first().click();
    await expect.poll(() => signIn.isClosed()).toBe(true);
    await page.getByRole('button', { name: 'Close' }).last().click();
    expect(await tryOutListVoices()).toContain('200');
  });
});
