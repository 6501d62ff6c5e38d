import * as sdk from 'microsoft-cognitiveservices-speech-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { stub } from '#domain/testing';
import type { FaultEffect } from '../../faults/fault-plan.ts';
import { withoutRoles } from '../../rights/everything.ts';
import { decodeWav } from '../signal/wav.ts';
import { enrol } from '../testing/enrol.ts';
import {
  personalSsml,
  speakSsml,
  startTestSpeech,
  TEST_KEY,
  until,
  type RunningSpeech,
} from '../testing/running-speech.ts';

interface Outcome {
  readonly result: sdk.SpeechSynthesisResult;
  readonly boundaries: sdk.SpeechSynthesisWordBoundaryEventArgs[];
  readonly bookmarks: string[];
  readonly chunks: number;
}

const PATH = '/cognitiveservices/websocket/v1';
const LONG_PATH = '/tts/cognitiveservices/websocket/v1';
const TOKEN = 'a-valid-token';

describe('the synthesis WebSocket, driven by the Speech SDK', () => {
  let running: RunningSpeech;

  beforeAll(async () => {
    running = await startTestSpeech({
      verifyToken: withoutRoles(
        async (token, audience) =>
          (token === TOKEN || token.startsWith('e30.')) && audience === 'https://cognitiveservices.azure.com',
      ),
    });
  });
  afterEach(() => running.faults.clear());
  afterAll(async () => {
    await running.close();
  });

  function wsUrl(path: string): string {
    return running.speech.url.replace('http', 'ws').replace('127.0.0.1', 'localhost') + path;
  }

  function synthesizer(
    format = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm,
    credential: unknown = TEST_KEY,
  ): sdk.SpeechSynthesizer {
    const config = sdk.SpeechConfig.fromEndpoint(new URL(wsUrl(PATH)), credential as string);
    config.speechSynthesisOutputFormat = format;
    config.setProperty(sdk.PropertyId.SpeechServiceResponse_RequestSentenceBoundary, 'true');
    return new sdk.SpeechSynthesizer(config, null);
  }

  function speakWith(speaker: sdk.SpeechSynthesizer, ssml: string): Promise<Outcome> {
    const boundaries: sdk.SpeechSynthesisWordBoundaryEventArgs[] = [];
    const bookmarks: string[] = [];
    let chunks = 0;
    speaker.wordBoundary = (_, event) => boundaries.push(event);
    speaker.bookmarkReached = (_, event) => bookmarks.push(event.text);
    speaker.synthesizing = () => (chunks += 1);
    return new Promise((resolve, reject) => {
      speaker.speakSsmlAsync(ssml, (result) => resolve({ result, boundaries, bookmarks, chunks }), reject);
    });
  }

  async function speak(ssml: string, format?: sdk.SpeechSynthesisOutputFormat, credential?: unknown): Promise<Outcome> {
    const speaker = synthesizer(format, credential);
    return speakWith(speaker, ssml).finally(() => speaker.close());
  }

  /** What the service sends to a turn that the SDK would not start or not survive. */
  function rawTurn(
    path: string,
    frames: readonly string[],
  ): Promise<{ code: number; reason: string; texts: string[]; audioBytes: number }> {
    const socket = new WebSocket(wsUrl(`${path}?Ocp-Apim-Subscription-Key=${TEST_KEY}`));
    const texts: string[] = [];
    let audioBytes = 0;
    return new Promise((resolve, reject) => {
      socket.on('open', () => frames.forEach((frame) => socket.send(frame)));
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) audioBytes += data.length - 2 - data.readUInt16BE(0);
        else texts.push(data.toString('utf8'));
        if (!isBinary && data.includes('Path:turn.end')) socket.close();
      });
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString(), texts, audioBytes }));
      socket.on('error', reject);
    });
  }

  const frame = (path: string, body: string): string =>
    `Path: ${path}\r\nX-RequestId: 0123456789ABCDEF0123456789ABCDEF\r\n\r\n${body}`;
  const context = (outputFormat = 'raw-16khz-16bit-mono-pcm'): string =>
    frame('synthesis.context', JSON.stringify({ synthesis: { audio: { outputFormat, metadataOptions: {} } } }));

  it('speaks, in several chunks, with word and sentence boundaries inside the audio', async () => {
    const { result, boundaries, bookmarks, chunks } = await speak(
      speakSsml('Hello world. <bookmark mark="middle"/>This is &amp; was a test.'),
    );
    expect(result.errorDetails).toBeUndefined();
    expect(result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    const seconds = result.audioData.byteLength / 2 / 24_000;
    expect(seconds).toBeGreaterThan(1.5);
    expect(seconds).toBeLessThan(6);
    expect(result.audioDuration / 1e7).toBeCloseTo(seconds, 2);
    expect(chunks).toBeGreaterThan(3);
    expect(bookmarks).toEqual(['middle']);
    const words = boundaries.filter(({ boundaryType }) => boundaryType === sdk.SpeechSynthesisBoundaryType.Word);
    expect(words.map(({ text }) => text)).toEqual(['Hello', 'world', 'This', 'is', '&', 'was', 'a', 'test']);
    const sentences = boundaries.filter(
      ({ boundaryType }) => boundaryType === sdk.SpeechSynthesisBoundaryType.Sentence,
    );
    expect(sentences.map(({ text }) => text)).toEqual(['Hello world.', 'This is & was a test.']);
    for (const { audioOffset, duration } of boundaries) {
      expect(audioOffset + duration).toBeLessThanOrEqual(seconds * 1e7 + 1);
      expect(duration).toBeGreaterThanOrEqual(0);
    }
    const offsets = words.map(({ audioOffset }) => audioOffset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  it('says that it does not have avatars', async () => {
    const socket = new WebSocket(wsUrl(`${PATH}?enableTalkingAvatar=true&Ocp-Apim-Subscription-Key=${TEST_KEY}`));
    const closed = await new Promise<string>((resolve, reject) => {
      socket.on('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
      socket.on('error', reject);
    });
    expect(closed).toMatch(/^1007 The sandbox does not /);
  });

  it('gives visemes to who wants them, in the order of the words', async () => {
    const speaker = synthesizer();
    const visemes: { id: number; at: number }[] = [];
    speaker.visemeReceived = (_, event) => visemes.push({ id: event.visemeId, at: event.audioOffset });
    await speakWith(speaker, speakSsml('Mama bow.', 'en-US-JennyNeural')).finally(() => speaker.close());
    expect(visemes.map(({ id }) => id)).toEqual([21, 1, 21, 1, 0, 21, 8, 7, 0]);
    const times = visemes.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('reports a wrong duration when told to', async () => {
    const factorOf = async (): Promise<number> => {
      const { result } = await speak(speakSsml('Hello.'));
      return result.audioDuration / 1e4 / (result.audioData.byteLength / 48);
    };
    running.speech.scriptReportedDuration(1.5);
    expect(await factorOf()).toBeCloseTo(1.5, 1);
    running.speech.scriptReportedDuration(1);
    expect(await factorOf()).toBeCloseTo(1, 2);
  });

  it('serves riff output, which the SDK asks for as raw', async () => {
    const { result } = await speak(speakSsml('Hello.'), sdk.SpeechSynthesisOutputFormat.Riff16Khz16BitMonoPcm);
    expect(decodeWav(new Uint8Array(result.audioData)).sampleRate).toBe(16_000);
  });

  it.each([
    ['Audio24Khz96KBitRateMonoMp3', 0xff],
    ['Ogg24Khz16BitMonoOpus', 'O'.charCodeAt(0)],
    ['Webm24Khz16BitMonoOpus', 0x1a],
  ] as const)('serves %s', async (format, firstByte) => {
    const { result } = await speak(speakSsml('Hello there.'), sdk.SpeechSynthesisOutputFormat[format]);
    expect(result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect(new Uint8Array(result.audioData)[0]).toBe(firstByte);
    expect(result.audioData.byteLength).toBeGreaterThan(1000);
  });

  it('serves one turn after the other on one connection', async () => {
    const speaker = synthesizer();
    try {
      const before = running.speech.effectiveCalls()['ws-turn'] ?? 0;
      for (const text of ['One.', 'Two.', 'Three.']) {
        const { result } = await speakWith(speaker, speakSsml(text));
        expect(result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
      }
      await until(() => Promise.resolve(running.speech.effectiveCalls()['ws-turn'] === before + 3 ? true : undefined));
      expect(
        running.speech
          .spoken()
          .slice(-3)
          .map(({ text, completed }) => [text, completed]),
      ).toEqual([
        ['One.', true],
        ['Two.', true],
        ['Three.', true],
      ]);
    } finally {
      speaker.close();
    }
  });

  it('speaks with a personal voice; only Phoenix reports word boundaries', async () => {
    const profile = await enrol(running);
    const phoenix = await speak(personalSsml('Good morning.', profile, 'PhoenixV2Neural'));
    expect(phoenix.result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect(phoenix.boundaries.length).toBeGreaterThan(0);
    for (const dragon of ['DragonLatestNeural', 'DragonHDOmniLatestNeural']) {
      const { result, boundaries } = await speak(personalSsml('Good morning.', profile, dragon));
      expect(result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
      expect(boundaries).toEqual([]);
    }
  });

  it('takes an Entra token from a credential, and refuses a wrong one', async () => {
    const credential = (token: string): unknown => ({
      getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
    });
    const good = await speak(speakSsml('Hello.'), undefined, credential(TOKEN));
    expect(good.result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    const bad = await speak(speakSsml('Hello.'), undefined, credential('forged'));
    expect(bad.result.reason).toBe(sdk.ResultReason.Canceled);
    expect(bad.result.errorDetails).toMatch(/1006|401/);
  });

  it('names the regional host when a custom domain is asked, which wants to know whose token it gets', async () => {
    const probe = (url: string): Promise<Response> => fetch(`${url}${LONG_PATH}?GenerateRedirectResponse=true`);
    const customDomain = running.speech.url.replace('127.0.0.1', 'localhost');
    const answer = await probe(customDomain);
    expect(answer.status).toBe(200);
    const named = new URL(await answer.text());
    expect(named.origin).toBe(running.speech.url);
    expect(named.searchParams.get('Ocp-Apim-Custom-Domain-Name')).toBe(new URL(customDomain).host);
    expect((await probe(running.speech.url)).status).toBe(404);
    expect((await fetch(`${customDomain}${LONG_PATH}`)).status).toBe(404);

    const handshake = (url: URL, authorization = `Bearer ${TOKEN}`): Promise<number> =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url, { headers: { authorization } });
        socket.on('open', () => socket.close(1000));
        socket.on('close', () => resolve(101));
        socket.on('unexpected-response', (request, { statusCode = 0 }) => {
          request.destroy();
          resolve(statusCode);
        });
        socket.on('error', reject);
      });
    named.protocol = 'ws:';
    const unnamed = new URL(named);
    unnamed.search = '';
    expect(await handshake(named)).toBe(101);
    expect(await handshake(unnamed)).toBe(401);
    expect(await handshake(unnamed, `Bearer aad#/subscriptions/1#${TOKEN}`)).toBe(101);
    expect(await handshake(new URL(wsUrl(LONG_PATH)))).toBe(101);
  });

  it.each([
    ['a speaker profile that does not exist', personalSsml('Hello.', '00000000-0000-4000-8000-000000000000')],
    ['a base model without a speaker profile', speakSsml('Hello.', 'DragonLatestNeural')],
    ['a voice that does not exist', speakSsml('Hello.', 'en-US-NobodyNeural')],
    ['SSML that is not well-formed', speakSsml('Hello & bye')],
    ['nothing to say', speakSsml('  ')],
  ])('closes with 1007 for %s', async (_, ssml) => {
    const { result } = await speak(ssml);
    expect(result.reason).toBe(sdk.ResultReason.Canceled);
    expect(result.errorDetails).toContain('websocket error code: 1007');
    expect(sdk.CancellationDetails.fromResult(stub<sdk.RecognitionResult>(result)).ErrorCode).toBe(
      sdk.CancellationErrorCode.BadRequestParameters,
    );
  });

  it('closes with 1007 for frames it cannot read, formats it does not have, and SSML beyond 64 KB', async () => {
    const ssml = frame('ssml', speakSsml('Hello.'));
    expect(await rawTurn(LONG_PATH, ['no frame'])).toMatchObject({ code: 1007 });
    expect(await rawTurn(LONG_PATH, [ssml])).toMatchObject({ code: 1007, reason: 'There is no synthesis context.' });
    expect(await rawTurn(LONG_PATH, [frame('synthesis.context', 'no json')])).toMatchObject({ code: 1007 });
    expect(await rawTurn(LONG_PATH, [context('raw-96khz'), ssml])).toMatchObject({
      code: 1007,
      reason: 'Unsupported audio format.',
    });
    expect(await rawTurn(LONG_PATH, [context(), frame('ssml', speakSsml('a'.repeat(66_000)))])).toMatchObject({
      code: 1007,
    });
    const answered = await rawTurn(LONG_PATH, [context(), ssml]);
    expect(answered.texts.map((text) => /Path:(\S+)/.exec(text)?.[1])).toEqual([
      'turn.start',
      'response',
      'audio.metadata',
      'turn.end',
    ]);
    expect(answered.texts.join('')).toContain('"SessionEnd"');
    expect(answered.audioBytes).toBeGreaterThan(8000);
  });

  it('answers 404 elsewhere', async () => {
    await expect(rawTurn('/cognitiveservices/websocket/v9', [])).rejects.toThrow(/404/);
  });

  it.each<[string, FaultEffect, RegExp]>([
    [
      'a throttled turn',
      { kind: 'close', code: 1007, reason: 'Throttled due to too many requests' },
      /Throttled due to too many requests.*1007/,
    ],
    ['too many connections', { kind: 'close', code: 4429, reason: 'exceeded the concurrent request limit' }, /4429/],
    ['a break in the middle', { kind: 'close', code: 1011, reason: 'Internal', after: 'first-byte' }, /1011/],
    ['a lost connection', { kind: 'drop', after: 'first-byte' }, /1006/],
    ['an error', { kind: 'error', status: 429, message: 'slow down' }, /slow down.*4429/],
  ])('scripts %s', async (_, effect, details) => {
    running.faults.add({ service: 'speech', operation: 'ws-turn', effect });
    const { result } = await speak(speakSsml('Hello world, this is a test.'));
    expect(result.reason).toBe(sdk.ResultReason.Canceled);
    expect(result.errorDetails).toMatch(details);
    expect((await speak(speakSsml('Hello.'))).result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
  });

  it('scripts a normal close and silence in the middle of a turn, which no callback of the SDK reports', async () => {
    running.faults.add({
      service: 'speech',
      operation: 'ws-turn',
      effect: { kind: 'close', code: 1000, after: 'first-byte' },
    });
    const closed = await rawTurn(PATH, [context(), frame('ssml', speakSsml('Hello world, this is a test.'))]);
    expect(closed.code).toBe(1000);
    expect(closed.audioBytes).toBeGreaterThan(0);
    expect(closed.texts.join('')).not.toContain('turn.end');
    running.faults.add({ service: 'speech', operation: 'ws-turn', effect: { kind: 'hang', after: 'first-byte' } });
    const speaker = synthesizer();
    let settled = false;
    const chunk = new Promise<void>((resolve) => (speaker.synthesizing = () => resolve()));
    speaker.speakSsmlAsync(
      speakSsml('Hello.'),
      () => (settled = true),
      () => (settled = true),
    );
    await chunk;
    const other = await speak(speakSsml('Hello.'));
    expect(other.result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect(settled).toBe(false);
    speaker.close();
  });

  it('scripts audio that was not announced by a response', async () => {
    running.faults.add({ service: 'speech', operation: 'ws-response', effect: { kind: 'hang' } });
    const speaker = synthesizer();
    const events: string[] = [];
    speaker.synthesizing = () => events.push('audio');
    const before = running.speech.spoken().length;
    const settled = speakWith(speaker, speakSsml('Hello.')).then(() => events.push('settled'));
    // This turn, not the one before: the fault would be left for the next one, which would wait forever.
    await until(async () => Promise.resolve(running.speech.spoken()[before]?.completed === true || undefined));
    const other = await speak(speakSsml('Hello.'));
    expect(other.result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect(events).not.toContain('audio');
    speaker.close();
    void settled.catch(() => {});
  });

  it('closes a connection when its token expires', async () => {
    const exp = Math.ceil(running.clock.now() / 1000) + 600;
    const token = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
    const socket = new WebSocket(wsUrl(`${PATH}?Authorization=${encodeURIComponent(`Bearer ${token}`)}`));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    running.clock.advance(601_000);
    expect(await closed).toBe(1008);
  });

  it('scripts refused and lost handshakes', async () => {
    running.faults.add({ service: 'speech', operation: 'ws-connect', effect: { kind: 'error', status: 503 } });
    await expect(rawTurn(PATH, [])).rejects.toThrow(/503/);
    running.faults.add({ service: 'speech', operation: 'ws-connect', effect: { kind: 'drop' } });
    await expect(rawTurn(PATH, [])).rejects.toThrow(/hang up|ECONNRESET/);
    running.faults.add({
      service: 'speech',
      operation: 'ws-connect',
      effect: { kind: 'close', code: 4429, reason: 'full' },
    });
    expect(await rawTurn(PATH, [])).toMatchObject({ code: 4429, reason: 'full' });
  });

  it('stops speaking when the client goes away', async () => {
    const socket = new WebSocket(wsUrl(`${PATH}?Ocp-Apim-Subscription-Key=${TEST_KEY}`));
    const text = 'This is one of many sentences in a long text. '.repeat(200);
    socket.on('open', () => [context(), frame('ssml', speakSsml(text))].forEach((message) => socket.send(message)));
    await new Promise<void>((resolve) => socket.on('message', (_, isBinary) => isBinary && resolve()));
    socket.terminate();
    // The only thread is free again long before 200 sentences could have been spoken.
    const { result } = await speak(speakSsml('Hello.'));
    expect(result.reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect(running.speech.spoken().at(-2)).toMatchObject({ text: text.trim(), completed: false });
  });
});
