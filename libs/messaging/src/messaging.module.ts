import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { TokenCredential } from '@azure/core-auth';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { closedWithin, CONNECT_SERVICE_BUS, type ConnectServiceBus } from './connections.ts';
import { DeadLetters } from './dead-letters.ts';
import { MessagePublisher } from './publisher.ts';
import { QueueCounts } from './queue-counts.ts';

/** The SDK's own defaults (3 retries, 30 s apart, 60 s each) are far too long for a request path; the outbox retries for longer. */
const CLIENT_OPTIONS: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 10_000 },
};

const CLOSE_TIMEOUT_MS = 1_000;

function createClient(config: Config, credential: TokenCredential): ServiceBusClient {
  return 'namespace' in config.serviceBus
    ? new ServiceBusClient(config.serviceBus.namespace, credential, CLIENT_OPTIONS)
    : new ServiceBusClient(config.serviceBus.connectionString, CLIENT_OPTIONS);
}

/** Provides CONNECT_SERVICE_BUS, MessagePublisher, QueueCounts and DeadLetters. Needs CONFIG and AZURE_CREDENTIAL. */
@Global()
@Module({
  providers: [
    {
      provide: CONNECT_SERVICE_BUS,
      useFactory: (config: Config, credential: TokenCredential) => () => createClient(config, credential),
      inject: [CONFIG, AZURE_CREDENTIAL],
    },
    {
      provide: MessagePublisher,
      useFactory: (connect: ConnectServiceBus) => new MessagePublisher(connect),
      inject: [CONNECT_SERVICE_BUS],
    },
    {
      provide: QueueCounts,
      useFactory: ({ serviceBus }: Config, credential: TokenCredential) => new QueueCounts(serviceBus, credential),
      inject: [CONFIG, AZURE_CREDENTIAL],
    },
    {
      provide: DeadLetters,
      useFactory: (connect: ConnectServiceBus, publisher: MessagePublisher) => new DeadLetters(connect, publisher),
      inject: [CONNECT_SERVICE_BUS, MessagePublisher],
    },
  ],
  exports: [CONNECT_SERVICE_BUS, MessagePublisher, QueueCounts, DeadLetters],
})
export class MessagingModule implements OnApplicationShutdown {
  constructor(private readonly publisher: MessagePublisher) {}

  async onApplicationShutdown(): Promise<void> {
    await closedWithin(this.publisher.close(), CLOSE_TIMEOUT_MS);
  }
}
