import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config, VERSION } from '#config';
import { errorCodeOf, ServiceError } from '#domain';
import { PropertiesNotShown, type QueueCount, QueueCounts } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { FairSemaphore } from '#speech';
import { checkOperator } from '../platform/operators.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import { KeptAnswer } from './kept-answer.ts';
import { ReadJobs } from './read-jobs.service.ts';
import type { SystemView } from './system.schema.ts';

/** Figures are read again at most this often. */
export const MIN_KEPT_MS = 5_000;
/** What a process may spend on figures in a second, on average: a hundredth of the smallest throughput that Cosmos DB provisions. */
export const MAX_REQUEST_UNITS_PER_SECOND = 4;
const MAX_KEPT_MS = 300_000;
/** A request for each queue, of 10 credits each; a Standard namespace has 1,000 credits a second. */
export const QUEUES_KEPT_MS = 15_000;
/** Role assignments take minutes to become effective. */
export const NOT_PERMITTED_KEPT_MS = 600_000;
/** An operator would rather see the rest. */
const PART_TIMEOUT_MS = 8_000;

type Unavailable = SystemView['unavailable'][number];

/** Shows what the system does, for operators: from documents, never more of them than a limit, and at bounded cost. See ADR 166. */
@Injectable()
export class ShowSystem {
  readonly #startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
  readonly #jobs = new KeptAnswer(
    () => this.readJobs.execute(Date.now()),
    (read) =>
      Math.min(
        MAX_KEPT_MS,
        Math.max(MIN_KEPT_MS, ((read?.jobs.requestUnits ?? 0) / MAX_REQUEST_UNITS_PER_SECOND) * 1_000),
      ),
  );
  readonly #queues = new KeptAnswer(
    () => this.readQueues(),
    (read) => (read === 'not-permitted' ? NOT_PERMITTED_KEPT_MS : QUEUES_KEPT_MS),
  );

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly readJobs: ReadJobs,
    private readonly queueCounts: QueueCounts,
    private readonly speech: FairSemaphore,
    private readonly recordings: TemporarySlots,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * What cannot be read is left out, and named.
   * @throws ServiceError `forbidden` for other tenants than the operator's
   */
  async execute(principal: Principal): Promise<SystemView> {
    checkOperator(principal, this.config, 'figures of the whole system');
    const [jobs, queues] = await Promise.all([this.part('jobs', this.#jobs), this.part('queues', this.#queues)]);
    const unavailable: Unavailable[] = [
      ...(jobs === undefined ? [{ part: 'jobs', reason: 'not-available' } as const] : []),
      ...(queues === undefined ? [{ part: 'queues', reason: 'not-available' } as const] : []),
      ...(queues === 'not-permitted' ? [{ part: 'queues', reason: queues } as const] : []),
    ];
    return {
      version: VERSION,
      process: { name: hostname(), startedAt: this.#startedAt, slots: this.slots() },
      ...jobs,
      ...(Array.isArray(queues) && { queues: [...queues] }),
      unavailable,
      refreshAfterMs: this.#jobs.keptForMs,
    };
  }

  private async part<T>(part: Unavailable['part'], kept: KeptAnswer<T>): Promise<T | undefined> {
    try {
      return await Promise.race([kept.get(), refusalAfter(PART_TIMEOUT_MS)]);
    } catch (err) {
      const code = errorCodeOf(err);
      if (code === 'internal') this.logger.error({ err, part }, 'figures of the system could not be read');
      else this.logger.warn({ code, part }, 'figures of the system could not be read');
      return undefined;
    }
  }

  private slots(): SystemView['process']['slots'] {
    const { speech, audio } = this.config;
    const [speaking, examined] = [this.speech.stats(), this.recordings.stats()];
    return [
      { name: 'live-speech', inUse: speaking.running, limit: speech.poolSize, waiting: speaking.waiting },
      { name: 'recordings', inUse: examined.running, limit: audio.workers, waiting: examined.waiting },
    ];
  }

  private async readQueues(): Promise<readonly QueueCount[] | 'not-permitted'> {
    try {
      return await this.queueCounts.read(AbortSignal.timeout(PART_TIMEOUT_MS));
    } catch (error) {
      if (error instanceof PropertiesNotShown) return 'not-permitted';
      throw error;
    }
  }
}

async function refusalAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new ServiceError('dependency-unavailable', `The figures were not there within ${ms} ms.`);
}
