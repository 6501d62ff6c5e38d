import type { Random } from '../support/random.ts';

/** What can go wrong, each with how likely it is at an opportunity, in the wildest world. */
export const FAULTS = {
  'cosmos-throttled': 0.03,
  'cosmos-retry-with': 0.02,
  'cosmos-unavailable': 0.03,
  'cosmos-answer-lost': 0.03,
  /** The SDK sends it again, and the second time meets the first. */
  'cosmos-sent-twice': 0.05,
  'bus-send-failed': 0.03,
  'bus-send-answer-lost': 0.03,
  'bus-lock-lost': 0.05,
  'bus-delivered-twice': 0.05,
  'bus-settle-failed': 0.05,
  'bus-settle-answer-lost': 0.03,
  'blob-unavailable': 0.03,
  'blob-answer-lost': 0.03,
  'blob-sent-twice': 0.05,
  'blob-event-late': 0.2,
  'blob-event-twice': 0.2,
  'provider-throttled': 0.05,
  'provider-unavailable': 0.05,
  'provider-answer-lost': 0.05,
  'speech-fails-before-audio': 0.1,
  'speech-fails-after-audio': 0.1,
  'speech-hangs': 0.05,
  'audio-process-dies': 0.05,
  'slow-call': 0.02,
  /** Of a process, at any call that it makes, before or after the call takes effect. */
  'kill-worker': 0.004,
  'kill-api': 0.008,
  /** The process stands still, and the world goes on. */
  'process-stalls': 0.002,
  /** Of everybody at once, for seconds to minutes; opportunities are the half minutes of the stormy time. */
  'cosmos-outage': 0.05,
  'bus-outage': 0.05,
  'worker-rollout': 0.1,
} as const satisfies Record<string, number>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** Which faults a world knows, and how wild it is: each world has another mix, so that each fault also meets a calm world. */
export class Faults {
  readonly injected = new Map<FaultKind, number>();
  active = true;
  readonly #rates: ReadonlyMap<FaultKind, number>;

  constructor(
    private readonly random: Random,
    only?: readonly FaultKind[],
  ) {
    const wildness = random.pick([0.3, 1, 1, 2]);
    this.#rates = new Map(
      FAULT_KINDS.map((kind) => [
        kind,
        only ? (only.includes(kind) ? FAULTS[kind] : 0) : random.chance(0.6) ? FAULTS[kind] * wildness : 0,
      ]),
    );
  }

  strikes(kind: FaultKind): boolean {
    if (!this.active || !this.random.chance(this.#rates.get(kind) ?? 0)) return false;
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
    return true;
  }

  /** The first of these that strikes. */
  first<K extends FaultKind>(kinds: readonly K[]): K | undefined {
    return this.active ? kinds.find((kind) => this.strikes(kind)) : undefined;
  }
}
