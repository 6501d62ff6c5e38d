import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.ts';
import { HealthService } from './health.service.ts';
import { type ReadinessIndicator, readinessProviders } from './readiness.ts';

export interface HealthOptions {
  /** The dependencies of readiness; Nest makes them, so they may inject what `imports` and global modules export. */
  readonly indicators: readonly Type<ReadinessIndicator>[];
  readonly imports?: ModuleMetadata['imports'];
}

/** `GET /health`, `/health/live`, `/health/ready`, `/health/startup`. Needs `ObservabilityModule`. */
@Module({})
export class HealthModule {
  static forRoot({ indicators, imports = [] }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      // Changes are logged by `HealthService`, once each; Terminus would log every probe.
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [HealthService, ...readinessProviders(indicators)],
      exports: [HealthService],
    };
  }
}
