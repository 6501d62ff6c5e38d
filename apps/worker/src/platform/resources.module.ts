import type { TokenCredential } from '@azure/core-auth';
import { Global, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AudioProcessor, C2paProcesses, ClaimSigner, PemClaimKey, SpeechEncoder } from '#audio';
import { KeyVaultKey } from '#auth';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { SpeechLimits } from '#documents';
import { EgressClient } from '#egress';
import { deploymentMark } from './deployment-mark.ts';
import { type Logger, LOGGER } from '#observability';
import {
  BatchSynthesisClient,
  CustomVoiceClient,
  FairSemaphore,
  FastTranscriptionClient,
  ProfessionalVoiceClient,
  SpeechSynthesizerPool,
} from '#speech';
import { HttpTimeStampAuthority, SignSpeech } from './sign-speech.ts';

/** The clients of what Azure AI Speech keeps: voices and batches. */
@Global()
@Module({
  providers: [
    {
      provide: CustomVoiceClient,
      useFactory: ({ speech, cosmos }: Config, credential: TokenCredential, { customVoice: limit }: SpeechLimits) => {
        const { endpoint, key } = speech;
        return new CustomVoiceClient({ endpoint, key, credential, mark: deploymentMark(cosmos), limit });
      },
      inject: [CONFIG, AZURE_CREDENTIAL, SpeechLimits],
    },
    {
      provide: ProfessionalVoiceClient,
      useFactory: ({ speech, cosmos }: Config, credential: TokenCredential, { customVoice: limit }: SpeechLimits) => {
        const { endpoint, key } = speech;
        return new ProfessionalVoiceClient({ endpoint, key, credential, mark: deploymentMark(cosmos), limit });
      },
      inject: [CONFIG, AZURE_CREDENTIAL, SpeechLimits],
    },
    {
      provide: BatchSynthesisClient,
      useFactory: ({ speech }: Config, credential: TokenCredential, { batch: limit }: SpeechLimits) =>
        new BatchSynthesisClient({ endpoint: speech.endpoint, key: speech.key, credential, limit }),
      inject: [CONFIG, AZURE_CREDENTIAL, SpeechLimits],
    },
  ],
  exports: [CustomVoiceClient, ProfessionalVoiceClient, BatchSynthesisClient],
})
export class AzureVoicesModule {}

/** The clients that speak and listen, and the pools of audio processes; nothing is connected or started yet. Ends them after the last message. */
@Global()
@Module({
  providers: [
    {
      provide: FastTranscriptionClient,
      useFactory: ({ speech }: Config, credential: TokenCredential) =>
        new FastTranscriptionClient({ endpoint: speech.endpoint, key: speech.key, credential }),
      inject: [CONFIG, AZURE_CREDENTIAL],
    },
    {
      provide: SpeechSynthesizerPool,
      useFactory: ({ speech }: Config, credential: TokenCredential, logger: Logger) =>
        new SpeechSynthesizerPool({
          websocketUrl: speech.websocketUrl,
          key: speech.key,
          credential,
          size: speech.poolSize,
          logger,
        }),
      inject: [CONFIG, AZURE_CREDENTIAL, LOGGER],
    },
    {
      // A part may wait for its turn as long as its run goes on. How many wait is bounded by the runs at a time and their parallel parts.
      provide: FairSemaphore,
      useFactory: ({ speech }: Config) => new FairSemaphore({ limit: speech.poolSize }),
      inject: [CONFIG],
    },
    {
      provide: AudioProcessor,
      useFactory: ({ audio }: Config, logger: Logger) => new AudioProcessor({ ...audio, logger }),
      inject: [CONFIG, LOGGER],
    },
    {
      provide: SpeechEncoder,
      useFactory: ({ audio }: Config) => new SpeechEncoder({ workers: audio.workers }),
      inject: [CONFIG],
    },
    {
      provide: C2paProcesses,
      useFactory: ({ audio }: Config, logger: Logger) => new C2paProcesses({ workers: audio.workers, logger }),
      inject: [CONFIG, LOGGER],
    },
    {
      provide: SignSpeech,
      useFactory: (
        { manifests }: Config,
        processes: C2paProcesses,
        egress: EgressClient,
        credential: TokenCredential,
        logger: Logger,
      ) => new SignSpeech(processes, claimSigner(manifests, egress, credential), manifests.maxBytes, logger),
      inject: [CONFIG, C2paProcesses, EgressClient, AZURE_CREDENTIAL, LOGGER],
    },
  ],
  exports: [FastTranscriptionClient, SpeechSynthesizerPool, FairSemaphore, AudioProcessor, SpeechEncoder, SignSpeech],
})
export class ResourcesModule implements OnApplicationBootstrap, OnApplicationShutdown {
  #unobserve: (() => void) | undefined;

  constructor(
    private readonly audio: AudioProcessor,
    private readonly encoder: SpeechEncoder,
    private readonly synthesizers: SpeechSynthesizerPool,
    private readonly slots: FairSemaphore,
    private readonly manifests: C2paProcesses,
  ) {}

  onApplicationBootstrap(): void {
    this.#unobserve = this.slots.observe('queued');
  }

  async onApplicationShutdown(): Promise<void> {
    this.#unobserve?.();
    await Promise.all([this.audio.close(), this.encoder.close(), this.manifests.close(), this.synthesizers.close()]);
  }
}

/** Undefined where there is no key: files then have tags only. */
function claimSigner(
  { certificates, privateKey, keyUrl, timeStampUrl }: Config['manifests'],
  egress: EgressClient,
  credential: TokenCredential,
): ClaimSigner | undefined {
  const inVault = keyUrl === undefined ? undefined : new KeyVaultKey({ url: keyUrl, credential });
  const key = privateKey === undefined ? inVault : new PemClaimKey(privateKey);
  if (certificates === undefined || key === undefined) return undefined;
  const authority = timeStampUrl === undefined ? undefined : new HttpTimeStampAuthority(egress, timeStampUrl);
  return new ClaimSigner(certificates, key, authority);
}
