import { hostname } from 'node:os';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { LOGGER, type Logger } from '../logging/logger.ts';
import { DependencyChecks, type DependencyReport } from './dependency-checks.ts';
import { EventLoopWatch } from './event-loop-watch.ts';
import { type ProcessReport, ProcessResources } from './process-resources.ts';
import { HEALTH_DETAILS, type HealthDetail, LIVENESS_INDICATORS, type LivenessIndicator } from './readiness.ts';
import { ShutdownState } from './shutdown-state.ts';

/** How long a detail may take to be read, in milliseconds. */
const DETAIL_TIMEOUT_MS = 1_500;

/** Token of the `Release` of this process. */
export const RELEASE = Symbol('RELEASE');

/** Which program this process runs. */
export interface Release {
  /** `api` or `worker`. */
  readonly service: string;
  readonly version: string;
  /** Of the source; absent where nobody said so when the program was built. */
  readonly commit?: string;
}

/** What `/health…` answers: whether it is well, and of each dependency whether it is `up`, `degraded` or `down`. */
export interface Health {
  readonly healthy: boolean;
  readonly result: HealthCheckResult;
}

/** What `GET /health` shows to those who may see it. */
export interface HealthReport extends Release {
  readonly status: HealthCheckResult['status'];
  /** Names the replica: the name of its host. */
  readonly instance: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly process: ProcessReport;
  readonly dependencies: Readonly<Record<string, DependencyReport>>;
  /** What each `HealthDetail` says; `n/a` where it could not be read. */
  readonly details: Readonly<Record<string, object | 'n/a'>>;
}

/** See ADR 60, ADR 158 and ADR 163. */
@Injectable()
export class HealthService implements OnApplicationBootstrap, OnModuleDestroy {
  private started = false;
  private readonly startedAt = Date.now() - process.uptime() * 1_000;
  private isMemoryLow = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly shutdown: ShutdownState,
    private readonly dependencies: DependencyChecks,
    private readonly resources: ProcessResources,
    private readonly loop: EventLoopWatch,
    @Inject(LIVENESS_INDICATORS) private readonly parts: readonly LivenessIndicator[],
    @Inject(HEALTH_DETAILS) private readonly details: readonly HealthDetail[],
    @Inject(RELEASE) private readonly release: Release,
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

  /**
   * Whether the process answers, and each of its parts can go on; no dependency is asked, or an outage of their own would restart us. Little memory makes
   * it `degraded`: it answers, and the kernel or Node ends it if it needs more.
   */
  async liveness(): Promise<Health> {
    const parts = this.parts.map((part) => () => this.state(part.name, part.isAlive()));
    return this.run([
      () => this.state('process', true),
      () => this.state('event-loop', !this.loop.isStuck),
      () => this.memory(),
      ...parts,
    ]);
  }

  /** Whether the process can serve: started, not stopping, every essential dependency up. For probes: they are asked when there is work. */
  async readiness(): Promise<Health> {
    return this.ifRunning(() => this.dependencies.probes());
  }

  /** All that is known, for people: each dependency is asked. */
  async report(): Promise<Health & { readonly report: HealthReport }> {
    const [health, process, details] = await Promise.all([
      this.ifRunning(() => this.dependencies.all()),
      this.resources.report(),
      this.readDetails(),
    ]);
    const isImpaired = [process.memory, process.disk, process.eventLoop].some(({ status }) => status === 'degraded');
    const { status, details: results } = health.result;
    const report: HealthReport = {
      status: status === 'ok' && isImpaired ? 'degraded' : status,
      ...this.release,
      instance: hostname(),
      startedAt: new Date(this.startedAt).toISOString(),
      uptimeSeconds: Math.round((Date.now() - this.startedAt) / 1_000),
      process,
      dependencies: this.dependencies.report(results),
      details,
    };
    return { ...health, report };
  }

  private async ifRunning(checks: () => Parameters<HealthCheckService['check']>[0]): Promise<Health> {
    const isRunning = this.started && !this.shutdown.shuttingDown;
    return this.run(isRunning ? checks() : [() => this.state('application', false)]);
  }

  private state(name: string, up: boolean) {
    const check = this.indicator.check(name);
    return up ? check.up() : check.down();
  }

  private memory() {
    const { status, usedBytes, limitBytes, heapUsedBytes, heapLimitBytes } = this.resources.memory();
    const isLow = status === 'degraded';
    if (isLow && !this.isMemoryLow) {
      this.logger.warn({ usedBytes, limitBytes, heapUsedBytes, heapLimitBytes }, 'Memory is nearly used up');
    }
    this.isMemoryLow = isLow;
    const check = this.indicator.check('memory');
    return isLow ? check.degraded() : check.up();
  }

  private async readDetails(): Promise<Record<string, object | 'n/a'>> {
    const signal = AbortSignal.timeout(DETAIL_TIMEOUT_MS);
    const read = this.details.map(async (detail) => {
      try {
        return [detail.name, await detail.read(signal)] as const;
      } catch (err) {
        this.logger.debug({ err, detail: detail.name }, 'A part of the health report could not be read');
        return [detail.name, 'n/a'] as const;
      }
    });
    return Object.fromEntries(await Promise.all(read));
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
