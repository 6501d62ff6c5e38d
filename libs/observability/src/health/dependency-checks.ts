import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { errorCodeOf, ServiceError } from '#domain';
import { saidBy } from '../diagnosis/access-trouble.ts';
import { LOGGER, type Logger } from '../logging/logger.ts';
import { Activity } from './activity.ts';
import { READINESS_INDICATORS, type ReadinessIndicator } from './readiness.ts';

/**
 * How long one dependency may take to answer, in milliseconds. Probes of Container Apps give up after 1 s by default: `timeoutSeconds` must be above this.
 * With the age of a result it makes less than 2 s from an outage to the probe that tells it.
 */
export const HEALTH_DEADLINE_MS = 1_400;
/** Several probes, replicas and people may ask; a dependency is asked at most this often. */
export const HEALTH_CACHE_MS = 500;
/**
 * How long a dependency that was up counts as up for probes while nobody has this process work. Probes come every few seconds: asked by each, an idle
 * replica would call its dependencies a thousand times an hour, and receive more than Azure's idle price allows.
 */
export const IDLE_MS = 3_600_000;

export interface LastError {
  /** When the check failed, ISO 8601. */
  readonly at: string;
  /** `timeout`, or the code of the error. */
  readonly code: string;
  /** What the service said, in one line without secrets; for those who may see it only. */
  readonly said: string;
}

/** What is known of a dependency from its last check. */
export interface DependencyReport {
  readonly status: 'up' | 'degraded' | 'down';
  readonly essential: boolean;
  /** How long it took to answer, in milliseconds; absent before the first check. */
  readonly latencyMs?: number;
  /** When it was asked, ISO 8601. */
  readonly checkedAt?: string;
  /** Its last failure since this process started, also when it is up again. */
  readonly lastError?: LastError;
}

interface Known {
  latencyMs?: number;
  checkedAt?: string;
  lastError?: LastError;
}

/** Asks the dependencies of this process: each for at most `HEALTH_DEADLINE_MS`, at most once in `HEALTH_CACHE_MS`, and only when somebody wants to know. */
@Injectable()
export class DependencyChecks {
  private readonly indicators: readonly ReadinessIndicator[];
  private readonly down = new Set<string>();
  /** When a dependency was up, and what this process had been asked for until then. */
  private readonly up = new Map<string, { readonly at: number; readonly noted: number }>();
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly activity: Activity,
    @Inject(READINESS_INDICATORS) indicators: readonly ReadinessIndicator[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.indicators = indicators.filter(({ isUsed }) => isUsed ?? true);
  }

  /** For probes: what was up is not asked again while nobody has this process work, for an hour. */
  probes(): (() => Promise<HealthIndicatorResult>)[] {
    return this.indicators
      .filter(({ isProbed }) => isProbed ?? true)
      .map((each) => async () => (this.countsAsUp(each) ? this.indicator.check(each.name).up() : this.ask(each)));
  }

  /** For people: each is asked. */
  all(): (() => Promise<HealthIndicatorResult>)[] {
    return this.indicators.map((each) => () => this.ask(each));
  }

  /** @param results of `all()`, by name */
  report(results: HealthIndicatorResult): Readonly<Record<string, DependencyReport>> {
    return Object.fromEntries(
      this.indicators.map(({ name, essential = true }) => [
        name,
        { status: results[name]?.status ?? 'down', essential, ...this.known.get(name) },
      ]),
    );
  }

  private countsAsUp({ name, isFree }: ReadinessIndicator): boolean {
    const up = this.up.get(name);
    return isFree !== true && up !== undefined && up.noted === this.activity.noted && Date.now() - up.at < IDLE_MS;
  }

  private async ask(indicator: ReadinessIndicator): Promise<HealthIndicatorResult> {
    const { name, essential = true, cacheMs = HEALTH_CACHE_MS } = indicator;
    const check = this.indicator.check(name);
    const result = await check
      .attempt(({ signal }) => this.attempt(indicator, signal))
      .withTimeout(HEALTH_DEADLINE_MS)
      .cacheFor(cacheMs);
    const { status, ...data } = result[name] ?? { status: 'down' };
    return status === 'down' && !essential ? check.degraded(data) : result;
  }

  private async attempt(indicator: ReadinessIndicator, signal: AbortSignal): Promise<void> {
    const { name } = indicator;
    const { noted } = this.activity;
    const startedAt = performance.now();
    this.up.delete(name);
    try {
      await settledBefore(indicator.check(signal), signal);
      this.note(name, startedAt);
      this.up.set(name, { at: Date.now(), noted });
      if (this.down.delete(name)) this.logger.info({ dependency: name }, 'A dependency is back');
    } catch (error) {
      const code = signal.aborted ? 'timeout' : reasonOf(error);
      this.note(name, startedAt, { at: new Date().toISOString(), code, said: saidBy(error) });
      if (!this.down.has(name)) {
        this.down.add(name);
        this.logger.warn({ dependency: name, err: error }, 'A dependency is down');
      }
      // Terminus shows the message to anyone who asks: an SDK's message may name hosts, and more.
      throw new Error(code, { cause: error });
    }
  }

  private note(name: string, startedAt: number, lastError = this.known.get(name)?.lastError): void {
    this.known.set(name, {
      latencyMs: Math.round(performance.now() - startedAt),
      checkedAt: new Date().toISOString(),
      ...(lastError !== undefined && { lastError }),
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ServiceError ? errorCodeOf(error) : 'unavailable';
}

/** An indicator that ignores its signal still ends at the deadline, with its own failure observed. */
async function settledBefore(check: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new Error('no answer in time'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([check, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
