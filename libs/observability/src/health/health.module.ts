import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DependencyChecks } from './dependency-checks.ts';
import { EVENT_LOOP_CLOCK, EventLoopWatch } from './event-loop-watch.ts';
import { HealthService, type Release, RELEASE } from './health.service.ts';
import { ProbesController } from './probes.controller.ts';
import { ProcessResources, SYSTEM_NUMBERS, systemNumbers } from './process-resources.ts';
import {
  HEALTH_DETAILS,
  type HealthDetail,
  indicatorProviders,
  LIVENESS_INDICATORS,
  type LivenessIndicator,
  READINESS_INDICATORS,
  type ReadinessIndicator,
} from './readiness.ts';

export interface HealthOptions {
  readonly release: Release;
  /** The dependencies; Nest makes them, so they may inject what `imports` and global modules export. */
  readonly indicators: readonly Type<ReadinessIndicator>[];
  /** What a restart repairs, beside a process that does not answer at all. */
  readonly liveness?: readonly Type<LivenessIndicator>[];
  /** What `GET /health` shows beside dependencies. */
  readonly details?: readonly Type<HealthDetail>[];
  /** The controller of `GET /health`. */
  readonly controllers?: readonly Type[];
  readonly imports?: ModuleMetadata['imports'];
}

/** `GET /health/live`, `/health/ready`, `/health/startup`, and what `GET /health` answers with. Needs `ObservabilityModule`. */
@Module({})
export class HealthModule {
  static forRoot(options: HealthOptions): DynamicModule {
    const { release, indicators, liveness = [], details = [], controllers = [], imports = [] } = options;
    return {
      module: HealthModule,
      // Changes are logged by `DependencyChecks`, once each; Terminus would log every probe.
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [ProbesController, ...controllers],
      providers: [
        HealthService,
        DependencyChecks,
        ProcessResources,
        EventLoopWatch,
        { provide: EVENT_LOOP_CLOCK, useValue: () => performance.now() },
        { provide: SYSTEM_NUMBERS, useFactory: () => ({ ...systemNumbers }) },
        { provide: RELEASE, useValue: release },
        ...indicatorProviders(READINESS_INDICATORS, indicators),
        ...indicatorProviders(LIVENESS_INDICATORS, liveness),
        ...indicatorProviders(HEALTH_DETAILS, details),
      ],
      exports: [HealthService],
    };
  }
}
