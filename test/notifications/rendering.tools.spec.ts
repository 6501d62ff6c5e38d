import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTIFICATION_KINDS } from '#domain';
import { type Content, contentOf, idsIn, renderEmail, renderTeams, SAMPLE_FACTS } from '#notifications';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';

if (CHROMIUM === undefined) console.log('skipped: notifications in a browser (Chromium is not installed)');

const ROOT = join(import.meta.dirname, '../..');
const LINK = 'https://voice.example.com/notifications/unsubscribe?token=a.b';
/** `SCREENS=FOLDER` keeps pictures of what was rendered. */
const SCREENS = process.env['SCREENS'];
const HOSTILE =
  '<img src=x onerror=alert(1)><script>alert(2)</script> **x** [y](https://evil.example) {{DATE(2026-11-22)}}';

/** What `adaptivecards` makes of a card in a page. */
interface RenderedCard {
  readonly problems: readonly string[];
  readonly text: string;
  readonly links: number;
}

describe.runIf(CHROMIUM !== undefined)('a notification with a hostile name', () => {
  let browser: TestBrowser;
  let page: Page;
  let folder: string;
  const requests: string[] = [];
  const dialogs: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notifications-'));
    if (SCREENS !== undefined) await mkdir(SCREENS, { recursive: true });
    browser = await startBrowser({ viewport: { width: 700, height: 700 } });
    ({ page } = browser);
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url()));
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const contentWith = (kind: (typeof NOTIFICATION_KINDS)[number]): Content => {
    const facts = SAMPLE_FACTS[kind];
    return contentOf(facts, new Map(idsIn(facts).map((id) => [id, HOSTILE])), 'Europe/Berlin');
  };
  const picture = (name: string) => page.screenshot({ path: join(SCREENS ?? folder, `${name}.png`), fullPage: true });

  it.each(NOTIFICATION_KINDS)('is shown as text in an e-mail that loads and runs nothing: %s', async (kind) => {
    const { html } = renderEmail(contentWith(kind), LINK);
    await page.setContent(html);
    expect(await page.locator('h1').innerText()).toBe(contentWith(kind).title);
    expect(await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      LINK,
    ]);
    expect(await page.locator('img, script, iframe, link, style, form').count()).toBe(0);
    if (idsIn(SAMPLE_FACTS[kind]).some((id) => id !== 'tenant')) {
      expect(await page.locator('body').innerText()).toContain('<img src=x onerror=alert(1)>');
    }
    await picture(`email-${kind}`);
    expect({ dialogs, requests: requests.filter((url) => !url.startsWith('about:')) }).toEqual({
      dialogs: [],
      requests: [],
    });
  });

  it.each(NOTIFICATION_KINDS)('is a valid adaptive card, and text in it: %s', async (kind) => {
    const [{ content }] = renderTeams(contentWith(kind)).attachments;
    await page.setContent('<!doctype html><body></body>');
    await page.addScriptTag({ path: join(ROOT, 'node_modules/adaptivecards/dist/adaptivecards.min.js') });
    const rendered = await renderCard(page, content);
    expect(rendered.problems).toEqual([]);
    expect(rendered.text).toContain(contentWith(kind).title);
    expect(rendered.links).toBe(0);
    await picture(`teams-${kind}`);
    expect(dialogs).toEqual([]);
  });

  it('would be refused by the validator if the card were none', async () => {
    const broken = {
      type: 'AdaptiveCard',
      version: '1.4',
      body: [{ type: 'RichTextBlock', inlines: 7 }, { type: 'Nothing' }],
    };
    const { problems } = await renderCard(page, broken);
    expect(problems.length).toBeGreaterThan(0);
  });
});

/** Has the page parse, validate and show a card. */
function renderCard(page: Page, card: object): Promise<RenderedCard> {
  return page.evaluate(`(() => {
    const card = new AdaptiveCards.AdaptiveCard();
    const context = new AdaptiveCards.SerializationContext();
    card.parse(${JSON.stringify(card)}, context);
    const problems = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
    problems.push(...card.validateProperties().validationEvents.map(({ message }) => message));
    document.body.append(card.render());
    return { problems, text: document.body.innerText, links: document.querySelectorAll('a, img').length };
  })()`);
}
