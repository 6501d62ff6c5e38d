import type { FaultRuleInput } from '../../apps/sandbox/src/faults/fault-plan.ts';
import type { Deployable } from '../../apps/sandbox/src/system/voice-system.ts';
import { Random } from '../support/random.ts';

/** Something that goes wrong. What is scripted counts as a fault only when it hits. */
export type FaultAction =
  | { readonly do: 'kill' | 'terminate'; readonly what: Deployable; readonly index: number }
  | { readonly do: 'rules'; readonly rules: readonly FaultRuleInput[] }
  | { readonly do: 'refuse-replies'; readonly queue: string; readonly ms: number }
  | { readonly do: 'drop-connections' | 'drop-links' | 'expire-locks' }
  | { readonly do: 'restart-broker'; readonly downMs: number }
  | { readonly do: 'pass-time'; readonly ms: number }
  | { readonly do: 'skew-clock'; readonly what: Deployable; readonly index: number; readonly ms: number };

export interface ScheduledFault {
  /** Since the start of the schedule. */
  readonly atMs: number;
  readonly kind: string;
  readonly action: FaultAction;
}

type Draw = (random: Random) => FaultAction;

const rule = (input: FaultRuleInput): FaultAction => ({ do: 'rules', rules: [input] });
const processFault =
  (act: 'kill' | 'terminate', what: Deployable): Draw =>
  (random) => ({ do: act, what, index: random.whole(0, 1) });
const cosmosError =
  (status: number, operations: readonly string[]): Draw =>
  (random) =>
    rule({
      service: 'cosmos',
      operation: random.pick(operations),
      effect: {
        kind: 'error',
        status,
        ...(status === 429 ? { headers: { 'x-ms-retry-after-ms': String(random.whole(10, 500)) } } : {}),
      },
      times: random.whole(1, status === 429 ? 8 : 3),
    });
const SPEECH_WRITES = [
  'Projects_Create',
  'Consents_Create',
  'PersonalVoices_Create',
  'Transcriptions_Transcribe',
  'BatchSyntheses_*',
];
const SPEECH_READS = ['Consents_Get', 'PersonalVoices_Get', 'Projects_Get'];
const speechError =
  (status: number): Draw =>
  (random) =>
    rule({
      service: 'speech',
      operation: random.pick([...SPEECH_WRITES, ...SPEECH_READS, 'ws-connect', 'ws-connect']),
      effect: { kind: 'error', status, ...(status === 429 ? { headers: { 'retry-after': '1' } } : {}) },
      times: random.whole(1, 2),
    });
const turn =
  (effect: FaultRuleInput['effect']): Draw =>
  (random) =>
    rule({ service: 'speech', operation: 'ws-turn', skip: random.whole(0, 1), effect });

/** Every kind of fault, with its share of the schedule. */
const KINDS: readonly { readonly kind: string; readonly share: number; readonly draw: Draw }[] = [
  { kind: 'worker killed (-9)', share: 3, draw: processFault('kill', 'worker') },
  { kind: 'API killed (-9)', share: 2, draw: processFault('kill', 'api') },
  { kind: 'worker rolled out (SIGTERM)', share: 1, draw: processFault('terminate', 'worker') },
  { kind: 'API rolled out (SIGTERM)', share: 1, draw: processFault('terminate', 'api') },
  {
    kind: 'message delivered twice',
    share: 2,
    draw: (random) =>
      rule({ service: 'service-bus', operation: 'receive', effect: { kind: 'duplicate' }, times: random.whole(1, 4) }),
  },
  {
    kind: 'messages delivered out of order',
    share: 2,
    draw: (random) =>
      rule({
        service: 'service-bus',
        operation: 'receive',
        effect: { kind: 'latency', ms: random.whole(300, 8_000) },
        times: random.whole(1, 3),
      }),
  },
  {
    kind: 'message sent, answer lost',
    share: 1,
    draw: () => rule({ service: 'service-bus', operation: 'send', effect: { kind: 'drop', after: 'work' } }),
  },
  {
    kind: 'message settled, answer lost',
    share: 1,
    draw: () => rule({ service: 'service-bus', operation: 'settle', effect: { kind: 'drop', after: 'work' } }),
  },
  {
    kind: 'settlement refused',
    share: 1,
    draw: () =>
      rule({
        service: 'service-bus',
        operation: 'settle',
        effect: { kind: 'error', code: 'com.microsoft:message-lock-lost' },
      }),
  },
  { kind: 'AMQP connections dropped', share: 2, draw: () => ({ do: 'drop-connections' }) },
  { kind: 'AMQP links dropped', share: 2, draw: () => ({ do: 'drop-links' }) },
  { kind: 'message locks lost', share: 3, draw: () => ({ do: 'expire-locks' }) },
  { kind: 'broker restarted', share: 1, draw: (random) => ({ do: 'restart-broker', downMs: random.whole(0, 4_000) }) },
  {
    kind: 'blob event late',
    share: 1,
    draw: (random) =>
      rule({ service: 'event-grid', operation: 'deliver', effect: { kind: 'latency', ms: random.whole(500, 15_000) } }),
  },
  {
    kind: 'blob event delivered twice',
    share: 1,
    draw: (random) =>
      rule({ service: 'event-grid', operation: 'deliver', effect: { kind: 'duplicate', times: random.whole(1, 2) } }),
  },
  {
    kind: 'blob event delivered, answer lost',
    share: 1,
    draw: () => rule({ service: 'event-grid', operation: 'deliver', effect: { kind: 'drop', after: 'work' } }),
  },
  {
    kind: 'Cosmos 429',
    share: 2,
    draw: cosmosError(429, ['create', 'read', 'replace', 'patch', 'query']),
  },
  { kind: 'Cosmos 449', share: 2, draw: cosmosError(449, ['create', 'replace', 'patch']) },
  { kind: 'Cosmos 412', share: 2, draw: cosmosError(412, ['replace', 'patch']) },
  { kind: 'Cosmos 503', share: 2, draw: cosmosError(503, ['create', 'read', 'replace', 'patch', 'query']) },
  {
    kind: 'Cosmos wrote, answer lost',
    share: 2,
    draw: (random) =>
      rule({
        service: 'cosmos',
        operation: random.pick(['create', 'replace', 'patch']),
        effect: { kind: 'drop', after: 'work' },
      }),
  },
  {
    kind: 'Blob 503',
    share: 2,
    draw: (random) =>
      rule({
        service: 'storage',
        operation: random.pick(['put-blob', 'get-blob', 'put-blob', 'create-container', 'delete-container']),
        effect: { kind: 'error', status: 503, code: 'ServerBusy' },
        times: random.whole(1, 5),
      }),
  },
  {
    kind: 'Blob read truncated',
    share: 2,
    draw: (random) =>
      rule({
        service: 'storage',
        operation: 'get-blob',
        effect: { kind: 'drop', after: 'first-byte' },
        times: random.whole(1, 5),
      }),
  },
  {
    kind: 'Blob wrote, answer lost',
    share: 1,
    draw: () => rule({ service: 'storage', operation: 'put-blob', effect: { kind: 'drop', after: 'work' } }),
  },
  { kind: 'Speech 429', share: 1, draw: speechError(429) },
  { kind: 'Speech 5xx', share: 2, draw: (random) => speechError(random.pick([500, 502, 503]))(random) },
  {
    kind: 'Speech worked, answer lost',
    share: 1,
    draw: (random) =>
      rule({ service: 'speech', operation: random.pick(SPEECH_WRITES), effect: { kind: 'drop', after: 'work' } }),
  },
  {
    kind: 'WebSocket closed 1007',
    share: 1,
    draw: turn({ kind: 'close', code: 1007, reason: 'Throttled due to too many requests' }),
  },
  {
    kind: 'WebSocket closed 4429',
    share: 1,
    draw: turn({ kind: 'close', code: 4429, reason: 'exceeded the concurrent request limit' }),
  },
  {
    kind: 'WebSocket closed within the audio',
    share: 1,
    draw: turn({ kind: 'close', code: 1011, reason: 'Internal server error', after: 'first-byte' }),
  },
  { kind: 'Speech hangs before the first byte', share: 1, draw: turn({ kind: 'hang' }) },
  { kind: 'Speech hangs after the first byte', share: 1, draw: turn({ kind: 'hang', after: 'first-byte' }) },
  {
    kind: 'clock jumps (all)',
    share: 1,
    draw: (random) => ({ do: 'pass-time', ms: random.pick([5_000, 20_000, 70_000]) }),
  },
  {
    kind: 'clock of one process is wrong',
    share: 1,
    draw: (random) => ({
      do: 'skew-clock',
      what: random.pick<Deployable>(['api', 'worker']),
      index: random.whole(0, 1),
      ms: random.whole(-3_000, 3_000),
    }),
  },
];

/** For how long the queue of a producer takes no replies; a quarter of a shorter run. */
const MAX_REFUSED_MS = 60_000;

/**
 * The faults of a run, in order of time: all kinds in a random order, again and again, and a while in which a queue takes no replies. The same for
 * the same seed.
 */
export function planFaults(seed: number, durationMs: number, everyMs: number, replies?: string): ScheduledFault[] {
  const random = new Random(seed, 'faults');
  const planned: ScheduledFault[] = [];
  let deck: (typeof KINDS)[number][] = [];
  for (let atMs = everyMs; atMs < durationMs; atMs += everyMs * (0.5 + random.next())) {
    if (deck.length === 0) {
      deck = random.shuffled(KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind)));
    }
    const next = deck.pop();
    if (next) planned.push({ atMs: Math.round(atMs), kind: next.kind, action: next.draw(random) });
  }
  return replies === undefined ? planned : [...planned, refusal(seed, durationMs, replies)].toSorted(byTime);
}

function refusal(seed: number, durationMs: number, queue: string): ScheduledFault {
  const ms = Math.min(MAX_REFUSED_MS, durationMs / 4);
  const atMs = new Random(seed, 'replies').whole(Math.round(durationMs / 8), Math.round(durationMs / 2));
  return { atMs, kind: 'replies refused', action: { do: 'refuse-replies', queue, ms } };
}

function byTime(one: ScheduledFault, other: ScheduledFault): number {
  return one.atMs - other.atMs;
}
