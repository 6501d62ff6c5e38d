import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { EgressClient } from './egress-client.ts';

@Injectable()
class EgressShutdown implements OnApplicationShutdown {
  constructor(private readonly client: EgressClient) {}

  onApplicationShutdown(): Promise<void> {
    return this.client.close();
  }
}

/** Provides, everywhere, the `EgressClient` of the configured policy. Needs CONFIG. */
@Module({})
export class EgressModule {
  static forRoot(): DynamicModule {
    return {
      module: EgressModule,
      global: true,
      providers: [
        {
          provide: EgressClient,
          useFactory: (config: Config) => new EgressClient({ policy: config.egress }),
          inject: [CONFIG],
        },
        EgressShutdown,
      ],
      exports: [EgressClient],
    };
  }
}
