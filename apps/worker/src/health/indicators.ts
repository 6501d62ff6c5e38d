import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Consumers } from '#messaging';
import { type LivenessIndicator, type Logger, LOGGER, type ReadinessIndicator } from '#observability';
import { SignSpeech } from '../platform/sign-speech.ts';

@Injectable()
export class ServiceBusIndicator implements ReadinessIndicator {
  readonly name = 'service-bus';
  /** The broker is asked for queues that were not reached yet or whose link broke. */
  readonly isFree = true;

  constructor(private readonly consumers: Consumers) {}

  check(signal: AbortSignal): Promise<void> {
    return this.consumers.check(signal);
  }
}

/** Fails when a queue cannot be received from by this process although Service Bus answers it: only a new process gets through. */
@Injectable()
export class ReceiversIndicator implements LivenessIndicator {
  readonly name = 'receivers';

  constructor(private readonly consumers: Consumers) {}

  isAlive(): boolean {
    return this.consumers.stuck.length === 0;
  }
}

/** Fails when there is no key: speech is stored with tags only. */
@Injectable()
export class ManifestSigningIndicator implements ReadinessIndicator, OnApplicationBootstrap {
  readonly name = 'manifest-signing';
  readonly essential = false;
  readonly isProbed = false;

  constructor(
    private readonly manifests: SignSpeech,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.manifests.signer) this.logger.error('files get no signed manifest, because there is no key for it');
  }

  check(): Promise<void> {
    return this.manifests.signer ? Promise.resolve() : Promise.reject(new Error(NO_KEY));
  }
}

const NO_KEY =
  'Files get no signed manifest, because there is no key for it: set C2PA_CERTIFICATES, and C2PA_PRIVATE_KEY or C2PA_KEY_URL';
