import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { EgressClient } from './egress-client.ts';

/** Provides, everywhere, the `EgressClient` of the configured policy. Needs CONFIG. */
@Global()
@Module({
  providers: [
    {
      provide: EgressClient,
      useFactory: (config: Config) => new EgressClient({ policy: config.egress }),
      inject: [CONFIG],
    },
  ],
  exports: [EgressClient],
})
export class EgressModule implements OnApplicationShutdown {
  constructor(private readonly client: EgressClient) {}

  onApplicationShutdown(): Promise<void> {
    return this.client.close();
  }
}
