/**
 * Ten live streams through the real API while the worker makes one WAV file of a batch, of 32 MiB, and signs it.
 *
 *   npm run bench:signing -- [--rounds 3] [--streams 10]
 *
 * The processes are those of `npm start`, and the sandbox speaks. The items of the batch have one text, so little of the time is spent on speaking. Two
 * smaller batches warm up. All rounds are printed, and each has to meet the goals: the longest turn of a main thread is that of the worst round. It is
 * measured in processor time, so that what else the machine does counts for nothing. Memory is the most that a process has held since its start; that of
 * the children which sign is looked at 20 times a second.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient } from '../support/api-client.ts';
import { batchUntil, hasEnded, itemsOf, startBatch } from '../support/batches.ts';
import { descendantsOf, residentMb } from '../support/processes.ts';
import { enrolVoice } from './enrol-voice.ts';
import { Listener } from './listener.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, streams: { type: 'string', default: '10' } },
});

/** Of processor time. */
const MAX_TURN_MS = 20;
/** Resident memory. A child is ended by its parent above 512 MiB (ADR 182). */
const MAX_MB = { api: 300, worker: 300, signing: 512 };
/** `C2PA_MAX_BYTES` by default; room for the header. */
const JOINED_BYTES = 32 * 1024 * 1024 - 4_096;
const SAMPLE_BYTES_PER_MS = 48;
const FORMATS = ['mp3', 'wav', 'opus', 'pcm'];
const WARM_UPS = 2;
const TEXT =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off into a grey and patient sea.';

type App = 'api' | 'worker';

/** While one file was made and signed. */
interface Round {
  /** The longest turn of each main thread, in milliseconds. */
  readonly turnMs: Readonly<Record<App, number>>;
  /** Places of live streams in which none ended. */
  readonly waiting: number;
}

let failed = false;

function report(what: string, value: string, met: boolean): void {
  if (!met) failed = true;
  console.log(`${met ? 'ok  ' : 'MISS'} ${what}: ${value}`);
}

const folder = mkdtempSync(join(tmpdir(), 'longest-turn-'));
const system = await VoiceSystem.start({
  environment: {
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'longest-turn.ts')).href}`,
    LONGEST_TURN_FOLDER: folder,
    SPEECH_POLL_MS: '300',
    SPEECH_POOL_SIZE: values.streams,
    SPEECH_POOL_WARM: values.streams,
    SPEECH_QUEUE_WAIT_MS: '20000',
    BATCH_POLL_MS: '300',
  },
  sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: '250' },
});
const agent = new Agent({ keepAlive: true });

function pidOf(app: App): number {
  const pid = (app === 'api' ? system.apis : system.workers)[0]?.pid;
  if (pid === undefined) throw new Error(`the ${app} has no process`);
  return pid;
}

/** The longest turn since the last time this was asked, in milliseconds. */
async function longestTurnMs(app: App): Promise<number> {
  const file = join(folder, String(pidOf(app)));
  rmSync(file, { force: true });
  process.kill(pidOf(app), 'SIGUSR2');
  for (;;) {
    try {
      return Number(readFileSync(file, 'utf8'));
    } catch {
      await delay(10);
    }
  }
}

/** The most that a process has held since its start. */
function peakMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Live streams, one after the other in each of some places, until they are stopped. */
function liveStreams(listener: Listener, voiceId: string) {
  const stopped = new AbortController();
  let label = 0;
  const bytes = Array.from({ length: Number(values.streams) }, () => 0);
  const places = bytes.map(async (_, place) => {
    while (!stopped.signal.aborted) {
      const format = FORMATS[label % FORMATS.length];
      const heard = await listener.hear(label, { voiceId, text: `${TEXT} ${label++}.`, format });
      bytes[place] = (bytes[place] ?? 0) + heard.bytes;
    }
  });
  const all = Promise.all(places);
  // A stream that fails ends the run where it is stopped.
  all.catch(() => undefined);
  return {
    bytes,
    stop: (): Promise<unknown> => {
      stopped.abort();
      return all;
    },
  };
}

/** The most that the children of the worker hold, one of them. */
function watchChildren(): () => number {
  let mostMb = 0;
  const timer = setInterval(() => {
    for (const pid of descendantsOf(pidOf('worker'))) {
      try {
        const mb = residentMb(pid);
        // It has no memory when it has ended, and its parent has not noticed.
        if (mb > mostMb) mostMb = mb;
      } catch {
        // It has ended.
      }
    }
  }, 50);
  return () => {
    clearInterval(timer);
    return mostMb;
  };
}

async function run(): Promise<void> {
  const token = await system.token();
  const api = new ApiClient(system.apiUrl, token);
  const voiceId = await enrolVoice(system, api);
  const joined = async (count: number): Promise<string> => {
    const items = Array.from({ length: count }, () => ({ text: TEXT }));
    const { id } = await startBatch(api, { voiceId, items, format: 'wav', concatenate: true });
    const { archive } = await batchUntil(api, id, hasEnded);
    if (archive?.manifest?.state !== 'signed') throw new Error('the file of all items is not signed');
    return id;
  };
  const [item] = await itemsOf(api, await joined(1));
  const count = Math.floor(JOINED_BYTES / (((item?.durationMs ?? 0) + 1) * SAMPLE_BYTES_PER_MS));
  const listener = new Listener(new URL('/v1/speech', system.apiUrl), agent, { authorization: `Bearer ${token}` });
  const live = liveStreams(listener, voiceId);
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await joined(Math.ceil(count / 8));
  const rounds: Round[] = [];
  const stopWatching = watchChildren();
  let fileBytes = 0;
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const app of ['api', 'worker'] as const) await longestTurnMs(app);
    const before = [...live.bytes];
    const id = await joined(count);
    const turnMs = { api: await longestTurnMs('api'), worker: await longestTurnMs('worker') };
    const waiting = live.bytes.filter((bytes, place) => bytes === before[place]).length;
    console.log(
      `     round ${round}: longest turn of the API ${turnMs.api.toFixed(1)} ms, of the worker ${turnMs.worker.toFixed(1)} ms; ${waiting} streams did not end one meanwhile`,
    );
    rounds.push({ turnMs, waiting });
    const { headers, body } = await api.send('GET', `/v1/batches/${id}/archive`);
    fileBytes = Number(headers.get('content-length'));
    await body?.cancel();
  }
  const signingMb = stopWatching();
  await live.stop();
  report(
    'archive with the signed file',
    `${(fileBytes / 1024 / 1024).toFixed(1)} MiB of ${count} items`,
    fileBytes > JOINED_BYTES * 0.97,
  );
  if (rounds.length === 0) throw new Error('there was no round');
  const waiting = Math.max(...rounds.map((round) => round.waiting));
  report('live streams that ended none meanwhile', `${waiting} of ${values.streams} (goal 0)`, waiting === 0);
  for (const app of ['api', 'worker'] as const) {
    const turnMs = Math.max(...rounds.map((round) => round.turnMs[app]));
    report(
      `longest turn of the ${app}’s main thread in ${rounds.length} rounds, processor time`,
      `${turnMs.toFixed(1)} ms (goal ${MAX_TURN_MS})`,
      turnMs <= MAX_TURN_MS,
    );
    const mb = peakMb(pidOf(app));
    report(`most memory of the ${app}`, `${mb.toFixed(0)} MB (goal ${MAX_MB[app]})`, mb <= MAX_MB[app]);
  }
  report(
    'most memory of a child that signs',
    `${signingMb.toFixed(0)} MB (goal ${MAX_MB.signing})`,
    signingMb > 0 && signingMb <= MAX_MB.signing,
  );
}

try {
  await run();
} finally {
  agent.destroy();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
