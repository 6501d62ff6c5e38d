import { describe, it } from 'vitest';
import { NOTIFICATION_KINDS, type NotificationFacts } from '#domain';
import { contentOf, idsIn } from './content.ts';
import { renderEmail } from './render-email.ts';
import { renderTeams } from './render-teams.ts';
import { SAMPLE_FACTS } from './sample-facts.ts';
import { visibleName } from './visible-text.ts';

const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const UNUSED: NotificationFacts = { kind: 'voice-unused', voiceIds: [VOICE], days: 90 };
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "'; DROP TABLE voices; --",
  '**bold** [Reset your password](https://evil.example/x)',
  'Line one\r\nBcc: everyone@example.com',
  '\u202Egnp.exe\u200B\u0000',
  '{{DATE(2026-11-22, SHORT)}} ${name} <%= 1 %>',
  'https://evil.example www.evil.example',
  'evil.example/login evil.example。 xn--evl-nia.EXAMPLE',
];

describe('a name that somebody has chosen', () => {
  it.for(HOSTILE)('stays text in the subject, the text and the HTML: %s', (name, { expect }) => {
    const { subject, text, html } = renderEmail(contentOf(UNUSED, new Map([[VOICE, name]]), 'UTC'));
    expect(html).not.toMatch(/<(?!\/?(html|head|meta|title|body|div|h1|p|!doctype)\b)/i);
    expect(html.match(/<[^>]*\son\w+=/g)).toBeNull();
    for (const shown of [subject, text, html]) {
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(shown).not.toContain('://evil');
      expect(shown).not.toContain('www.evil');
      expect(shown).not.toMatch(/\.example/i);
      expect(shown).not.toMatch(/^Bcc:/m);
    }
    expect(subject).not.toContain('\n');
  });

  it.for(HOSTILE)('stays text in Teams, where texts know Markdown and dates: %s', (name, { expect }) => {
    const message = renderTeams(contentOf(UNUSED, new Map([[VOICE, name]]), 'UTC'));
    const [{ content }] = message.attachments;
    for (const line of content.body) {
      expect(line.type).toBe('RichTextBlock');
      for (const { type, text } of line.inlines) {
        expect(type).toBe('TextRun');
        expect(text).not.toContain('{{');
        expect(text).not.toContain('://evil');
        expect(text).not.toMatch(/\.example/i);
      }
    }
  });

  it('is shown as it is where it is harmless, on one line, and shortened where it is long', ({ expect }) => {
    expect(visibleName('Zoë O’Neil 日本 <3')).toBe('Zoë O’Neil 日本 <3');
    expect(visibleName(' a \n\t b ')).toBe('a b');
    expect(visibleName('x'.repeat(200))).toBe(`${'x'.repeat(100)}…`);
    expect(visibleName('\u200b\u0000')).toBe('');
  });

  it('is left out where there is none: the id is shown', ({ expect }) => {
    expect(contentOf(UNUSED, new Map(), 'UTC').summary).toContain(`The voice ${VOICE} has`);
    expect(contentOf(UNUSED, new Map([[VOICE, 'Ada']]), 'UTC').summary).toContain(`The voice “Ada” (${VOICE}) has`);
  });
});

describe('what a notification says', () => {
  it.for(NOTIFICATION_KINDS)('%s has a title and a summary, and names what it is about', (kind, { expect }) => {
    const facts = SAMPLE_FACTS[kind];
    const names = new Map(idsIn(facts).map((id) => [id, 'Ada']));
    const content = contentOf(facts, names, 'UTC');
    const { subject, text, html } = renderEmail(
      content,
      'https://voice.example.com/notifications/unsubscribe?token=a.b',
    );
    expect(subject).toBe(content.title);
    for (const shown of [text, html]) {
      expect(shown).toContain('https://voice.example.com/notifications/unsubscribe?token=a.b');
      expect(shown).not.toMatch(/undefined|NaN|\[object/);
      if (names.has(VOICE)) expect(shown).toContain('Ada');
    }
  });

  it('shows times by the clock of the recipient', ({ expect }) => {
    const timesIn = (timeZone: string) =>
      contentOf(SAMPLE_FACTS['consent-expiring'], new Map(), timeZone).facts[0]?.[1];
    expect(timesIn('UTC')).toBe('22 Dec 2026, 10:15 UTC');
    expect(timesIn('America/New_York')).toBe('22 Dec 2026, 05:15 GMT-5');
  });

  it('lists several consents and voices in one message, the first ten by name', ({ expect }) => {
    const ids = Array.from({ length: 12 }, (_, index) => `cns_${index}`);
    const consents = ids.map((consentId) => ({
      consentId,
      expiresAt: '2026-12-22T10:15:00.000Z',
      daysBefore: 7 as const,
    }));
    const facts: NotificationFacts = { kind: 'consent-expiring', consents };
    expect(idsIn(facts)).toEqual(ids.slice(0, 10));
    const { title, lists } = contentOf(facts, new Map([['cns_0', 'Ada']]), 'UTC');
    expect(title).toBe('12 consents expire within 7 days');
    expect(lists[0]?.items).toHaveLength(11);
    expect(lists[0]?.items[0]).toBe('“Ada” (cns_0): 22 Dec 2026, 10:15 UTC');
    const voices = contentOf({ kind: 'voice-unused', voiceIds: ['vce_1', 'vce_2'], days: 90 }, new Map(), 'UTC');
    expect([voices.title, voices.lists[0]?.items]).toEqual(['2 voices are not used', ['vce_1', 'vce_2']]);
  });

  it('says which endpoint is idle, by name, and lists several', ({ expect }) => {
    const { endpoints } = SAMPLE_FACTS['endpoint-idle'];
    const one = contentOf(SAMPLE_FACTS['endpoint-idle'], new Map([[VOICE, 'Ada']]), 'Europe/Berlin');
    expect(one.summary).toContain(`The endpoint of the voice “Ada” (${VOICE}) costs by the hour`);
    expect(one.facts).toEqual([['Last used', '21 Nov 2026, 19:30 CET']]);
    const facts: NotificationFacts = { kind: 'endpoint-idle', endpoints: [...endpoints, ...endpoints] };
    const { title, lists } = contentOf(facts, new Map(), 'UTC');
    expect(title).toBe('The endpoints of 2 voices are idle');
    expect(lists[0]?.items[1]).toBe(`${VOICE}: last used 21 Nov 2026, 18:30 UTC`);
  });

  it('says which voice has stalled, and by which base models voices speak', ({ expect }) => {
    const stalled = contentOf(SAMPLE_FACTS['training-stalled'], new Map([[VOICE, 'Ada']]), 'UTC');
    expect(stalled.summary).toContain(`The professional voice “Ada” (${VOICE}) has failed`);
    expect(stalled.facts).toEqual([['Status at Azure', 'Running']]);
    const [sample] = SAMPLE_FACTS['base-model-expiring'].voices;
    const one = contentOf(SAMPLE_FACTS['base-model-expiring'], new Map(), 'UTC');
    expect([one.title, one.facts]).toEqual([
      'The base model of a voice expires within 30 days',
      [
        ['Base model', 'DragonLatestNeural'],
        ['Expires', '22 Dec 2026, 10:15 UTC'],
      ],
    ]);
    const voices = Array.from({ length: 12 }, (_, index) => ({
      voiceId: `vce_${index}`,
      baseModel: 'DragonLatestNeural',
      notice: { expiresAt: sample?.notice.expiresAt ?? '', daysBefore: 7 as const },
    }));
    const facts: NotificationFacts = { kind: 'base-model-expiring', voices };
    const many = contentOf(facts, new Map([['vce_0', 'Ada']]), 'UTC');
    expect(many.title).toBe('The base models of 12 voices expire within 7 days');
    expect(many.lists[0]?.items[0]).toBe('“Ada” (vce_0): DragonLatestNeural, 22 Dec 2026, 10:15 UTC');
    expect([many.lists[0]?.items.length, idsIn(facts).length]).toEqual([11, 10]);
  });

  it('shortens long lists', ({ expect }) => {
    const failures = Array.from({ length: 13 }, (_, index) => ({ code: `code-${index}`, count: 1 }));
    const { lists } = contentOf({ ...SAMPLE_FACTS['daily-digest'], failures }, new Map(), 'UTC');
    expect(lists[0]?.items).toHaveLength(11);
    expect(lists[0]?.items.at(-1)).toBe('and 3 more');
  });

  it('has no link to unsubscribe in a preview', ({ expect }) => {
    const { text, html } = renderEmail(contentOf(SAMPLE_FACTS.quota, new Map(), 'UTC'));
    expect(`${text}${html}`).not.toContain('nsubscribe');
  });
});
