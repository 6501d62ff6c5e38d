import { execFile } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { keptWaitingMs, listenerOf, residentMb } from '../../support/processes.ts';
import { OWNER, tokenOf } from '../access/reviewed-system.ts';
import { underTest } from '../consents/person.ts';
import { mainFiles } from '../../support/bundles.ts';

const CONNECTIONS = 136;
const BODY_BYTES = 8 * 1_048_576;
/** Bodies that are refused in the same way, and hold next to nothing. */
const WARM_UP_BYTES = 70_000;
const WARM_UPS = 4;
const MAX_GROWTH_MB = 40;
const MAX_PROBE_MS = 100;
const ROUNDS = 3;
const SENDER = join(import.meta.dirname, 'send-bodies.ts');
const run = promisify(execFile);

let system: VoiceSystem;
let apiPid: number;

// An API of its own: what other tests left in the heap of a shared one would count as growth when it moves.
beforeAll(async () => {
  system = await VoiceSystem.start({ mainFiles: mainFiles(), sandboxEnvironment: { SANDBOX_BLOBS_IN_MEMORY: 'true' } });
  apiPid = listenerOf(Number(new URL(system.apiUrl).port));
  // The heap of a process grows to its working size in its first thousand requests, whatever their bodies are.
  const bearer = await tokenWithoutRole();
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await send(WARM_UP_BYTES, bearer);
}, 90_000);
afterAll(() => system?.stop());

/**
 * Liveness probes, one after the other, until the signal: how long the slowest in a hundred took, without what the API's and the probing
 * thread were kept waiting for a processor meanwhile. That is what other processes did, on a machine that runs all tests at once; what the
 * API itself does with a processor, or waits for without wanting one, counts in full.
 */
async function probed(ended: AbortSignal, eachTime: () => void): Promise<number> {
  const waited = (): number => keptWaitingMs(apiPid) + keptWaitingMs(process.pid);
  const took: number[] = [];
  while (!ended.aborted) {
    const waitedBefore = waited();
    const askedAt = performance.now();
    const response = await fetch(new URL('/health/live', system.apiUrl));
    await response.arrayBuffer();
    took.push(performance.now() - askedAt - (waited() - waitedBefore));
    expect(response.status).toBe(200);
    eachTime();
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Infinity;
}

/** Probes of the API, and how much it has grown at most, while `work` runs. */
async function watched<T>(work: () => Promise<T>) {
  const before = residentMb(apiPid);
  let largest = before;
  const ended = new AbortController();
  const probing = probed(ended.signal, () => (largest = Math.max(largest, residentMb(apiPid))));
  const result = await work().finally(() => ended.abort());
  return { result, growthMb: largest - before, p99: await probing };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

/** Sends a body of this size on each connection at once. */
function send(bytes: number, bearer: string | undefined) {
  const sending = run(process.execPath, [
    SENDER,
    new URL('/v1/batches', system.apiUrl).href,
    String(CONNECTIONS),
    String(bytes),
    ...(bearer === undefined ? [] : [bearer]),
  ]);
  // The sender must take no processor from the API: in a deployment it is another machine.
  if (sending.child.pid !== undefined) setPriority(sending.child.pid, constants.priority.PRIORITY_LOW);
  return sending;
}

const tokenWithoutRole = () => tokenOf(underTest(system), { ...OWNER, roles: [], scp: 'access_as_user' });

describe(`${CONNECTIONS} connections that send 8 MiB each`, () => {
  it.each([
    ['without a token', () => Promise.resolve(undefined), /^(401|429)$/],
    ['with a token without a role', tokenWithoutRole, /^(403|429)$/],
  ])('%s: the replica holds next to nothing and goes on answering', async (_, token, expected) => {
    const bearer = await token();
    const p99s: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { result, growthMb, p99 } = await watched(() => send(BODY_BYTES, bearer));
      const counts = JSON.parse(result.stdout) as Record<string, number>;
      console.log(
        `${JSON.stringify(counts)}: RSS grew by ${growthMb.toFixed(1)} MB, /health/live p99 ${p99.toFixed(1)} ms`,
      );
      for (const status of Object.keys(counts)) expect(status).toMatch(expected);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(CONNECTIONS);
      expect(growthMb).toBeLessThanOrEqual(MAX_GROWTH_MB);
      p99s.push(p99);
    }
    // The median: one round may fall into a collection of garbage, in this process or the API.
    expect(median(p99s)).toBeLessThanOrEqual(MAX_PROBE_MS);
  });
});
