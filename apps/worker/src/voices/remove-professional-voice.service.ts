import { Injectable } from '@nestjs/common';
import { professionalIds } from '#domain';
import { CustomVoiceClient, ProfessionalVoiceClient } from '#speech';
import { deleting } from '../platform/deleting.ts';

/** What Azure may have of professional voices, in the order in which it can be deleted. */
export type ProfessionalRemains = Readonly<
  Record<'endpoints' | 'models' | 'trainingSets' | 'agreements' | 'projects', number>
>;

/**
 * Deletes what Azure has of a professional voice: what costs first, and nothing before what uses it. What is not there counts as deleted.
 * See ADR 198.
 */
@Injectable()
export class RemoveProfessionalVoice {
  constructor(
    private readonly customVoice: CustomVoiceClient,
    private readonly professional: ProfessionalVoiceClient,
  ) {}

  /** @throws ProviderError `provider-unavailable` when Azure cannot delete something now; the caller retries */
  async execute(voiceId: string, signal: AbortSignal): Promise<void> {
    const ids = professionalIds(voiceId);
    await this.endpoint(voiceId, signal);
    await deleting(() => this.professional.deleteModel(ids.model, { signal }));
    await deleting(() => this.professional.deleteTrainingSet(ids.trainingSet, { signal }));
    await deleting(() => this.customVoice.deleteConsent(ids.consent, { signal }));
    await deleting(() => this.customVoice.deleteProject(ids.project, { signal, force: true }));
  }

  /** Only what costs. @throws as `execute` */
  async endpoint(voiceId: string, signal?: AbortSignal): Promise<void> {
    await deleting(() => this.professional.deleteEndpoint(professionalIds(voiceId).endpoint, { signal }));
  }

  /** What Azure still has of it: 0 or 1 of each. */
  async remains(voiceId: string, signal: AbortSignal): Promise<ProfessionalRemains> {
    const ids = professionalIds(voiceId);
    const options = { signal };
    return {
      endpoints: countOf(await this.professional.getEndpoint(ids.endpoint, options)),
      models: countOf(await this.professional.getModel(ids.model, options)),
      trainingSets: countOf(await this.professional.getTrainingSet(ids.trainingSet, options)),
      agreements: countOf(await this.customVoice.getConsent(ids.consent, options)),
      projects: countOf(await this.customVoice.getProject(ids.project, options)),
    };
  }
}

function countOf(resource: object | undefined): number {
  return resource === undefined ? 0 : 1;
}
