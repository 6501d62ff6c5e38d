import type { TokenCredential } from '@azure/core-auth';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { errorCodeOf } from '#domain';
import { LOGGER, type Logger } from '#observability';
import { FairSemaphore, SpeechSynthesizerPool } from '#speech';

/** How often a text is tried before its first audio: the listener waits, so not as often as queued work. */
const ATTEMPTS = 3;
/** A slot of the semaphore is a slot of the pool, except for the moment in which a broken connection is being closed. */
const WAIT_FOR_CONNECTION_MS = 5_000;
/** 22 s of 24 kHz PCM: more lets the connection go earlier when its listener is slow, but costs memory for each of them. */
const BUFFER_BYTES = 1_048_576;

/** The connections for live speech and who may use them; nothing is connected yet. */
export const speechResourceProviders: Provider[] = [
  {
    provide: SpeechSynthesizerPool,
    useFactory: ({ speech }: Config, credential: TokenCredential, logger: Logger) =>
      new SpeechSynthesizerPool({
        websocketUrl: speech.websocketUrl,
        key: speech.key,
        credential,
        size: speech.poolSize,
        warmConnections: speech.poolWarm,
        attempts: ATTEMPTS,
        acquireTimeoutMs: WAIT_FOR_CONNECTION_MS,
        bufferBytes: BUFFER_BYTES,
        logger,
      }),
    inject: [CONFIG, AZURE_CREDENTIAL, LOGGER],
  },
  {
    provide: FairSemaphore,
    useFactory: ({ speech }: Config) =>
      new FairSemaphore({ limit: speech.poolSize, queueLimit: speech.queueLimit, waitMs: speech.queueWaitMs }),
    inject: [CONFIG],
  },
];

/** Opens the first connections when the API starts, and closes all when its last answer is out. */
@Injectable()
export class SpeechResources implements OnApplicationBootstrap, OnApplicationShutdown {
  #unobserve: (() => void) | undefined;

  constructor(
    private readonly synthesizers: SpeechSynthesizerPool,
    private readonly slots: FairSemaphore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#unobserve = this.slots.observe('live');
    // In the background: an API that cannot speak yet can do everything else.
    this.synthesizers.warmUp().catch((error: unknown) => {
      this.logger.warn({ code: errorCodeOf(error) }, 'could not open a connection to Azure AI Speech in advance');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.#unobserve?.();
    await this.synthesizers.close();
  }
}
