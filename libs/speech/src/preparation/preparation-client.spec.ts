import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { SpeechRestClient } from '../provider/speech-rest-client.ts';
import { TranslatorClient } from '../translation/translator-client.ts';
import { TranslatorLanguages } from '../translation/translator-languages.ts';
import { PreparationClient } from './preparation-client.ts';
import { SpeakableTexts } from './speakable-texts.ts';

const TEXT = 'Platform 9 closes early today because the river is high.';
const CALLS = { provider: 'translator', operation: 'translation' } as const;
const choice = (content: string, finish_reason = 'stop', refusal: string | null = null) => ({
  status: 200,
  json: { choices: [{ finish_reason, message: { content, refusal } }] },
});

const codes = [
  'en',
  'de',
  'fi',
  'ja',
  'zh-Hans',
  'zh-Hant',
  'yue',
  'sr-Cyrl',
  'sr-Latn',
  'mn-Cyrl',
  'mn-Mong',
  'pt',
  'pt-PT',
];
const LANGUAGES = {
  status: 200,
  json: { translation: Object.fromEntries(codes.map((code) => [code, { name: code }])) },
};

describe('PreparationClient and TranslatorClient', () => {
  let server: RestServer;
  let preparation: PreparationClient;

  beforeEach(async () => {
    server = await RestServer.start();
    const options = { endpoint: server.url, credential: new NumberedCredential() };
    preparation = new PreparationClient({ ...options, deployment: 'gpt' });
  });
  afterEach(() => server.stop());

  it('returns what the model wrote, and asks in the way of chat completions', async () => {
    server.answers.push(choice(TEXT.replace('9', 'nine')));
    expect(await preparation.prepare(TEXT, 'en-US')).toBe(TEXT.replace('9', 'nine'));
    expect(server.last).toMatchObject({ method: 'POST', path: '/openai/deployments/gpt/chat/completions' });
    expect(server.last.query.get('api-version')).toBe('2024-10-21');
    expect(server.last.headers['authorization']).toMatch(/^Bearer /);
  });

  it.each([
    ['a refusal', choice('', 'stop', 'I cannot')],
    ['an end by length', choice(TEXT, 'length')],
    ['nothing', choice('')],
    ['far more than the text', choice(`${TEXT} `.repeat(20))],
    ['another text', choice('As a model I like to write poems about mountains and lakes.')],
    ['a content filter', { status: 400, json: { error: { code: 'content_filter', message: 'x' } } }],
  ])('fails on %s', async (_, answer) => {
    server.answers.push(answer);
    await expect(preparation.prepare(TEXT, 'en-US')).rejects.toMatchObject({ code: 'preparation-failed' });
  });

  it('never asks for more tokens than models of the class of GPT-4o write', async () => {
    const asked = (): unknown => JSON.parse(server.last.body.toString()) as unknown;
    server.answers.push(choice(TEXT));
    await preparation.prepare(TEXT, 'en-US');
    expect(asked()).toMatchObject({ max_completion_tokens: 456 + 3 * TEXT.length });
    const long = 'river '.repeat(2_000).trim();
    server.answers.push(choice(long));
    await preparation.prepare(long, 'en-US');
    expect(asked()).toMatchObject({ max_completion_tokens: 16_384 });
  });

  it('advises shorter pieces when the text is too long for one answer of the model', async () => {
    const error = { message: 'max_tokens is too large', param: 'max_completion_tokens', code: 'invalid_value' };
    for (const answer of [choice(TEXT.slice(0, 40), 'length'), { status: 400, json: { error } }]) {
      server.answers.push(answer);
      await expect(preparation.prepare(TEXT, 'en-US')).rejects.toMatchObject({
        code: 'preparation-failed',
        detail: expect.stringContaining('Split it, or send it') as string,
      });
    }
  });

  it('refuses a text that is too long to be prepared before anybody is asked', async () => {
    const texts = new SpeakableTexts({ translate: () => Promise.reject(new Error('asked')) }, preparation);
    const text = 'a'.repeat(12_001);
    const tooLong = { code: 'text-too-long', detail: expect.stringContaining('12000') as string };
    expect(() => texts.check({ text, prepare: 'speakable' })).toThrow(expect.objectContaining(tooLong));
    await expect(texts.make({ text, locale: 'en-US', prepare: 'speakable' })).rejects.toMatchObject(tooLong);
    await expect(preparation.prepare(text, 'en-US')).rejects.toMatchObject(tooLong);
    expect(server.requests).toHaveLength(0);
    expect(() => texts.check({ text: text.slice(1), prepare: 'speakable' })).not.toThrow();
    expect(() => texts.check({ text })).not.toThrow();
    // In the other language it may be shorter.
    expect(() => texts.check({ text, prepare: 'speakable', translateTo: 'zh-CN' })).not.toThrow();
  });

  const word = 'Word '.repeat(6_000).trim();
  const characters = '字'.repeat(30_000);
  it.each([
    ['two paragraphs', `${word}.\n\n${word}. ${word}.`, 'en-US', 'de-DE', 'A\n\nB C', 30_000],
    ['items of a list', `${word}\n\n ${word.toLowerCase()}`, 'en-US', 'de-DE', 'A\n\n B', 29_999],
    ['sentences without a space', `${characters}。${characters}。`, 'zh-CN', 'de-DE', 'A B', 30_001],
    ['sentences that stay without a space', `${characters}。${characters}。`, 'zh-CN', 'ja-JP', 'AB', 30_001],
    ['a sentence that is too long', `${word}, ${word}`, 'en-US', 'de-DE', 'A B', 45_000],
    ['a word that is too long', 'a'.repeat(60_000), 'en-US', 'de-DE', 'A B', 45_000],
  ])('translates %s in parts, and keeps what stood between them', async (_, text, from, to, expected, most) => {
    const translator = new TranslatorClient({ endpoint: server.url, credential: new NumberedCredential() });
    server.answers.push(LANGUAGES);
    for (const letter of expected.match(/[A-C]/gv) ?? [])
      server.answers.push({ status: 200, json: [{ translations: [{ text: letter, to }] }] });
    expect(await translator.translate({ text, to, from })).toMatchObject({ text: expected });
    expect(server.answers).toEqual([]);
    const sent = server.requests
      .slice(1)
      .map(({ body }) => (JSON.parse(body.toString()) as [{ Text: string }])[0].Text);
    expect(sent.map((part) => part.length).every((length) => length <= most)).toBe(true);
    expect(sent).toEqual(sent.map((part) => part.trim()));
    expect(sent.join('').replaceAll(/\s/gv, '')).toBe(text.replaceAll(/\s/gv, ''));
  });

  it('translates, by the languages of Translator', async () => {
    const translator = new TranslatorClient({
      endpoint: server.url,
      credential: new NumberedCredential(),
      resourceId: '/r',
    });
    server.answers.push(LANGUAGES, { status: 200, json: [{ translations: [{ text: '你好', to: 'zh-Hans' }] }] });
    expect(await translator.translate({ text: 'Hello', to: 'zh-CN', from: 'en-US' })).toMatchObject({ text: '你好' });
    expect(server.last).toMatchObject({ method: 'POST', path: '/translator/text/v3.0/translate' });
    expect(Object.fromEntries(server.last.query)).toEqual({ 'api-version': '3.0', to: 'zh-Hans', from: 'en' });
    expect(server.last.headers['ocp-apim-resourceid']).toBe('/r');
    server.answers.push({ status: 400, json: { error: { code: 400_036, message: 'x' } } });
    const refused = translator.translate({ text: 'Hello', to: 'fi-FI' });
    await expect(refused).rejects.toMatchObject({ code: 'translation-unsupported' });
  });

  it.each([
    ['sr-RS', undefined, 'sr-Cyrl'],
    ['sr-RS', 'Dobar dan, kako ste?', 'sr-Latn'],
    ['sr-RS', 'Добар дан', 'sr-Cyrl'],
    ['sr-Latn-RS', undefined, 'sr-Latn'],
    ['mn-MN', undefined, 'mn-Cyrl'],
    ['mn-MN', 'ᠰᠠᠶᠢᠨ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ', 'mn-Mong'],
    ['zh-CN', '你好', 'zh-Hans'],
    ['zh-TW', undefined, 'zh-Hant'],
    ['zh-HK', undefined, 'yue'],
    ['pt-PT', undefined, 'pt-PT'],
    ['pt-BR', undefined, 'pt'],
    ['en-GB', 'Hello', 'en'],
    ['xx-XX', undefined, undefined],
    ['not a locale', undefined, undefined],
  ])('calls %s, of a text like %s, %s: by the list of Translator', async (locale, text, code) => {
    const rest = new SpeechRestClient({ endpoint: server.url, credential: new NumberedCredential() }, 1000, CALLS);
    const languages = new TranslatorLanguages(rest, '/languages', { 'api-version': '3.0' });
    server.answers.push(LANGUAGES);
    expect(await languages.codeOf(locale, text)).toBe(code);
    expect(Object.fromEntries(server.last.query)).toEqual({ 'api-version': '3.0', scope: 'translation' });
  });

  it('asks for the list of languages once a day, and does without when it does not come', async () => {
    let now = 0;
    const rest = new SpeechRestClient({ endpoint: server.url, credential: new NumberedCredential() }, 1000, CALLS);
    const languages = new TranslatorLanguages(rest, '/languages', {}, () => now);
    expect(await languages.codeOf('sr-RS')).toBe('sr-Cyrl');
    expect(await languages.codeOf('pt-PT')).toBe('pt-pt');
    expect(await languages.codeOf('de-DE')).toBe('de');
    expect(server.requests).toHaveLength(1);
    server.answers.push(LANGUAGES);
    now = 60_000;
    expect(await Promise.all([languages.codeOf('de-DE'), languages.codeOf('it-IT')])).toEqual(['de', undefined]);
    now += 24 * 3_600_000 - 1;
    await languages.codeOf('de-DE');
    expect(server.requests).toHaveLength(2);
  });

  it('does not translate into or from a language that is not in the list', async () => {
    const translator = new TranslatorClient({ endpoint: server.url, credential: new NumberedCredential() });
    server.answers.push(LANGUAGES);
    await expect(translator.translate({ text: 'Hi', to: 'it-IT' })).rejects.toThrow('translation-unsupported');
    await expect(translator.translate({ text: 'Hi', to: 'de-DE', from: 'it-IT' })).rejects.toThrow(
      'translation-unsupported',
    );
    expect(server.requests).toHaveLength(1);
  });

  it('says what is not configured', () => {
    const none = new SpeakableTexts(undefined, undefined);
    expect(() => none.check({ translateTo: 'de-DE' })).toThrow('translation-not-configured');
    expect(() => none.check({ prepare: 'speakable' })).toThrow('preparation-not-configured');
    expect(() => none.check({})).not.toThrow();
  });
});
