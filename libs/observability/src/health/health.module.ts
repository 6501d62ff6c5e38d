import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.ts';
import { HealthService } from './health.service.ts';
import {
  indicatorProviders,
  LIVENESS_INDICATORS,
  type LivenessIndicator,
  READINESS_INDICATORS,
  type ReadinessIndicator,
} from './readiness.ts';

export interface HealthOptions {
  /** The dependencies of readiness; Nest makes them, so they may inject what `imports` and global modules export. */
  readonly indicators: readonly Type<ReadinessIndicator>[];
  /** What a restart repairs, beside a process that does not answer at all. */
  readonly liveness?: readonly Type<LivenessIndicator>[];
  readonly imports?: ModuleMetadata['imports'];
}

/** `GET /health`, `/health/live`, `/health/ready`, `/health/startup`. Needs `ObservabilityModule`. */
@Module({})
export class HealthModule {
  static forRoot({ indicators, liveness = [], imports = [] }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      // Changes are logged by `HealthService`, once each; Terminus would log every probe.
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [
        HealthService,
        ...indicatorProviders(READINESS_INDICATORS, indicators),
        ...indicatorProviders(LIVENESS_INDICATORS, liveness),
      ],
      exports: [HealthService],
    };
  }
}
