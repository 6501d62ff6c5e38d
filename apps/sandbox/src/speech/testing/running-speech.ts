import { Clock } from '../../faults/clock.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import { startSpeech, type Speech, type SpeechOptions } from '../speech.ts';

export const TEST_KEY = 'test-key';
export const CUSTOM_VOICE_VERSION = '2026-01-01';

export interface LogEntry {
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A speech service of a test's own, with what the test needs to steer it. */
export interface RunningSpeech {
  readonly speech: Speech;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly logged: LogEntry[];
  /** With the key. `body`: an object is sent as JSON. */
  call(method: string, path: string, body?: object | FormData, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export async function startTestSpeech(options: Partial<SpeechOptions> = {}): Promise<RunningSpeech> {
  const clock = new Clock();
  const faults = new FaultPlan();
  const logged: LogEntry[] = [];
  const speech = await startSpeech({
    host: '127.0.0.1',
    port: 0,
    clock,
    faults,
    log: (message, fields = {}) => logged.push({ message, fields }),
    apiKey: TEST_KEY,
    jobDurationMs: 20,
    threads: 1,
    ...options,
  });
  return {
    speech,
    clock,
    faults,
    logged,
    call: (method, path, body, headers = {}) =>
      fetch(speech.url + path, {
        method,
        headers: {
          'ocp-apim-subscription-key': TEST_KEY,
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      }),
    close: async () => {
      clock.stop();
      await speech.close();
    },
  };
}

/** Asks until the answer is there. */
export async function until<T>(ask: () => Promise<T | undefined>, timeoutMs = 30_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the condition did not come true in time');
}

/** A resource of custom voice or batch synthesis once it has ended. */
export async function ended<T extends { status: string }>(running: RunningSpeech, path: string): Promise<T> {
  return until(async () => {
    const resource = (await (await running.call('GET', path)).json()) as T;
    return resource.status === 'Succeeded' || resource.status === 'Failed' ? resource : undefined;
  });
}

export function customVoicePath(path: string): string {
  return `/customvoice/${path}${path.includes('?') ? '&' : '?'}api-version=${CUSTOM_VOICE_VERSION}`;
}

export function speakSsml(text: string, voice = 'en-US-AvaNeural', lang = 'en-US'): string {
  return `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${lang}"><voice name="${voice}">${text}</voice></speak>`;
}

export function personalSsml(
  text: string,
  speakerProfileId: string,
  voice = 'PhoenixLatestNeural',
  lang = 'en-US',
): string {
  return (
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="${lang}">` +
    `<voice name="${voice}"><mstts:ttsembedding speakerProfileId="${speakerProfileId}">${text}</mstts:ttsembedding></voice></speak>`
  );
}

/** Speech by the REST endpoint, as a WAV file. */
export async function sayWav(
  running: RunningSpeech,
  ssml: string,
  format = 'riff-24khz-16bit-mono-pcm',
): Promise<Buffer> {
  const response = await fetch(`${running.speech.url}/cognitiveservices/v1`, {
    method: 'POST',
    headers: {
      'ocp-apim-subscription-key': TEST_KEY,
      'content-type': 'application/ssml+xml',
      'x-microsoft-outputformat': format,
      'user-agent': 'test',
    },
    body: ssml,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
