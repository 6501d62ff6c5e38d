import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSpeech, type RunningSpeech } from '../speech/testing/running-speech.ts';

const PATH = '/translator/text/v3.0';

describe('Translator', () => {
  let running: RunningSpeech;

  beforeAll(async () => {
    running = await startTestSpeech();
  });
  afterAll(() => running.close());

  async function translate(query: string): Promise<{ status: number; body: unknown }> {
    const response = await running.call('POST', `${PATH}/translate?api-version=3.0&${query}`, [
      { Text: 'Hello world' },
    ]);
    return { status: response.status, body: await response.json() };
  }

  it('lists its languages without a credential, some with their script only', async () => {
    const response = await fetch(`${running.speech.url}${PATH}/languages?api-version=3.0&scope=translation`);
    expect(response.status).toBe(200);
    const { translation } = (await response.json()) as { translation: Record<string, { dir: string }> };
    expect(Object.keys(translation)).toEqual(expect.arrayContaining(['sr-Cyrl', 'sr-Latn', 'mn-Cyrl', 'mn-Mong']));
    expect(Object.keys(translation)).not.toEqual(expect.arrayContaining(['sr']));
    expect(translation['he']).toMatchObject({ name: 'Hebrew', dir: 'rtl' });
    const other = await fetch(`${running.speech.url}${PATH}/languages?api-version=3.0&scope=dictionary`);
    expect(other.status).toBe(400);
  });

  it('translates with its small dictionary, and refuses what is not in the list and what it has no words for', async () => {
    expect(await translate('to=de&from=en')).toMatchObject({
      status: 200,
      body: [{ translations: [{ text: 'Hallo Welt' }] }],
    });
    expect(await translate('to=sr&from=en')).toMatchObject({ status: 400, body: { error: { code: 400_036 } } });
    expect(await translate('to=de&from=mn')).toMatchObject({ status: 400, body: { error: { code: 400_035 } } });
    expect(await translate('to=sr-Latn')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('English, German, French and Spanish') as unknown } },
    });
  });
});
