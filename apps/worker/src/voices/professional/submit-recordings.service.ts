import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import {
  type CanonicalAudio,
  type Consent,
  type Failure,
  professionalIds,
  sampleContainerName,
  type Voice,
} from '#domain';
import { CustomVoiceClient, ProfessionalVoiceClient, type TrainingSet } from '#speech';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { inParallel } from '../../platform/in-parallel.ts';
import { SAS_FOR_AZURE_MS, unlessItExists } from '../../platform/provider-resources.ts';
import { NEEDS_URL_TRANSFER } from './training-failures.ts';
import { noRecipe, recipeFor, tooFewRecordings } from './training-recipe.ts';

const COPIES_AT_ONCE = 8;

/**
 * Gives Azure what a professional voice is trained with: a project, the consent in it, and a training set of recordings with their scripts. Each step
 * finds what an earlier run has done.
 * See ADR 196.
 */
@Injectable()
export class SubmitRecordings {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly blobs: BlobStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly professional: ProfessionalVoiceClient,
  ) {}

  /** @returns why the voice cannot be trained with these recordings */
  async execute(
    voice: Voice,
    samples: readonly CanonicalAudio[],
    consent: Consent,
    signal: AbortSignal,
  ): Promise<Failure | undefined> {
    // It was accepted before the deployment was configured like this.
    if (this.config.speech.audioTransfer === 'upload') return NEEDS_URL_TRANSFER;
    const recipe = recipeFor(await this.professional.listRecipes({ signal }), voice.locale);
    if (recipe === undefined) return noRecipe(voice.locale);
    const tooFew = tooFewRecordings(recipe, samples);
    if (tooFew) return tooFew;
    const ids = professionalIds(voice.id);
    await this.professional.createProject(ids.project, { signal });
    await this.agreement(voice, consent, signal);
    const created = await unlessItExists(
      () => this.professional.getTrainingSet(ids.trainingSet, { signal }),
      () => this.professional.createTrainingSet(ids.trainingSet, trainingSetOf(voice), { signal }),
    );
    if (hasData(created)) return undefined;
    const containerUrl = await this.recordingsByUrl(voice, samples);
    const dataset = {
      kind: 'AudioAndScript',
      audios: { containerUrl, extensions: ['.wav'] },
      scripts: { containerUrl, extensions: ['.txt'] },
    } as const;
    const operationId = `upload-${ids.trainingSet}`;
    // Another run may upload, or may have done so before the set says it: its URL differs, so that Azure refuses the second one.
    await unlessItExists(
      async () => {
        const set = await this.professional.getTrainingSet(ids.trainingSet, { signal });
        return set !== undefined && hasData(set) ? set : this.professional.getOperation(operationId, { signal });
      },
      async () => {
        await this.professional.uploadData(ids.trainingSet, dataset, operationId, { signal });
        return created;
      },
    );
    return undefined;
  }

  /** The consent that Azure has verified is in a project of personal voices; this one is the same in the project of the voice. */
  private async agreement(voice: Voice, consent: Consent, signal: AbortSignal): Promise<void> {
    const { project: projectId, consent: id } = professionalIds(voice.id);
    const { voiceTalentName, companyName, locale } = consent;
    await unlessItExists(
      () => this.customVoice.getConsent(id, { signal }),
      async () => {
        const address = { container: BLOB_CONTAINERS.consents, name: consent.evidence?.blobName ?? '' };
        const audioUrl = await this.blobs.readUrl(address, new Date(Date.now() + SAS_FOR_AZURE_MS));
        const fields = { projectId, voiceTalentName, companyName, locale, audioUrl };
        return this.customVoice.createConsent(id, fields, `create-${id}`, { signal });
      },
    );
  }

  /** Copies the recordings to a container that holds nothing else, each beside its script of the same name. */
  private async recordingsByUrl(voice: Voice, samples: readonly CanonicalAudio[]): Promise<string> {
    const container = sampleContainerName(voice.id);
    await this.blobs.createContainer(container);
    const pairs = samples.map((sample, index) => ({ sample, script: voice.scripts?.[index] ?? '', number: index + 1 }));
    await inParallel(pairs, COPIES_AT_ONCE, async ({ sample, script, number }) => {
      const name = `sample-${String(number).padStart(4, '0')}`;
      await this.blobs.copy(
        { container: BLOB_CONTAINERS.audio, name: sample.blobName },
        { container, name: `${name}.wav` },
      );
      const text = Buffer.from(script);
      await this.blobs.put({ container, name: `${name}.txt` }, text, { contentType: 'text/plain; charset=utf-8' });
    });
    return this.blobs.containerReadUrl(container, new Date(Date.now() + SAS_FOR_AZURE_MS));
  }
}

function trainingSetOf({ id, locale, professional }: Voice) {
  const { project: projectId } = professionalIds(id);
  const gender = professional?.gender;
  if (gender === undefined) return { projectId, locale };
  return { projectId, locale, voiceKind: gender === 'female' ? ('Female' as const) : ('Male' as const) };
}

/** Whether data was given to it: it is being read, was, or could not be. */
function hasData({ status, properties }: TrainingSet): boolean {
  return status === 'Running' || status === 'Failed' || (properties?.utteranceCount ?? 0) > 0;
}
