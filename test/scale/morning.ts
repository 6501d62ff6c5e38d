import { SharedLimit, SliceStore, SPEECH_WINDOW_MS, type SpeechLimits } from '#documents';
import { VirtualClock } from '#documents/testing';
import { stub } from '#domain/testing';
import { DONE, type HandlerOutcome, type MessageType, QUEUES, SINGLE_WORKER_APP, type WorkerApp } from '#messaging';
import { MemoryContainer } from '#storage/testing';
import { delayBeforeNextPoll } from '../../apps/worker/src/platform/provider-resources.ts';
import {
  MIN_POLL_IN_RUSH_MS,
  SpeechLimitsInterceptor,
} from '../../apps/worker/src/platform/speech-limits.interceptor.ts';
import { Random } from '../support/random.ts';
import { Autoscaler } from './autoscaler.ts';

/** Custom voice of a resource: requests in 10 s (Azure, "Speech service quotas and limits"). */
const LIMIT = 50;
const FIRST_POLL_MS = 2_000;
const HOUR_MS = 3_600_000;
/** Requests of an enrollment beside the looks: project and consent looked for and created; consent, voice looked at, and created. */
const REQUESTS_WITHOUT_LOOKS = 4 + 3;

export interface MorningOptions {
  readonly enrollments: number;
  /** They come in this time, evenly. */
  readonly arrivalMs?: number;
  /** Replicas at least; else as many as KEDA wants. */
  readonly workers?: number;
  readonly seed?: number;
}

export interface Morning {
  readonly done: number;
  /** From the first enrollment to the last voice. */
  readonly tookMs: number;
  /** Requests with the looks of the schedule in a rush, at the limit. */
  readonly floorMs: number;
  /** The same with one look at each job, when it has just ended. */
  readonly oneLookFloorMs: number;
  readonly requests: number;
  /** In any 10 s, as Azure sees them. */
  readonly peak: number;
  /** From the time a look is due to its answer; from the end of a job at Azure to when the product knows, ms. */
  readonly pollWaitP95Ms: number;
  readonly noticedP95Ms: number;
  readonly maxReplicas: number;
  readonly deliveries: number;
  readonly ledgerCalls: number;
  readonly maxQueueAgeMs: number;
}

/** Durations at Azure, assumed. */
const CONSENT_MS = [5_000, 20_000] as const;
const VOICE_MS = [15_000, 45_000] as const;
const REQUEST_MS = [40, 300] as const;
const TRANSCRIPTION_MS = [1_500, 4_000] as const;
const COSMOS_MS = [3, 15] as const;

interface Job {
  readonly consentMs: number;
  readonly voiceMs: number;
  submittedAt: number;
}

interface Delivery {
  readonly type: MessageType;
  readonly job: Job;
  readonly attempt: number;
  readonly dueAt: number;
}

class SlowStore extends SliceStore {
  constructor(
    container: MemoryContainer,
    private readonly morning: MorningRun,
  ) {
    super(container.asContainer, 'limit:custom-voice');
  }

  override async read() {
    await this.morning.pauseFor(COSMOS_MS);
    this.morning.ledgerCalls++;
    return super.read();
  }

  override async write(...slices: Parameters<SliceStore['write']>) {
    await this.morning.pauseFor(COSMOS_MS);
    this.morning.ledgerCalls++;
    return super.write(...slices);
  }
}

/** A process: the product's limit and interceptor; what its handlers do takes time and requests. */
class Worker {
  busy = 0;
  #isRetired = false;
  readonly limit: SharedLimit;
  readonly interceptor: SpeechLimitsInterceptor;

  constructor(container: MemoryContainer, clock: VirtualClock, random: Random, morning: MorningRun) {
    const store = new SlowStore(container, morning);
    this.limit = new SharedLimit(store, {
      limit: LIMIT,
      windowMs: SPEECH_WINDOW_MS,
      holder: String(random.next()),
      clock,
      random: random.next,
    });
    const limits = stub<SpeechLimits>({ customVoice: this.limit, batch: this.limit });
    this.interceptor = new SpeechLimitsInterceptor(limits, () => clock.now(), random.next);
  }

  /** It takes no more messages, and ends when those that it has have ended. */
  retire(): void {
    this.#isRetired = true;
    if (this.busy === 0) void this.limit.close();
  }

  end(): void {
    this.busy--;
    if (this.#isRetired && this.busy === 0) void this.limit.close();
  }
}

class MorningRun {
  readonly #clock = new VirtualClock();
  readonly #random: Random;
  readonly #container = new MemoryContainer();
  readonly #workers: Worker[] = [];
  readonly #ready: Delivery[] = [];
  readonly #arrivals: number[] = [];
  readonly #pollWaits: number[] = [];
  readonly #noticed: number[] = [];
  readonly #scaler: Autoscaler;
  #inWork = 0;
  #done = 0;
  #doneAt = 0;
  #requests = 0;
  #looks = 0;
  #peak = 0;
  #deliveries = 0;
  #maxQueueAgeMs = 0;
  #maxReplicas = 0;
  ledgerCalls = 0;

  constructor(private readonly options: MorningOptions) {
    this.#random = new Random(options.seed ?? 1);
    const app: WorkerApp = { ...SINGLE_WORKER_APP, ...(options.workers !== undefined && { minReplicas: options.workers, maxReplicas: options.workers }) }; // prettier-ignore
    this.#scaler = new Autoscaler(app);
  }

  async run(): Promise<Morning> {
    const { enrollments, arrivalMs = HOUR_MS } = this.options;
    for (let index = 0; index < enrollments; index++) {
      const job = { consentMs: this.between(CONSENT_MS), voiceMs: this.between(VOICE_MS), submittedAt: 0 };
      this.#looks += looksOf(job.consentMs) + looksOf(job.voiceMs);
      this.sendLater({ type: 'consent.verify', job, attempt: 1 }, (index * arrivalMs) / enrollments);
    }
    this.scale(0);
    const isOver = (): boolean => this.#done === enrollments;
    await this.#clock.run(7 * 24 * HOUR_MS, isOver);
    const { limit: perWindow, floor } = {
      limit: LIMIT / SPEECH_WINDOW_MS,
      floor: enrollments * REQUESTS_WITHOUT_LOOKS,
    };
    return {
      done: this.#done,
      tookMs: this.#doneAt,
      floorMs: (floor + this.#looks) / perWindow,
      oneLookFloorMs: (floor + enrollments * 2) / perWindow,
      requests: this.#requests,
      peak: this.#peak,
      pollWaitP95Ms: percentile(this.#pollWaits, 0.95),
      noticedP95Ms: percentile(this.#noticed, 0.95),
      maxReplicas: this.#maxReplicas,
      deliveries: this.#deliveries,
      ledgerCalls: this.ledgerCalls,
      maxQueueAgeMs: this.#maxQueueAgeMs,
    };
  }

  pauseFor(range: readonly [number, number]): Promise<void> {
    return this.#clock.pause(this.between(range));
  }

  private between([from, to]: readonly [number, number]): number {
    return this.#random.between(from, to);
  }

  private scale(second: number): void {
    this.#scaler.tick(second, (queue) => (queue === 'voice-enrollment' ? this.#ready.length + this.#inWork : 0));
    this.#maxReplicas = Math.max(this.#maxReplicas, this.#scaler.replicas);
    while (this.#workers.length < this.#scaler.replicas) {
      this.#workers.push(new Worker(this.#container, this.#clock, this.#random, this));
    }
    while (this.#workers.length > this.#scaler.replicas) this.#workers.pop()?.retire();
    this.pump();
    this.#clock.after(1_000, () => this.scale(second + 1));
  }

  private sendLater(delivery: Omit<Delivery, 'dueAt'>, delayMs: number): void {
    this.#clock.after(delayMs, () => {
      this.#ready.push({ ...delivery, dueAt: this.#clock.now() });
      this.pump();
    });
  }

  private pump(): void {
    const { concurrency } = QUEUES['voice-enrollment'];
    let willing = this.#workers.filter(({ busy }) => busy < concurrency);
    while (this.#ready.length > 0 && willing.length > 0) {
      const delivery = this.#ready.shift();
      if (delivery) void this.deliver(delivery, this.#random.pick(willing));
      willing = willing.filter(({ busy }) => busy < concurrency);
    }
  }

  private async deliver(delivery: Delivery, worker: Worker): Promise<void> {
    worker.busy++;
    this.#inWork++;
    this.#deliveries++;
    this.#maxQueueAgeMs = Math.max(this.#maxQueueAgeMs, this.#clock.now() - delivery.dueAt);
    const outcome = await worker.interceptor.intercept(delivery, () => this.handle(delivery, worker));
    if ('retryAfterMs' in outcome) {
      this.sendLater({ ...delivery, attempt: delivery.attempt + 1 }, outcome.retryAfterMs);
    }
    worker.end();
    this.#inWork--;
    this.pump();
  }

  private async handle({ type, job, dueAt }: Delivery, worker: Worker): Promise<HandlerOutcome> {
    await this.pauseFor(COSMOS_MS);
    const now = (): number => this.#clock.now();
    switch (type) {
      case 'consent.verify':
        await this.pauseFor(TRANSCRIPTION_MS);
        for (let call = 0; call < 4; call++) await this.request(worker);
        job.submittedAt = now();
        this.sendLater({ type: 'consent.poll', job, attempt: 1 }, FIRST_POLL_MS);
        return DONE;
      case 'voice.create':
        for (let call = 0; call < 3; call++) await this.request(worker);
        job.submittedAt = now();
        this.sendLater({ type: 'voice.poll', job, attempt: 1 }, FIRST_POLL_MS);
        return DONE;
      default: {
        await this.request(worker);
        this.#pollWaits.push(now() - dueAt);
        const endedAt = job.submittedAt + (type === 'consent.poll' ? job.consentMs : job.voiceMs);
        if (now() < endedAt) {
          const submittedAt = new Date(job.submittedAt).toISOString();
          return { retryAfterMs: delayBeforeNextPoll(submittedAt, FIRST_POLL_MS, now()) ?? 0 };
        }
        this.#noticed.push(now() - endedAt);
        if (type === 'consent.poll') this.sendLater({ type: 'voice.create', job, attempt: 1 }, 1_000);
        else this.end();
        return DONE;
      }
    }
  }

  private end(): void {
    this.#done++;
    this.#doneAt = this.#clock.now();
  }

  private async request({ limit }: Worker): Promise<void> {
    const leave = await limit.enter();
    await this.#clock.pause(this.between(REQUEST_MS) / 2);
    this.count(this.#clock.now());
    await this.#clock.pause(this.between(REQUEST_MS) / 2);
    leave();
  }

  private count(now: number): void {
    this.#requests++;
    this.#arrivals.push(now);
    while ((this.#arrivals[0] ?? now) <= now - SPEECH_WINDOW_MS) this.#arrivals.shift();
    this.#peak = Math.max(this.#peak, this.#arrivals.length);
  }
}

/** How often Azure is asked about a job of this length in a rush. */
function looksOf(durationMs: number): number {
  return Math.ceil(durationMs / MIN_POLL_IN_RUSH_MS);
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

/** A morning on which many voices are enrolled: consent and voice, each handed to Azure and looked at until it has ended. */
export function simulateMorning(options: MorningOptions): Promise<Morning> {
  return new MorningRun(options).run();
}
