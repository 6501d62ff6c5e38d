import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { type Budgets, VoiceEndpoints } from '#documents';
import { TestDocuments } from '#documents/testing';
import { disclosureSentence, enteredStatus, errorCodeOf, newEndpoint, ServiceError } from '#domain';
import { aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import { createSpeechSchema, Disclosures, validatedBody, type VoicesToSpeak, type VoiceUse } from '#intake';
import { voicesOf } from '#intake/testing';
import type { Logger } from '#observability';
import { FairSemaphore, outputFormat, SpeakableTexts, type SpeechSummary, type SpeechSynthesizerPool } from '#speech';
import type { LiveUsage } from '../usage/live-usage.service.ts';
import type { LiveOutput, LiveRecords } from './live-records.service.ts';
import { MarkSpeech } from './mark-speech.service.ts';
import { type LiveSpeechRequest, SpeakLive } from './speak-live.service.ts';

const REQUEST = { voiceId: anId('voice'), text: 'The kettle is on.', rate: 1, format: outputFormat('mp3') };

let listening: AbortController;
let chunks: Uint8Array[];
let failure: Error | undefined;
let asked: string[];
let used: string[];
let counted: number[];
let recorded: LiveOutput[];
let documents: TestDocuments;
let slots: FairSemaphore;
let voices: VoicesToSpeak;
let pool: SpeechSynthesizerPool;
let speakLive: SpeakLive;
let charges: string[];
let isExhausted: boolean;

beforeEach(async () => {
  listening = new AbortController();
  chunks = [Buffer.from('one'), Buffer.from('two')];
  failure = undefined;
  [asked, used, counted, recorded] = [[], [], [], []];
  charges = [];
  isExhausted = false;
  const budgets = stub<Budgets>({
    charge: async (_, voiceId, kind, characters) => {
      charges.push(`${kind} ${voiceId} ${await characters()}`);
      if (isExhausted) throw new ServiceError('budget-exhausted', 'nothing is left');
      return { cancel: () => void charges.push('canceled') };
    },
  });
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  slots = new FairSemaphore({ limit: 1 });
  voices = voicesOf(documents);
  pool = stub<SpeechSynthesizerPool>({
    speak: ({ ssml }) => {
      asked.push(ssml);
      const done = Promise.withResolvers<SpeechSummary>();
      done.promise.catch(() => undefined);
      async function* audio() {
        if (failure) {
          done.reject(failure);
          throw failure;
        }
        for (const chunk of chunks) yield await Promise.resolve(chunk);
        done.resolve(stub<SpeechSummary>({ audioDurationMs: 1_000 }));
      }
      const cancel = (reason: unknown) => done.reject(reason);
      return { audio: audio(), done: done.promise, receivedBytes: 0, cancel };
    },
  });
  speakLive = new SpeakLive(
    voices,
    new SpeakableTexts(undefined, undefined),
    new Disclosures(aConfig()),
    slots,
    pool,
    stub<VoiceUse>({ record: (_, voiceIds, way) => void used.push(`${way} ${voiceIds.join()}`) }),
    stub<LiveUsage>({ count: ({ audioMs }) => void counted.push(audioMs) }),
    new MarkSpeech(stub<Logger>({})),
    stub<LiveRecords>({ recorded: (output, audio) => (recorded.push(output), audio as AsyncGenerator<Uint8Array>) }),
    budgets,
    new VoiceEndpoints(documents.commit, aConfig()),
  );
});

const execute = (principal = aPrincipal(), more: Partial<LiveSpeechRequest> = {}) =>
  speakLive.execute(
    principal,
    { ...REQUEST, ...more },
    {
      ended: listening.signal,
      cut: () => undefined,
      closed: Promise.resolve(),
    },
  );

describe(SpeakLive.name, () => {
  it('gives the audio as it comes, records the use and counts it once it is over', async () => {
    const speech = await execute();
    const heard: Uint8Array[] = [];
    for await (const chunk of speech.audio) heard.push(chunk);
    const whole = Buffer.concat(heard);
    expect(whole.toString('latin1', 0, 3)).toBe('ID3');
    expect(whole.includes(speech.provenanceId)).toBe(true);
    expect(whole.subarray(-6).toString()).toBe('onetwo');
    expect(asked[0]).toContain('The kettle is on.');
    expect(used).toEqual([`live ${anId('voice')}`]);
    await expect.poll(() => counted).toEqual([1_000]);
    expect(charges).toEqual([expect.stringMatching(`^live ${REQUEST.voiceId} \\d+$`)]);
    expect(recorded).toMatchObject([
      { id: speech.provenanceId, text: REQUEST.text, speakers: [{ id: REQUEST.voiceId, consentId: anId('consent') }] },
    ]);
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it.each([
    ['of another', 'voice-not-granted', () => execute(aPrincipal({ objectId: 'another' }))],
    [
      'whose consent was revoked',
      'consent-revoked',
      async () => {
        const consent = await documents.store.get('consent', TENANT, anId('consent'));
        await documents.store.replace({ ...consent, status: 'revoked' });
        return execute();
      },
    ],
  ])('asks Azure for nothing of a voice %s', async (_, code, speak) => {
    expect(await speak().catch(errorCodeOf)).toBe(code);
    expect([asked, used]).toEqual([[], []]);
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('says first that the voice is generated, and records the text of the request', async () => {
    const ssml = '<speak version="1.0">On.</speak>';
    for (const words of [{ text: 'The kettle is on.' }, { text: undefined, ssml }]) {
      // Heard to its end, which gives the slot back.
      await Readable.from((await execute(aPrincipal(), { ...words, disclosure: 'prefix' })).audio).toArray();
    }
    const said = disclosureSentence('en', {});
    expect(asked).toEqual([
      expect.stringContaining(`>${said}\n\nThe kettle`),
      expect.stringContaining(`>${said}\n\nOn.`),
    ]);
    expect(recorded.map(({ text }) => text)).toEqual(['The kettle is on.', 'On.']);
  });

  it.each([
    [
      '`<break/>` as it was sent',
      { ssml: '<speak version="1.0">Halt <break/> there.</speak>' },
      'Halt <break/> there.',
    ],
    [
      'a table of contents with dot leaders',
      { text: Array.from({ length: 30 }, (_, n) => `Part ${n + 1} ${'.'.repeat(58)} ${n * 7 + 4}`).join('\n') },
      `Part 30 ${'.'.repeat(58)} 207`,
    ],
  ])('speaks %s', async (_, words, said) => {
    const { format: __, ...body } = await validatedBody(createSpeechSchema, { voiceId: REQUEST.voiceId, ...words });
    await Readable.from((await execute(aPrincipal(), { text: undefined, ...body })).audio).toArray();
    expect(asked).toEqual([expect.stringContaining(said)]);
  });

  it('says what Azure failed with, and gives its slot back', async () => {
    failure = new ServiceError('provider-unavailable', 'away');
    expect(await execute().catch(errorCodeOf)).toBe('provider-unavailable');
    expect(used).toEqual([]);
    expect(charges.at(-1)).toBe('canceled');
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it.each(['watch', 'speak'] as const)('gives its slot and its charge back when it cannot begin: %s', async (step) => {
    const refuse = (): never => {
      throw new ServiceError('internal', 'it cannot begin');
    };
    if (step === 'watch') voices.watch = refuse;
    else pool.speak = refuse;
    expect(await execute().catch(errorCodeOf)).toBe('internal');
    expect([slots.stats(), charges.at(-1)]).toEqual([{ running: 0, waiting: 0 }, 'canceled']);
  });

  it('asks Azure for nothing beyond a budget, and takes no slot', async () => {
    isExhausted = true;
    expect(await execute().catch(errorCodeOf)).toBe('budget-exhausted');
    expect([asked, used, slots.stats()]).toEqual([[], [], { running: 0, waiting: 0 }]);
  });

  it('has the endpoint of a professional voice resumed, and charges and asks for nothing meanwhile', async () => {
    const voice = await documents.store.get('voice', TENANT, anId('voice'));
    const now = Date.now();
    const endpoint = enteredStatus(newEndpoint(now), 'suspended', now);
    const professional = { voiceName: 'AnnaNeural' };
    await documents.store.replace({ ...voice, voiceKind: 'professional', professional, endpoint });
    const refused: unknown = await execute().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'endpoint-resuming', retryAfterMs: expect.any(Number) });
    expect([asked, used, charges]).toEqual([[], [], []]);
    expect((await documents.store.get('voice', TENANT, anId('voice'))).endpoint?.status).toBe('resuming');
  });

  it('refuses a text of which nothing can be heard', async () => {
    chunks = [];
    expect(await execute().catch(errorCodeOf)).toBe('invalid-request');
  });

  it('waits for its slot no longer than its listener', async () => {
    const leave = await slots.acquire(TENANT, new AbortController().signal);
    const waiting = execute();
    const refused = expect(waiting).rejects.toThrow('gone');
    await expect.poll(() => slots.stats().waiting).toBe(1);
    listening.abort(new Error('gone'));
    await refused;
    leave();
    expect([asked, slots.stats(), charges.at(-1)]).toEqual([[], { running: 0, waiting: 0 }, 'canceled']);
  });
});
