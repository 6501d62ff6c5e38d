import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findOutputFormat } from '../output-format.ts';
import { decodeWav } from '../signal/wav.ts';
import { sayWav, speakSsml, startTestSpeech, TEST_KEY, until, type RunningSpeech } from '../testing/running-speech.ts';

const SSML = speakSsml('Hello world. This is a test.');
const HEADERS = {
  'ocp-apim-subscription-key': TEST_KEY,
  'content-type': 'application/ssml+xml',
  'x-microsoft-outputformat': 'raw-24khz-16bit-mono-pcm',
  'user-agent': 'test',
};

describe('text to speech by REST', () => {
  let running: RunningSpeech;

  beforeAll(async () => {
    running = await startTestSpeech();
  });
  afterEach(() => running.faults.clear());
  afterAll(async () => {
    await running.close();
  });

  function post(headers: Record<string, string> = {}, body = SSML, prefix = '/cognitiveservices'): Promise<Response> {
    return fetch(`${running.speech.url}${prefix}/v1`, { method: 'POST', headers: { ...HEADERS, ...headers }, body });
  }

  it('streams raw audio under both prefixes', async () => {
    for (const prefix of ['/cognitiveservices', '/tts/cognitiveservices']) {
      const response = await post({}, SSML, prefix);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('audio/pcm');
      expect(response.headers.get('transfer-encoding')).toBe('chunked');
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(48_000);
    }
  });

  it.each(['8khz', '16khz', '22050hz', '24khz', '44100hz', '48khz'])('gives a whole RIFF file at %s', async (rate) => {
    const wav = await sayWav(running, SSML, `riff-${rate}-16bit-mono-pcm`);
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    const { samples, sampleRate } = decodeWav(wav);
    expect(sampleRate).toBe(findOutputFormat(`riff-${rate}-16bit-mono-pcm`)?.sampleRate);
    expect(samples.length / sampleRate).toBeGreaterThan(1);
  });

  it('answers errors in plain text', async () => {
    const statusOf = async (headers: Record<string, string>, body?: string): Promise<number> => {
      const response = await post(headers, body);
      expect(response.headers.get('content-type')).toContain('text/plain');
      await response.arrayBuffer();
      return response.status;
    };
    expect(await statusOf({ 'content-type': 'text/plain' })).toBe(415);
    expect(await statusOf({ 'x-microsoft-outputformat': 'raw-1khz' })).toBe(400);
    expect(await statusOf({ 'user-agent': 'x'.repeat(255) })).toBe(400);
    expect(await statusOf({}, '<speak>')).toBe(400);
    expect(await statusOf({}, speakSsml('Hello.', 'PhoenixLatestNeural'))).toBe(400);
    expect((await post({ 'ocp-apim-subscription-key': 'wrong' })).status).toBe(401);
  });

  it('lists the prebuilt voices, without the base models', async () => {
    for (const prefix of ['/cognitiveservices', '/tts/cognitiveservices']) {
      const voices = (await (await running.call('GET', `${prefix}/voices/list`)).json()) as {
        ShortName: string;
        LocaleName: string;
      }[];
      const names = voices.map(({ ShortName }) => ShortName);
      // Those of quickstarts and samples are among them.
      expect(names).toEqual(
        expect.arrayContaining(['en-US-JennyNeural', 'en-US-GuyNeural', 'en-US-AvaMultilingualNeural']),
      );
      expect(new Set(names).size).toBe(names.length);
      expect(voices.find(({ ShortName }) => ShortName === 'de-DE-KatjaNeural')).toMatchObject({
        LocaleName: 'German (Germany)',
      });
      expect(voices.some(({ ShortName }) => ShortName.includes('Dragon'))).toBe(false);
    }
  });

  it('scripts throttling and a stream that breaks off', async () => {
    running.faults.add({ service: 'speech', operation: 'TTS_Speak', effect: { kind: 'error', status: 429 } });
    expect((await post()).status).toBe(429);
    running.faults.add({ service: 'speech', operation: 'TTS_Speak', effect: { kind: 'drop', after: 'first-byte' } });
    const broken = await post();
    expect(broken.status).toBe(200);
    await expect(broken.arrayBuffer()).rejects.toThrow();
  });

  it('waits on the sandbox clock for a scripted latency', async () => {
    running.faults.add({ service: 'speech', operation: 'TTS_ListVoices', effect: { kind: 'latency', ms: 3_600_000 } });
    let answered = false;
    const answer = running.call('GET', '/cognitiveservices/voices/list').then((response) => {
      answered = true;
      return response.status;
    });
    await until(() =>
      Promise.resolve(running.logged.some(({ message }) => message.includes('fault')) ? true : undefined),
    );
    expect(answered).toBe(false);
    await until(() => {
      running.clock.advance(3_600_000);
      return Promise.resolve(answered ? true : undefined);
    });
    expect(await answer).toBe(200);
  });
});
