/**
 * What a request costs the API: `POST /v1/syntheses` and `GET /v1/voices/{id}`, with token, validation, consent check, idempotency key, Cosmos DB
 * and Service Bus, beside
 * - a bare Fastify that answers as much and does nothing,
 * - Nest on Express with class-validator and a verified token, which stores and sends nothing,
 * - a bare server that stores and sends the same with Azure's SDKs,
 * - with `--against`, the API of another commit,
 * in one run, round by round one after the other, on the same sandbox. Printed are processor time for each request (user and system, of the whole
 * process), requests a second, and the ratios of their medians.
 *
 * With `--telemetry RATIO` it is compared with itself at this TELEMETRY_RATIO alone, in 10 rounds, request by request in turn: whatever else the machine
 * does is the same for both. A third process, without telemetry too, shows by how much two equal ones differ. It fails if accepting a synthesis takes more
 * than 1.05 of the processor time of that process, by the median of the rounds. Two loops that make and send the spans of so many requests, and do nothing
 * else, show what of the difference is spans: by OpenTelemetry's SDK and Microsoft's exporter alone, and by the modules of this API.
 *
 *   npm run bench:api -- [--against REV] [--telemetry 1] [--requests 1000] [--clients 32] [--rounds 5] [--profile]
 *
 * The peers and the other commit may lose a connection that the service closes at the moment of its use (ADR 140): they are asked again, as a client
 * would. This API has to answer every request.
 *
 * `--profile` also prints which packages the API spends its time in while it accepts syntheses. The worker is held meanwhile.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { SANDBOX_DIRECTORY } from '../../apps/sandbox/src/entra/directory.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { enrolVoice, speakRecordings } from '../chaos/enrolled.ts';
import { Releases } from '../upgrade/releases.ts';
import type { IngestionServer } from '../support/telemetry-receivers.ts';
import { byPackage, type CpuProfile } from './cpu-profile.ts';
import { SpanLoop, STARTED_LATER, startApisBeside, WITH_TELEMETRY } from './telemetry-arm.ts';

const TICKS_PER_SECOND = 100;
/** Of a peer in one round. */
const MAX_REPEATS = 10;
const TEXT = 'The harbour wakes before the town does. Ropes creak, and the first boats push off.';

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    telemetry: { type: 'string' },
    requests: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '32' },
    rounds: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.telemetry === undefined ? 5 : 10));
const [requests, clients] = [Number(values.requests), Number(values.clients)];

interface Arm {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

interface Measured {
  readonly cpuMs: number;
  readonly perSecond: number;
}

const OWN = 'this API';
const ROUTES = ['POST /v1/syntheses', 'GET /v1/voices/{id}'] as const;
type Route = (typeof ROUTES)[number];
const BOUNDED_ROUTE: Route = 'POST /v1/syntheses';
/** Of the processor time of a request without telemetry. */
const MAX_TELEMETRY_SHARE = 1.05;

const releases = new Releases(packageRoot());
const profiles = mkdtempSync(join(tmpdir(), 'bench-api-'));
const peers: ChildProcess[] = [];
const now = values.against === undefined ? packageRoot() : releases.workingTree('now');
const against = values.against === undefined ? undefined : releases.revision('against', values.against);
const system = await VoiceSystem.start({
  roots: [now, ...(against === undefined ? [] : [against])],
  apis: against === undefined ? 1 : 2,
  sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: '500', SANDBOX_BLOBS_IN_MEMORY: 'true' },
  environment: {
    SPEECH_POLL_MS: '300',
    RATE_LIMITING_ENABLED: 'false',
    ...(values.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles} --cpu-prof-interval=500` } : {}),
  },
});
let ingestion: IngestionServer | undefined;
const loops: SpanLoop[] = [];
try {
  const voiceId = await enrolVoice(system, await speakRecordings(system));
  for (const worker of system.workers) worker.signal('SIGSTOP');
  const token = await system.token();
  const { environment } = system.ready;
  const jwks = `${environment['ENTRA_AUTHORITY']}/${environment['ENTRA_TENANT_ID']}/discovery/v2.0/keys`;
  const apis = [...system.apis];
  const telemetry = values.telemetry === undefined ? undefined : await startApisBeside(system, values.telemetry);
  ingestion = telemetry?.ingestion;
  if (telemetry)
    for (const kind of ['sdk', 'own'] as const) loops.push(await SpanLoop.start(kind, system, telemetry.ingestion));
  const arms: Arm[] = [
    ...apis.map(({ pid = 0 }, index) => ({
      name: index === 0 ? OWN : `API of ${values.against}`,
      url: system.apiUrls[index] ?? '',
      pid,
    })),
    ...(telemetry
      ? telemetry.arms
      : [
          await peer('bare SDKs', 'bare-sdk-server', voiceId, SANDBOX_DIRECTORY.homeTenantId),
          await peer('Nest + Express', 'nest-express-server', environment['ENTRA_CLIENT_ID'] ?? '', jwks),
          await peer('bare Fastify', 'fastify-server'),
        ]),
  ];
  for (const route of ROUTES) {
    const measured = new Map<string, Measured[]>(arms.map(({ name }) => [name, []]));
    const callsBefore = telemetry?.ingestion.named('RemoteDependency').length ?? 0;
    for (let round = 0; round <= rounds; round++) {
      // Each comes first in turn: what runs first may find the machine in another state.
      const first = round % arms.length;
      const inTurn = [...arms.slice(first), ...arms.slice(0, first)];
      for (const together of telemetry ? [inTurn] : inTurn.map((arm) => [arm])) {
        const results = await measure(together, route, voiceId, token);
        // The first round warms up.
        if (round > 0)
          together.forEach(({ name }, index) => measured.get(name)?.push(...results.slice(index, index + 1)));
      }
    }
    report(route, measured);
    if (!telemetry) continue;
    const calls = (telemetry.ingestion.named('RemoteDependency').length - callsBefore) / requests / (rounds + 1);
    const addedMs = judge(route, measured);
    await reportLoops(Math.round(calls), addedMs);
  }
} finally {
  for (const child of peers) child.disconnect();
  for (const loop of loops) loop.stop();
  for (const worker of system.workers) worker.signal('SIGCONT');
  await system.stop();
  await ingestion?.stop();
  if (ingestion) console.log(`telemetry: ${ingestion.envelopes.length} envelopes arrived`);
  if (values.profile) printProfile();
  releases.remove();
  rmSync(profiles, { recursive: true, force: true });
}

async function peer(name: string, file: string, ...args: readonly string[]): Promise<Arm> {
  const child = fork(join(import.meta.dirname, 'peers', `${file}.js`), args, {
    env: { ...process.env, ...system.environmentOf('api'), NODE_OPTIONS: '' },
  });
  peers.push(child);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it listened`);
  });
  const [{ url }] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }];
  ended.catch(() => undefined);
  return { name, url, pid: child.pid ?? 0 };
}

/** Each of these gets its requests in turn. */
async function measure(arms: readonly Arm[], route: Route, voiceId: string, token: string): Promise<Measured[]> {
  const senders = arms.map((arm) => senderTo(arm, route, voiceId, token));
  for (const { send } of senders) await send();
  const [cpuBefore, startedAt] = [arms.map(({ pid }) => processorMs(pid)), performance.now()];
  let left = requests * arms.length;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) await senders[left % arms.length]?.send();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const measured = arms.map(({ pid }, index) => ({
    cpuMs: (processorMs(pid) - (cpuBefore[index] ?? 0)) / requests,
    perSecond: requests / seconds,
  }));
  for (const { pool } of senders) await pool.close();
  return measured;
}

function senderTo(arm: Arm, route: Route, voiceId: string, token: string) {
  const pool = new Pool(arm.url, { connections: clients });
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ voiceId, text: TEXT });
  const key = randomUUID();
  let [sent, repeats] = [0, 0];
  const send = async (idempotencyKey = `${key}-${++sent}`): Promise<void> => {
    const answer =
      route === 'GET /v1/voices/{id}'
        ? await pool.request({ method: 'GET', path: `/v1/voices/${voiceId}`, headers })
        : await pool.request({
            method: 'POST',
            path: '/v1/syntheses',
            headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
            body,
          });
    const text = await answer.body.text();
    const isLost = answer.statusCode >= 500 && arm.name !== OWN;
    if (isLost && ++repeats <= MAX_REPEATS) return send(idempotencyKey);
    if (answer.statusCode >= 300) throw new Error(`${arm.name} answered ${answer.statusCode}: ${text}`);
  };
  return { pool, send };
}

/** User and system time of all threads. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000;
}

function report(route: Route, measured: ReadonlyMap<string, readonly Measured[]>): void {
  const [first] = measured.values();
  const own = medians(first ?? []);
  console.log(`\n${route}: medians of ${rounds} rounds of ${requests} requests by ${clients} clients`);
  for (const [name, all] of measured) {
    const { cpuMs, perSecond } = medians(all);
    console.log(
      `  ${name.padEnd(24)} ${cpuMs.toFixed(3)} ms of a processor, ${perSecond.toFixed(0)} a second; this API takes ${(own.cpuMs / cpuMs).toFixed(2)} × the time and answers ${(own.perSecond / perSecond).toFixed(2)} × as many`,
    );
  }
}

/**
 * What telemetry costs; fails above what it may cost.
 * @returns milliseconds of a processor that it adds to a request
 */
function judge(route: Route, measured: ReadonlyMap<string, readonly Measured[]>): number {
  const timesOf = (name: string) => measured.get(name)?.map(({ cpuMs }) => cpuMs) ?? [];
  const off = timesOf(STARTED_LATER);
  const shares = (name: string) => timesOf(name).map((cpuMs, round) => cpuMs / (off[round] ?? NaN));
  const said = (all: readonly number[]) =>
    `${median(all).toFixed(3)} (${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)})`;
  const [on, same] = [shares(WITH_TELEMETRY), shares(OWN)];
  console.log(`  with telemetry: ${said(on)} × the processor time of ${route} in a process that was started like it`);
  console.log(`  without telemetry: ${said(same)} ×, which is what two equal processes differ by`);
  if (route === BOUNDED_ROUTE && median(on) > MAX_TELEMETRY_SHARE) {
    console.error(`  It may be ${MAX_TELEMETRY_SHARE} ×.`);
    process.exitCode = 1;
  }
  return median(timesOf(WITH_TELEMETRY)) - median(off);
}

/** What the spans of a request that makes so many calls cost without the request. */
async function reportLoops(calls: number, addedMs: number): Promise<void> {
  const times = new Map(loops.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const loop of loops) {
      const cpuMs = await loop.measure({ requests, calls });
      if (round > 0) times.get(loop.name)?.push(cpuMs);
    }
  }
  console.log(`  telemetry adds ${addedMs.toFixed(3)} ms of a processor to a request, which has ${1 + calls} spans`);
  for (const [name, all] of times)
    console.log(`  ${name}, and nothing else: ${median(all).toFixed(3)} ms (${Math.min(...all).toFixed(3)} at least)`);
}

function medians(all: readonly Measured[]): Measured {
  return { cpuMs: median(all.map(({ cpuMs }) => cpuMs)), perSecond: median(all.map((each) => each.perSecond)) };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The profile of the busiest process is that of the API. */
function printProfile(): void {
  const all = readdirSync(profiles).map((file) => JSON.parse(readFileSync(join(profiles, file), 'utf8')) as CpuProfile);
  const shares = all.map((profile) => byPackage(profile)).filter(({ packages }) => packages.has('fastify'));
  for (const { packages, busyMs } of shares) {
    console.log(`\nan API, ${busyMs.toFixed(0)} ms busy, by package:`);
    for (const [name, ms] of [...packages].sort(([, one], [, other]) => other - one).slice(0, 30)) {
      console.log(`  ${((100 * ms) / busyMs).toFixed(1).padStart(5)} %  ${name}`);
    }
  }
}
