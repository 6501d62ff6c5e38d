import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, type OperationAnswer } from '../support/api-client.ts';
import type { SpokenAnswer } from '../support/batches.ts';
import { sharedVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

/** The record of a live stream is written when its last byte was sent. */
const RECORDED = { timeout: 10_000, interval: 100 };

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
});

async function speak(body: object): Promise<{ synthesis: object; text: string | undefined; locale?: string }> {
  const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, ...body });
  await api.follow(operation, () => undefined);
  const { spoken } = await control<{ spoken: SpokenAnswer[] }>(system, 'GET', '/speech/spoken');
  return { synthesis: await api.json<object>('GET', operation.subject.href), text: spoken.at(-1)?.text };
}

async function calls(operation: string): Promise<number> {
  const { effectiveCalls } = await control<{ effectiveCalls: Record<string, number> }>(
    system,
    'GET',
    '/speech/requests',
  );
  return effectiveCalls[operation] ?? 0;
}

describe('a synthesis', () => {
  it('is translated before it is spoken, and shows both lengths', async () => {
    const { synthesis, text } = await speak({ text: 'Hello world, welcome.', translateTo: 'de-DE' });
    expect(text).toBe('Hallo Welt, willkommen.');
    expect(synthesis).toMatchObject({ characters: 21, spoken: { locale: 'de-DE', characters: 23 } });
  });

  it('is prepared before it is spoken: numbers, abbreviations, lists', async () => {
    const { text, synthesis } = await speak({ text: 'Dr. Smith ran 42 km, i.e. 100 % of it.', prepare: 'speakable' });
    expect(text).toBe('Doctor Smith ran forty-two kilometres, that is one hundred percent of it.');
    expect(synthesis).toMatchObject({ spoken: { locale: 'en-US', characters: 73 } });
  });

  it('is translated once, although speaking it fails at first', async () => {
    const before = await calls('Translator_Translate');
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'ws-turn',
      effect: { kind: 'close', code: 4429, reason: 'Too many requests' },
      times: 1,
    });
    const { text } = await speak({ text: 'Thanks, friend.', translateTo: 'fr-FR' });
    expect(text).toBe('Merci, ami.');
    expect(await calls('Translator_Translate')).toBe(before + 1);
    await control(system, 'DELETE', '/faults');
  });

  it('is refused for a language that the voice is not known to speak', async () => {
    const answer = api.json('POST', '/v1/syntheses', { voiceId, text: 'Hello.', translateTo: 'xx-XX' });
    await expect(answer).rejects.toMatchObject({ status: 422, code: 'translation-unsupported' });
  });

  it('fails with a clear code when Translator does not know the language, and when a content filter refuses the text', async () => {
    const finnish = api.json<OperationAnswer>('POST', '/v1/syntheses', {
      voiceId,
      text: 'Hello.',
      translateTo: 'fi-FI',
    });
    await expect(api.follow(await finnish, () => undefined)).rejects.toThrow('translation-unsupported');
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'ChatCompletions_Create',
      effect: { kind: 'error', status: 400, code: 'content_filter' },
      times: 1,
    });
    const poem = api.json<OperationAnswer>('POST', '/v1/syntheses', {
      voiceId,
      text: 'Departures today: gates seven and eight are closed.',
      prepare: 'speakable',
    });
    await expect(api.follow(await poem, () => undefined)).rejects.toThrow('preparation-failed');
    await control(system, 'DELETE', '/faults');
  });
});

describe('live speech', () => {
  it('is translated and prepared before it is spoken, and recorded after', async () => {
    const recordIds: string[] = [];
    const said = async (body: object): Promise<string | undefined> => {
      const response = await api.send('POST', '/v1/speech', { voiceId, ...body });
      await response.arrayBuffer();
      recordIds.push(response.headers.get('provenance-id') ?? 'none');
      const { spoken } = await control<{ spoken: SpokenAnswer[] }>(system, 'GET', '/speech/spoken');
      return spoken.at(-1)?.text;
    };
    expect(await said({ text: 'Hello world, welcome.', translateTo: 'de-DE' })).toBe('Hallo Welt, willkommen.');
    expect(await said({ text: 'It is 42 km.', prepare: 'speakable' })).toBe('It is forty-two kilometres.');
    const statusOf = (id: string): Promise<string | undefined> =>
      api.json<{ status: string }>('GET', `/v1/provenance/${id}`).then(
        ({ status }) => status,
        () => undefined,
      );
    for (const id of recordIds) await expect.poll(() => statusOf(id), RECORDED).toBe('recorded');
  });
});
