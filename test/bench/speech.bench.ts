/**
 * Live speech through the API against the bare Speech SDK, in one run.
 *
 *   npm run bench:speech -- [--rounds 6] [--streams 100] [--delay 2000] [--heap 2000]
 *
 * Both arms speak to the same process (a server of the Speech SDK's protocol with a scripted first-byte delay), each over as many
 * connections, opened ahead. The arms take turns: N streams are started one after the other so that all are open before the first one
 * speaks, through the API, then by the SDK itself, and so on. Time to first audio is taken by the client, from the call to the first
 * byte: for the API with HTTP, token, validation, the check of voice and consent in the database, and the place in the queue. What
 * is added is the difference between the same percentiles of the two arms. Everything else is the sandbox's.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as sdk from 'microsoft-cognitiveservices-speech-sdk';
import { ApiClient } from '../../apps/sandbox/src/cli/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { enrolVoice } from './enrol-voice.ts';
import { HeapGauge } from './heap-gauge.ts';
import type { SpeechServerOrder, SpeechServerState } from './speech-server.ts';

console.log(`load average of the last minute: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} CPUs`);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    streams: { type: 'string', default: '100' },
    delay: { type: 'string', default: '2000' },
    heap: { type: 'string', default: '2000' },
  },
});
const rounds = Number(values.rounds);
const streams = Number(values.streams);
const firstByteMs = Number(values.delay);
const heapStreams = Number(values.heap);

const GOALS = { p50: 2, p99: 10, abortMs: 100, heapMb: 4 };
const TEXT = 'The kettle is on.';
let failed = false;

function report(what: string, value: string, met: boolean): void {
  if (!met) failed = true;
  console.log(`${met ? 'ok  ' : 'MISS'} ${what}: ${value}`);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const now = (): number => performance.timeOrigin + performance.now();

const server = fork(join(import.meta.dirname, 'speech-server.ts'), { execArgv: process.execArgv });
function ask(message: SpeechServerOrder | 'state'): Promise<SpeechServerState> {
  return new Promise((resolve) => {
    server.once('message', (state: SpeechServerState) => resolve(state));
    server.send(message);
  });
}

const endpoints = await ask('state');
const system = await VoiceSystem.start({
  environment: {
    SPEECH_WEBSOCKET_URL: endpoints.api,
    SPEECH_POOL_SIZE: String(streams),
    SPEECH_POOL_WARM: String(streams),
    SPEECH_QUEUE_WAIT_MS: '20000',
    SPEECH_QUEUE_LIMIT: '1000',
    SPEECH_POLL_MS: '300',
    NODE_OPTIONS: `--inspect-port=127.0.0.1:0 ${process.env['BENCH_NODE_OPTIONS'] ?? ''}`,
  },
});
const token = await system.token();
const agent = new Agent({ keepAlive: true, maxSockets: streams });

interface Heard {
  readonly ttfaMs: number;
  readonly bytes: number;
  /** Milliseconds by name, as the API says. */
  readonly serverTiming?: Readonly<Record<string, number>>;
}

/** One POST /v1/speech. Rejects when the answer is not whole. */
function hear(voiceId: string, signal?: AbortSignal, onFirst?: () => void): Promise<Heard> {
  const body = JSON.stringify({ voiceId, text: TEXT, format: 'pcm' });
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      new URL('/v1/speech', system.apiUrl),
      {
        agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        ...(signal && { signal }),
      },
      (answer) => {
        let ttfaMs = Number.NaN;
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          if (bytes === 0) {
            ttfaMs = performance.now() - startedAt;
            onFirst?.();
          }
          bytes += chunk.length;
        });
        answer.once('error', reject);
        answer.once('end', () => {
          if (answer.statusCode === 200 && answer.complete)
            resolve({ ttfaMs, bytes, serverTiming: serverTimingOf(answer.headers['server-timing']) });
          else reject(new Error(`the API answered ${answer.statusCode}`));
        });
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

function serverTimingOf(header: string | string[] | undefined): Record<string, number> {
  return Object.fromEntries(
    String(header)
      .split(', ')
      .map((metric) => metric.split(';dur='))
      .map(([name = '', ms]) => [name, Number(ms)]),
  );
}

class BareSdk {
  readonly synthesizers: sdk.SpeechSynthesizer[] = [];

  async open(): Promise<void> {
    for (let index = 0; index < streams; index++) {
      const config = sdk.SpeechConfig.fromEndpoint(new URL(endpoints.bare), 'a-key');
      config.speechSynthesisOutputFormat = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm;
      const synthesizer = new sdk.SpeechSynthesizer(config, null);
      await new Promise<void>((resolve, reject) => {
        sdk.Connection.fromSynthesizer(synthesizer).openConnection(resolve, reject);
      });
      this.synthesizers.push(synthesizer);
    }
  }

  speak(index: number): Promise<Heard> {
    const synthesizer = this.synthesizers[index];
    if (!synthesizer) throw new RangeError(`there is no synthesizer ${index}`);
    let ttfaMs = Number.NaN;
    let bytes = 0;
    const startedAt = performance.now();
    synthesizer.synthesizing = (_, { result }) => {
      if (bytes === 0) ttfaMs = performance.now() - startedAt;
      bytes += result.audioData.byteLength;
    };
    return new Promise((resolve, reject) => {
      synthesizer.speakSsmlAsync(
        `<speak version="1.0" xml:lang="en-US"><voice name="en-US-AvaNeural">${TEXT}</voice></speak>`,
        () => resolve({ ttfaMs, bytes }),
        (error) => reject(new Error(error)),
      );
    });
  }

  close(): void {
    for (const synthesizer of this.synthesizers) synthesizer.close();
  }
}

function apiPid(): number {
  const pid = system.apis[0]?.pid;
  if (pid === undefined) throw new Error('the API has no process');
  return pid;
}

/** User and system time of a process so far; Linux counts it in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Starts all streams within the first-byte delay, so that they are open at the same time. */
async function block(speak: (index: number) => Promise<Heard>): Promise<Heard[]> {
  const spread = (firstByteMs * 0.8) / streams;
  const heard = await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      await delay(index * spread);
      return speak(index);
    }),
  );
  if (heard.some(({ bytes }) => bytes === 0)) throw new Error('a stream had no audio');
  return heard;
}

async function benchAddedTime(voiceId: string): Promise<void> {
  const bare = new BareSdk();
  await bare.open();
  await ask({ firstByteMs, chunks: 4 });
  const samples = { api: [] as Heard[], bare: [] as Heard[] };
  // The first of each is for the compiler.
  await block(() => hear(voiceId));
  await block((index) => bare.speak(index));
  const cpu = { api: 0, bare: 0 };
  for (let round = 0; round < rounds; round++) {
    const [apiBefore, ownBefore] = [cpuMsOf(apiPid()), process.cpuUsage()];
    samples.api.push(...(await block(() => hear(voiceId))));
    cpu.api += cpuMsOf(apiPid()) - apiBefore;
    const between = process.cpuUsage(ownBefore);
    samples.bare.push(...(await block((index) => bare.speak(index))));
    const after = process.cpuUsage(ownBefore);
    cpu.bare += (after.user + after.system - between.user - between.system) / 1000;
  }
  const turns = rounds * streams;
  console.log(
    `     CPU for a stream: API ${(cpu.api / turns).toFixed(1)} ms, bare SDK ${(cpu.bare / turns).toFixed(1)} ms`,
  );
  bare.close();
  const sorted = (heard: readonly Heard[], of: (each: Heard) => number): number[] =>
    heard.map(of).toSorted((a, b) => a - b);
  const api = sorted(samples.api, ({ ttfaMs }) => ttfaMs);
  const sdkOnly = sorted(samples.bare, ({ ttfaMs }) => ttfaMs);
  const parts: [string, (timing: Readonly<Record<string, number>>) => number | undefined][] = [
    ['before Azure is asked', ({ ttfa = 0, provider = 0 }) => ttfa - provider],
    ['of it waiting for a place', ({ wait }) => wait],
    ['from the question to the first audio', ({ provider }) => provider],
  ];
  for (const [what, of] of parts) {
    const times = sorted(samples.api, ({ serverTiming = {} }) => of(serverTiming) ?? Number.NaN);
    console.log(
      `     in the API, ${what}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
    );
  }
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
  ] as const) {
    const [ours, theirs] = [percentile(api, share), percentile(sdkOnly, share)];
    const goal = name === 'p90' ? undefined : GOALS[name];
    report(
      `time to first audio, ${streams} streams at once, ${name}`,
      `API ${ours.toFixed(1)} ms, bare SDK ${theirs.toFixed(1)} ms, added ${(ours - theirs).toFixed(1)} ms${goal === undefined ? '' : ` (goal ${goal})`}`,
      goal === undefined || ours - theirs <= goal,
    );
  }
}

async function benchAbort(voiceId: string): Promise<void> {
  await ask({ firstByteMs: 200, chunks: -1 });
  const late: number[] = [];
  for (let index = 0; index < 40; index++) {
    const controller = new AbortController();
    let abortedAt = 0;
    const abort = (): void => {
      abortedAt = now();
      controller.abort();
    };
    const heard = hear(voiceId, controller.signal, index % 2 === 0 ? abort : undefined);
    if (index % 2 === 1) setTimeout(abort, 100);
    await heard.then(
      () => Promise.reject(new Error('an aborted stream ended well')),
      () => undefined,
    );
    for (;;) {
      const [cutAt] = (await ask('state')).cutAt;
      if (cutAt !== undefined) {
        late.push(cutAt - abortedAt);
        break;
      }
      await delay(5);
    }
  }
  late.sort((a, b) => a - b);
  report(
    'abort to upstream closed, before the first byte and after, 40 times',
    `p50 ${percentile(late, 0.5).toFixed(1)} ms, most ${late.at(-1)?.toFixed(1)} ms (goal ${GOALS.abortMs})`,
    (late.at(-1) ?? Infinity) <= GOALS.abortMs,
  );
}

async function benchHeap(voiceId: string): Promise<void> {
  await ask({ firstByteMs: 5, chunks: 20 });
  const gauge = await HeapGauge.of(apiPid(), () => readFileSync(join(system.folder, 'api.log'), 'utf8'));
  const run = async (count: number): Promise<void> => {
    let left = count;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        while (left-- > 0) await hear(voiceId);
      }),
    );
  };
  await run(heapStreams / 4);
  const before = await gauge.usedMb();
  await run(heapStreams);
  const after = await gauge.usedMb();
  gauge.close();
  report(
    `heap of the API after ${heapStreams} more streams`,
    `${before.toFixed(1)} MB, then ${after.toFixed(1)} MB (goal: at most ${GOALS.heapMb} MB more)`,
    after - before <= GOALS.heapMb,
  );
  const { mostApiSockets } = await ask('state');
  report(
    'most connections to the speech service at once',
    `${mostApiSockets} (pool ${streams})`,
    mostApiSockets <= streams,
  );
}

async function benchLogs(): Promise<void> {
  const log = readFileSync(join(system.folder, 'api.log'), 'utf8');
  const speechToken = await managedIdentityToken(system.ready.environment, 'https://cognitiveservices.azure.com');
  const secrets = [speechToken.split('.')[0] ?? '', 'Authorization=', token.slice(0, 30), TEXT];
  report(
    'token or text in the log of the API',
    `${log.length} characters read`,
    !secrets.some((secret) => log.includes(secret)),
  );
}

try {
  const voiceId = await enrolVoice(system, new ApiClient(system.apiUrl, token));
  // Only the API is measured from here on.
  for (const worker of system.workers) await worker.stop(4_000);
  await benchAddedTime(voiceId);
  await benchAbort(voiceId);
  await benchHeap(voiceId);
  await benchLogs();
} finally {
  agent.destroy();
  await system.stop();
  server.disconnect();
}
process.exitCode = failed ? 1 : 0;
