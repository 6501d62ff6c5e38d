import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { SharedLimit, SliceStore, SPEECH_WINDOW_MS, type SpeechLimits } from '#documents';
import { TestDocuments, VirtualClock } from '#documents/testing';
import { aConsent, anId, aVoice, stub, TENANT } from '#domain/testing';
import { QUEUES } from '#messaging';
import { MemoryContainer } from '#storage/testing';
import { SpeechLimitsInterceptor } from '../platform/speech-limits.interceptor.ts';
import { PollVoice } from './poll-voice.usecase.ts';

const START = Date.parse('2026-11-22T00:00:00.000Z');
const VOICES = 500;
const WORKERS = 2;
const LIMIT = 50;
const MINUTE_MS = 60_000;
/** The longest time between two polls of a job. */
const MAX_POLL_MS = MINUTE_MS;
const { signal } = new AbortController();

let clock: VirtualClock;
let random: () => number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  clock = new VirtualClock();
  let seed = 1;
  // Park and Miller.
  random = () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
});
afterEach(() => void vi.useRealTimers());

interface Training {
  readonly id: string;
  /** On the virtual clock, ms. */
  readonly endsAt: number;
  pollsAfterEnd: number;
  knownAt: number;
}

/** Workers that poll the trainings as their messages come back, on a clock that moves when there is nothing else to do. */
class Monitor {
  readonly requests: number[] = [];
  readonly trainings: Training[];
  readonly #documents = new TestDocuments();
  readonly #limits = new MemoryContainer();
  readonly #ready: { readonly training: Training; readonly attempt: number }[] = [];
  readonly #free: number[] = [];
  readonly #workers: { readonly poll: PollVoice; readonly interceptor: SpeechLimitsInterceptor }[] = [];

  constructor() {
    this.trainings = Array.from({ length: VOICES }, (_, number) => ({
      id: anId('voice', number),
      endsAt: (5 + 25 * random()) * MINUTE_MS,
      pollsAfterEnd: 0,
      knownAt: Infinity,
    }));
    for (let index = 0; index < WORKERS; index++) {
      this.#workers.push(this.worker());
      this.#free.push(QUEUES['voice-enrollment'].concurrency);
    }
  }

  async run(): Promise<void> {
    const submittedAt = new Date(START).toISOString();
    await this.#documents.store.create(aConsent({ status: 'active', expiresAt: undefined }));
    for (const training of this.trainings) {
      const { id } = training;
      await this.#documents.store.create(
        aVoice({ id, status: 'training', stage: 'training', submittedAt, speakerProfileId: undefined }),
      );
      this.#ready.push({ training, attempt: 1 });
    }
    this.pump();
    await clock.run(24 * 60 * MINUTE_MS, () => this.trainings.every(({ knownAt }) => knownAt < Infinity));
  }

  status(id: string) {
    return this.#documents.store.get('voice', TENANT, id).then(({ status }) => status);
  }

  private worker() {
    const store = new SliceStore(this.#limits.asContainer, 'limit:test');
    const limit = new SharedLimit(store, { limit: LIMIT, windowMs: SPEECH_WINDOW_MS, clock, random });
    const poll = new PollVoice(
      aConfig(),
      this.#documents.store,
      stub({ deleteContainer: () => Promise.resolve(undefined) }),
      stub({ getPersonalVoice: (id: string) => this.ask(limit, id.replace('voice-', '')) }),
      this.#documents.commit,
      stub({}),
      stub({}),
    );
    const limits = stub<SpeechLimits>({ customVoice: limit, batch: limit });
    return { poll, interceptor: new SpeechLimitsInterceptor(limits, () => clock.now(), random) };
  }

  private async ask(limit: SharedLimit, id: string) {
    const leave = await limit.enter();
    await clock.pause(20 + 130 * random());
    const now = clock.now();
    this.requests.push(now);
    await clock.pause(20 + 130 * random());
    leave();
    // The use case goes on at the time of the answer.
    vi.setSystemTime(START + clock.now());
    const training = this.trainings.find((each) => each.id === id);
    if (!training || now < training.endsAt) return { status: 'Running' };
    training.pollsAfterEnd += 1;
    return { status: 'Succeeded', speakerProfileId: id };
  }

  private pump(): void {
    for (const [index, worker] of this.#workers.entries()) {
      while ((this.#free[index] ?? 0) > 0) {
        const next = this.#ready.shift();
        if (!next) return;
        this.#free[index] = (this.#free[index] ?? 0) - 1;
        void this.deliver(next.training, next.attempt, worker).finally(() => {
          this.#free[index] = (this.#free[index] ?? 0) + 1;
          this.pump();
        });
      }
    }
  }

  private async deliver(
    training: Training,
    attempt: number,
    { poll, interceptor }: { readonly poll: PollVoice; readonly interceptor: SpeechLimitsInterceptor },
  ): Promise<void> {
    const subject = { tenantId: TENANT, subjectId: training.id };
    const outcome = await interceptor.intercept({ type: 'voice.poll', attempt }, () =>
      poll.handle(subject, { signal }),
    );
    if (!('retryAfterMs' in outcome)) {
      training.knownAt = clock.now();
      return;
    }
    clock.after(outcome.retryAfterMs, () => {
      this.#ready.push({ training, attempt: attempt + 1 });
      this.pump();
    });
  }

  /** Most requests in any window. */
  get peak(): number {
    let from = 0;
    let most = 0;
    for (const [index, at] of this.requests.entries()) {
      while ((this.requests[from] ?? at) <= at - SPEECH_WINDOW_MS) from++;
      most = Math.max(most, index - from + 1);
    }
    return most;
  }
}

describe('500 voices in training', () => {
  it('never take more than 50 requests in 10 s, and each is known to be ready within two polls', async () => {
    const monitor = new Monitor();
    await monitor.run();
    const statuses = await Promise.all(monitor.trainings.map(({ id }) => monitor.status(id)));
    expect(new Set(statuses)).toEqual(new Set(['ready']));
    // Polls of so many would be more without the limit.
    expect(monitor.peak).toBe(LIMIT);
    expect(Math.max(...monitor.trainings.map(({ pollsAfterEnd }) => pollsAfterEnd))).toBeLessThanOrEqual(2);
    const late = monitor.trainings.map(({ endsAt, knownAt }) => knownAt - endsAt);
    expect(Math.max(...late)).toBeLessThanOrEqual(2 * MAX_POLL_MS);
  });
});
