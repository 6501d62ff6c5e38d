import type { TokenCredential } from '@azure/core-auth';
import { Inject, Injectable } from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import type { ReadinessIndicator } from '#observability';
import { SpeechAccess } from './speech-access.ts';

/** These services limit requests, and all replicas share the limit: people who look at the health of each replica must not use it up. */
const CACHE_MS = 10_000;

/** Azure AI Speech: the list of projects of custom voice, one of them. Without it everything but speaking and enrolling works. */
@Injectable()
export class SpeechIndicator implements ReadinessIndicator {
  readonly name = 'speech';
  readonly essential = false;
  readonly isProbed = false;
  readonly cacheMs = CACHE_MS;
  readonly #access: SpeechAccess;

  constructor(@Inject(CONFIG) config: Config, @Inject(AZURE_CREDENTIAL) credential: TokenCredential) {
    this.#access = new SpeechAccess(config, credential);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#access.customVoice(signal);
  }
}

/** Azure AI Translator, where it is configured: a request without a text, which costs nothing. */
@Injectable()
export class TranslatorIndicator implements ReadinessIndicator {
  readonly name = 'translator';
  readonly essential = false;
  readonly isProbed = false;
  readonly cacheMs = CACHE_MS;
  readonly isUsed: boolean;
  readonly #access: SpeechAccess;

  constructor(@Inject(CONFIG) config: Config, @Inject(AZURE_CREDENTIAL) credential: TokenCredential) {
    this.isUsed = config.translator !== undefined;
    this.#access = new SpeechAccess(config, credential);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#access.translator(signal);
  }
}

/** Azure OpenAI, where it is configured: a request without a message, which costs nothing. */
@Injectable()
export class OpenAiIndicator implements ReadinessIndicator {
  readonly name = 'openai';
  readonly essential = false;
  readonly isProbed = false;
  readonly cacheMs = CACHE_MS;
  readonly isUsed: boolean;
  readonly #access: SpeechAccess;

  constructor(@Inject(CONFIG) config: Config, @Inject(AZURE_CREDENTIAL) credential: TokenCredential) {
    this.isUsed = config.preparation !== undefined;
    this.#access = new SpeechAccess(config, credential);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#access.openAi(signal);
  }
}
