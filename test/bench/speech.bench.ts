/**
 * Live speech through the API against the bare Speech SDK, in one run.
 *
 *   npm run bench:speech -- [--rounds 4] [--streams 100] [--delay 4000] [--heap 2000] [--warm-up 2000] [--patience 3] [--tags 300]
 *
 * All arms speak to the same process (a server of the Speech SDK's protocol with a scripted first-byte delay), each over as many
 * connections, opened ahead, and after as many streams as let the compiler see to all that one runs through. The arms take turns, with
 * the same arrivals: N clients, each of which begins a stream in each period of one delay and a tenth, at a moment drawn again (with a
 * fixed seed), so that about nine tenths of N streams are open at any moment. (At fixed distances each would begin just when the audio of
 * another one comes, or never.) The streams with which an arm fills up are not counted. One process is the client of all: over HTTP in
 * one arm, with the SDK in the other. Time to first audio is taken there, from the call to the first byte: for the API with HTTP, token,
 * validation, the check of voice and consent in the database, and the place in the queue. What is added is the difference between the
 * same percentiles of the two arms. A third arm, the SDK behind Node's own HTTP server and nothing else, tells how much of that no API
 * could do without.
 *
 * The delay also sets the pace: N / delay streams begin per second. API, database, speech server and client share one machine, and
 * take about 20 ms of processor time for a stream, all together: with a delay of 300 ms, 100 streams would ask for six processors, and
 * what would be measured is the queue for them. At 4 s it is a quarter of two. A pair of arms during which the machine was busier than
 * 65 %, with whatever else ran on it, is printed and not counted, but repeated: up to `patience` times as many rounds as asked for. So is
 * a round from which the host took more than 3 % of the processors for other machines.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ApiClient } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { Random } from '../support/random.ts';
import { BareSdk } from './bare-sdk.ts';
import { enrolVoice } from './enrol-voice.ts';
import { type FirstByte, firstBytesWithTag } from './first-byte-with-tag.ts';
import { HeapGauge } from './heap-gauge.ts';
import { type Hanging, type Heard, Listener } from './listener.ts';
import { cpuMsOf, MachineLoad } from './machine-load.ts';
import { now } from './now.ts';
import type { ServedTimes, SpeechServerOrder, SpeechServerState } from './speech-server.ts';

console.log(`load average of the last minute: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} CPUs`);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    streams: { type: 'string', default: '100' },
    delay: { type: 'string', default: '4000' },
    heap: { type: 'string', default: '2000' },
    'warm-up': { type: 'string', default: '2000' },
    patience: { type: 'string', default: '3' },
    tags: { type: 'string', default: '300' },
  },
});
const rounds = Number(values.rounds);
const streams = Number(values.streams);
const firstByteMs = Number(values.delay);
const heapStreams = Number(values.heap);
const warmUpStreams = Number(values['warm-up']);
const patience = Number(values.patience);
const tagStreams = Number(values.tags);

const GOALS = { p50: 2, p99: 10, abortMs: 100, heapMb: 4, tagMs: 1 };
const TEXT = 'The kettle is on';
/** A round on a machine that is busier measures the queue for its processors, and counts for nothing. */
const MAX_BUSY_PERCENT = 65;
/** A virtual machine that waits for its processors is slower by that; what it measures is the host. */
const MAX_STOLEN_PERCENT = 3;
/** Of each client in each round, after one that fills up. */
const TURNS = 2;
const ARMS = ['api', 'http', 'sdk'] as const;
type ArmName = (typeof ARMS)[number];
let failed = false;

function report(what: string, value: string, met: boolean): void {
  if (!met) failed = true;
  console.log(`${met ? 'ok  ' : 'MISS'} ${what}: ${value}`);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

let nextLabel = 1;

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

const listener = new Listener(new URL('/v1/speech', system.apiUrl), agent, { authorization: `Bearer ${token}` });

function hear(voiceId: string, hanging?: Hanging, format = 'pcm'): Promise<Heard> {
  const label = nextLabel++;
  return listener.hear(label, { voiceId, text: `${TEXT} ${label}.`, format }, hanging);
}

function apiPid(): number {
  const pid = system.apis[0]?.pid;
  if (pid === undefined) throw new Error('the API has no process');
  return pid;
}

/** The streams of one arm: each client's turns at its own times, the same in both arms. Those that fill up are left out. */
async function arm(speak: (index: number) => Promise<Heard>, turns: number): Promise<Heard[]> {
  const periodMs = firstByteMs * 1.1;
  const random = new Random(streams, 'arrivals');
  const startedAt = performance.now() + 50;
  const clients = Array.from({ length: streams }, async (_, index) => {
    const heard: Heard[] = [];
    // Within the part of the period that is this client's, so that its stream before has ended.
    const begins = Array.from(
      { length: turns + 1 },
      (_, turn) => (turn + (index + random.next()) / streams) * periodMs,
    );
    for (const begin of begins) {
      await delay(Math.max(0, startedAt + begin - performance.now()));
      heard.push(await speak(index));
    }
    return heard;
  });
  const all = await Promise.all(clients);
  if (all.flat().some(({ bytes }) => bytes === 0)) throw new Error('a stream had no audio');
  return all.flatMap(([, ...counted]) => counted);
}

/** Streams that are not counted, ten at a time. */
async function warmUp(speak: (index: number) => Promise<Heard>): Promise<void> {
  await ask({ firstByteMs: 5, chunks: 4 });
  const clients = Math.min(10, streams);
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      for (let turn = 0; turn < warmUpStreams / clients; turn++) await speak(index);
    }),
  );
}

/** Starts the Speech SDK behind Node's own HTTP server, in a process of its own. */
async function bareHttp(): Promise<{ readonly url: URL; readonly process: ChildProcess }> {
  const child = fork(join(import.meta.dirname, 'bare-http.ts'), [endpoints.bare, String(streams)], {
    execArgv: process.execArgv,
  });
  const port = await new Promise<number>((resolve) => {
    child.once('message', (ready: { port: number }) => resolve(ready.port));
  });
  return { url: new URL(`http://127.0.0.1:${port}/`), process: child };
}

async function benchAddedTime(voiceId: string): Promise<void> {
  const sdk = new BareSdk(endpoints.bare);
  await sdk.open(streams);
  const http = await bareHttp();
  const behindHttp = new Listener(http.url, agent);
  const arms: Readonly<Record<ArmName, (index: number) => Promise<Heard>>> = {
    api: () => hear(voiceId),
    http: () => {
      const label = nextLabel++;
      return behindHttp.hear(label, { text: `${TEXT} ${label}.` });
    },
    sdk: async (index) => {
      const label = nextLabel++;
      return { label, ...(await sdk.speak(index, `${TEXT} ${label}.`)) };
    },
  };
  for (const speak of Object.values(arms)) await warmUp(speak);
  await ask({ firstByteMs, chunks: 4 });
  const samples: Record<ArmName, Heard[]> = { api: [], http: [], sdk: [] };
  const served = new Map<number, ServedTimes>();
  const load = new MachineLoad();
  let [counted, apiCpuMs, spoken] = [0, 0, 0];
  for (let round = 1; counted < rounds && round <= rounds * patience; round++) {
    const heard: Record<ArmName, Heard[]> = { api: [], http: [], sdk: [] };
    const loads: ReturnType<MachineLoad['percent']>[] = [];
    const cpuBefore = cpuMsOf(apiPid());
    for (const name of ARMS) {
      load.percent();
      heard[name] = await arm(arms[name], TURNS);
      loads.push(load.percent());
    }
    apiCpuMs += cpuMsOf(apiPid()) - cpuBefore;
    spoken += streams * (TURNS + 1);
    for (const times of (await ask('state')).turns) served.set(times.label, times);
    const added = (name: ArmName, share: number): number => ttfaOf(heard[name], share) - ttfaOf(heard.sdk, share);
    const counts = loads.every(({ busy, stolen }) => busy <= MAX_BUSY_PERCENT && stolen <= MAX_STOLEN_PERCENT);
    const [api, http] = (['api', 'http'] as const).map(
      (name) => `p50 ${added(name, 0.5).toFixed(1)} ms, p99 ${added(name, 0.99).toFixed(1)} ms`,
    );
    console.log(
      `     round ${round}: machine busy ${loads.map(({ busy }) => busy.toFixed(0)).join(', ')} %, stolen ${loads.map(({ stolen }) => stolen.toFixed(1)).join(', ')} %; the API adds ${api}; bare HTTP ${http}${counts ? '' : '; not counted'}`,
    );
    if (!counts) continue;
    counted++;
    for (const name of ARMS) samples[name].push(...heard[name]);
  }
  sdk.close();
  http.process.disconnect();
  if (counted < rounds) report('rounds on a machine that was quiet', `${counted} of ${rounds}`, false);
  if (counted === 0) return;
  console.log(`     CPU of the API for a stream: ${(apiCpuMs / spoken).toFixed(1)} ms`);
  for (const name of ARMS) printLegs(name, samples[name], served);
  printServerTiming(samples.api);
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
  ] as const) {
    const [api, hop, bare] = ARMS.map((each) => ttfaOf(samples[each], share));
    if (api === undefined || hop === undefined || bare === undefined) continue;
    const goal = name === 'p90' ? undefined : GOALS[name];
    report(
      `time to first audio, ${streams} clients, ${samples.api.length} streams in each arm, ${name}`,
      `API ${api.toFixed(1)} ms, bare SDK ${bare.toFixed(1)} ms, added ${(api - bare).toFixed(1)} ms${goal === undefined ? '' : ` (goal ${goal})`}; bare HTTP adds ${(hop - bare).toFixed(1)} ms of it`,
      goal === undefined || api - bare <= goal,
    );
  }
}

function ttfaOf(heard: readonly Heard[], share: number): number {
  return percentile(
    heard.map(({ ttfaMs }) => ttfaMs).toSorted((a, b) => a - b),
    share,
  );
}

function shares(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms`;
}

function printLegs(name: ArmName, heard: readonly Heard[], served: ReadonlyMap<number, ServedTimes>): void {
  const legs = heard.flatMap(({ label, startedAt, ttfaMs }) => {
    const times = served.get(label);
    return times ? [{ there: times.askedAt - startedAt, back: startedAt + ttfaMs - times.answeredAt }] : [];
  });
  const way = { api: 'through the API', http: 'through bare HTTP', sdk: 'with the bare SDK' }[name];
  console.log(`     ${way}, from the call to the server: ${shares(legs.map(({ there }) => there))}`);
  console.log(`     ${way}, from the server to the first audio: ${shares(legs.map(({ back }) => back))}`);
}

function printServerTiming(heard: readonly Heard[]): void {
  const parts: [string, (timing: Readonly<Record<string, number>>) => number | undefined][] = [
    ['before Azure is asked', ({ ttfa = 0, provider = 0 }) => ttfa - provider],
    ['of it waiting for a place', ({ wait }) => wait],
    ['from the question to the first audio', ({ provider }) => provider],
  ];
  for (const [what, of] of parts) {
    console.log(
      `     in the API, ${what}: ${shares(heard.map(({ serverTiming = {} }) => of(serverTiming) ?? Number.NaN))}`,
    );
  }
}

/** How late, in milliseconds, the server sees each of 40 listeners go. */
async function abortAll(voiceId: string): Promise<number[]> {
  await ask({ firstByteMs: 200, chunks: -1 });
  const late: number[] = [];
  for (let index = 0; index < 40; index++) {
    const controller = new AbortController();
    let abortedAt = 0;
    const abort = (): void => {
      abortedAt = now();
      controller.abort();
    };
    const heard = hear(voiceId, {
      signal: controller.signal,
      ...(index % 2 === 0 && { onFirst: abort }),
    });
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
  return late.toSorted((a, b) => a - b);
}

async function benchAbort(voiceId: string): Promise<void> {
  const load = new MachineLoad();
  let late: number[] = [];
  for (let round = 1; round <= patience; round++) {
    load.percent();
    late = await abortAll(voiceId);
    const { busy } = load.percent();
    console.log(
      `     aborts, round ${round}: machine busy ${busy.toFixed(0)} %, p50 ${percentile(late, 0.5).toFixed(1)} ms, most ${late.at(-1)?.toFixed(1)} ms`,
    );
    if (busy <= MAX_BUSY_PERCENT) break;
  }
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

async function benchTags(voiceId: string): Promise<void> {
  const serve = (start?: string) => ask({ firstByteMs: 5, chunks: 4, ...(start !== undefined && { start }) });
  const heard = async (format: string): Promise<number> => (await hear(voiceId, undefined, format)).ttfaMs;
  const load = new MachineLoad();
  let all: FirstByte[] = [];
  for (let round = 1; round <= patience; round++) {
    load.percent();
    all = [];
    for await (const each of firstBytesWithTag(tagStreams, serve, heard)) all.push(each);
    const { busy } = load.percent();
    console.log(`     tags, round ${round}: machine busy ${busy.toFixed(0)} %`);
    if (busy <= MAX_BUSY_PERCENT) break;
  }
  for (const { format, taggedMs, rawMs } of all) {
    const [tagged, raw, added] = [taggedMs, rawMs, taggedMs - rawMs].map((ms) => `${ms.toFixed(2)} ms`);
    report(
      `first byte of ${format} with its tag, ${tagStreams} streams, p50`,
      `${tagged}, of raw samples ${raw}, added ${added} (goal: less than ${GOALS.tagMs})`,
      taggedMs - rawMs < GOALS.tagMs,
    );
  }
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
  await benchTags(voiceId);
  await benchAbort(voiceId);
  await benchHeap(voiceId);
  await benchLogs();
} finally {
  agent.destroy();
  await system.stop();
  server.disconnect();
}
process.exitCode = failed ? 1 : 0;
