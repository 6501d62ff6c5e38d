import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { errorCodeOf, ServiceError } from '#domain';
import { LOGGER, type Logger } from '../logging/logger.ts';
import {
  LIVENESS_INDICATORS,
  type LivenessIndicator,
  READINESS_INDICATORS,
  type ReadinessIndicator,
} from './readiness.ts';
import { Activity } from './activity.ts';
import { ShutdownState } from './shutdown-state.ts';

/** How long one dependency may take to answer, in milliseconds. Probes of Container Apps give up after 1 s by default: `timeoutSeconds` must be above this. */
export const HEALTH_DEADLINE_MS = 2_000;
/** Sooner than that of Terminus, which would count it as down. */
const INESSENTIAL_DEADLINE_MS = 1_500;
/** Several probes, replicas and people may ask; the dependencies are asked at most this often. */
const CACHE_MS = 2_000;
/**
 * How long a dependency that was up counts as up for probes while nobody has this process work. Probes come every few seconds: asked by each, an idle
 * replica would call its dependencies a thousand times an hour, and receive more than Azure's idle price allows.
 */
export const IDLE_MS = 3_600_000;

/** What `/health…` answers: whether it is well, and of each dependency whether it is `up` or `down`. */
export interface Health {
  readonly healthy: boolean;
  readonly result: HealthCheckResult;
}

/** See ADR 60 and ADR 163. */
@Injectable()
export class HealthService implements OnApplicationBootstrap, OnModuleDestroy {
  private started = false;
  private readonly down = new Set<string>();
  /** When a dependency was up, and what this process had been asked for until then. */
  private readonly up = new Map<string, { readonly at: number; readonly noted: number }>();

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly shutdown: ShutdownState,
    private readonly activity: Activity,
    @Inject(READINESS_INDICATORS) private readonly indicators: readonly ReadinessIndicator[],
    @Inject(LIVENESS_INDICATORS) private readonly parts: readonly LivenessIndicator[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.started = true;
  }

  /** Modules that are not global are told first. */
  onModuleDestroy(): void {
    this.shutdown.begin();
  }

  /** Whether the process is wired; it stays so. */
  async startup(): Promise<Health> {
    return this.run([() => this.state('application', this.started)]);
  }

  /** Whether the process answers, and each of its parts can go on; no dependency is asked, or an outage of their own would restart us. */
  async liveness(): Promise<Health> {
    const parts = this.parts.map((part) => () => this.state(part.name, part.isAlive()));
    return this.run([() => this.state('process', true), ...parts]);
  }

  /** Whether the process can serve: started, not stopping, every dependency up. For people: each is asked. */
  async overall(): Promise<Health> {
    return this.ask(() => false);
  }

  /** The same for probes: what was up is not asked again while nobody has this process work, for an hour. */
  async readiness(): Promise<Health> {
    return this.ask((indicator) => this.countsAsUp(indicator));
  }

  private async ask(countsAsUp: (indicator: ReadinessIndicator) => boolean): Promise<Health> {
    if (!this.started || this.shutdown.shuttingDown) return this.run([() => this.state('application', false)]);
    return this.run(
      this.indicators.map(
        (indicator) => () => (countsAsUp(indicator) ? this.state(indicator.name, true) : this.dependency(indicator)),
      ),
    );
  }

  private countsAsUp({ name, isFree }: ReadinessIndicator): boolean {
    const up = this.up.get(name);
    return isFree !== true && up !== undefined && up.noted === this.activity.noted && Date.now() - up.at < IDLE_MS;
  }

  private state(name: string, up: boolean) {
    const check = this.indicator.check(name);
    return up ? check.up() : check.down();
  }

  private async dependency(indicator: ReadinessIndicator) {
    return this.indicator
      .check(indicator.name)
      .attempt(async ({ signal: deadline }) => {
        const isEssential = indicator.essential ?? true;
        const signal = isEssential
          ? deadline
          : AbortSignal.any([deadline, AbortSignal.timeout(INESSENTIAL_DEADLINE_MS)]);
        const { noted } = this.activity;
        this.up.delete(indicator.name);
        try {
          await settledBefore(indicator.check(signal), signal);
          this.up.set(indicator.name, { at: Date.now(), noted });
          if (this.down.delete(indicator.name))
            this.logger.info({ dependency: indicator.name }, 'A dependency is back');
        } catch (error) {
          if (!this.down.has(indicator.name)) {
            this.down.add(indicator.name);
            this.logger.warn({ dependency: indicator.name, err: error }, 'A dependency is down');
          }
          // Terminus shows the message to anyone who asks: an SDK's message may name hosts, and more.
          const reason = signal.aborted ? 'timeout' : reasonOf(error);
          if (!isEssential) return { degraded: reason };
          throw new Error(reason, { cause: error });
        }
        return undefined;
      })
      .withTimeout(HEALTH_DEADLINE_MS)
      .cacheFor(CACHE_MS);
  }

  private async run(checks: Parameters<HealthCheckService['check']>[0]): Promise<Health> {
    try {
      return { healthy: true, result: await this.health.check(checks) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const result = error.getResponse() as HealthCheckResult;
      // Terminus fails every check of an application that is being closed. That it finishes its work must not be taken for its death.
      const isClosing = result.status === 'shutting_down' && Object.keys(result.error ?? {}).length === 0;
      return isClosing ? { healthy: true, result: { ...result, status: 'ok' } } : { healthy: false, result };
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ServiceError ? errorCodeOf(error) : 'unavailable';
}

/** An indicator that ignores its signal still ends at the deadline, with its own failure observed. */
async function settledBefore(check: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new Error('timeout'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([check, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
