import { setTimeout as delay } from 'node:timers/promises';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { TokenCredential } from '@azure/core-auth';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { DeadLetters } from './dead-letters.ts';
import { MessagePublisher } from './publisher.ts';

/** The SDK's own defaults (3 retries, 30 s apart, 60 s each) are far too long for a request path; the outbox retries for longer. */
const CLIENT_OPTIONS: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5_000, timeoutInMs: 10_000 },
};

const LONGEST_CLOSE_MS = 1_000;

function createClient(config: Config, credential: TokenCredential): ServiceBusClient {
  return 'namespace' in config.serviceBus
    ? new ServiceBusClient(config.serviceBus.namespace, credential, CLIENT_OPTIONS)
    : new ServiceBusClient(config.serviceBus.connectionString, CLIENT_OPTIONS);
}

/** Provides ServiceBusClient, MessagePublisher and DeadLetters. Needs CONFIG and AZURE_CREDENTIAL. */
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  constructor(
    @Inject(MessagePublisher) private readonly publisher: MessagePublisher,
    @Inject(ServiceBusClient) private readonly client: ServiceBusClient,
  ) {}

  static forRoot(): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: ServiceBusClient, useFactory: createClient, inject: [CONFIG, AZURE_CREDENTIAL] },
        {
          provide: MessagePublisher,
          useFactory: (client: ServiceBusClient) => new MessagePublisher(client),
          inject: [ServiceBusClient],
        },
        {
          provide: DeadLetters,
          useFactory: (config: Config, credential: TokenCredential, publisher: MessagePublisher) =>
            new DeadLetters(() => createClient(config, credential), publisher),
          inject: [CONFIG, AZURE_CREDENTIAL, MessagePublisher],
        },
      ],
      exports: [ServiceBusClient, MessagePublisher, DeadLetters],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    const closed = this.publisher.close().then(() => this.client.close());
    // Closing a client whose connection broke an instant before takes the SDK up to a minute; there is nothing left to wait for.
    await Promise.race([closed, delay(LONGEST_CLOSE_MS, undefined, { ref: false })]);
  }
}
