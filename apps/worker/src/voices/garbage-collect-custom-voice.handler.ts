import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DocumentStore } from '#documents';
import {
  type Consent,
  endpointIdOf,
  errorCodeOf,
  isId,
  isUnsuccessful,
  modelId,
  professionalConsentId,
  professionalProjectId,
  providerConsentId,
  providerProjectId,
  providerVoiceId,
  trainingSetId,
  type Voice,
} from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import {
  CUSTOM_VOICE_COLLECTIONS,
  CustomVoiceClient,
  type CustomVoiceCollection,
  type ListedResource,
  ProfessionalVoiceClient,
} from '#speech';
import { deploymentMark } from '../platform/deployment-mark.ts';
import { looksLikeLostDocuments } from '../platform/swept-page.ts';
import { TellBaseModelExpiry } from './tell-base-model-expiry.usecase.ts';

const RESOURCES_AT_ONCE = 100;
/** The last part of the daily run. A worker of the release before begins with the first part instead, which is harmless. */
const BASE_MODELS = 'base-models';

/** Which document a resource was created for: that of an id of our scheme. */
interface Owner {
  readonly kind: 'voice' | 'consent';
  readonly resourceId: (documentId: string) => string;
  /** By default the document's id comes after the first hyphen of the resource's. */
  readonly documentId?: (resource: ListedResource) => string;
}

/** Whose resources these are. Professional voices have consents and projects of their own. */
const OWNERS: Readonly<Record<CustomVoiceCollection, readonly Owner[]>> = {
  endpoints: [{ kind: 'voice', resourceId: endpointIdOf, documentId: ({ modelId: of = '' }) => afterHyphen(of) }],
  models: [{ kind: 'voice', resourceId: modelId }],
  trainingsets: [{ kind: 'voice', resourceId: trainingSetId }],
  personalvoices: [{ kind: 'voice', resourceId: providerVoiceId }],
  consents: [
    { kind: 'consent', resourceId: providerConsentId },
    { kind: 'voice', resourceId: professionalConsentId },
  ],
  projects: [
    { kind: 'consent', resourceId: providerProjectId },
    { kind: 'voice', resourceId: professionalProjectId },
  ],
};

/**
 * Deletes what this deployment created in Azure custom voice and no document owns. It must bear our mark, have an id of our scheme,
 * and be old: everything else in the Speech resource is somebody else's. Then looks at the base models: one daily message for all of custom voice.
 */
@Handles('custom-voice.garbage-collect', { formerly: ['training.sweep'] })
@Injectable()
export class GarbageCollectCustomVoiceHandler {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly professional: ProfessionalVoiceClient,
    private readonly tellBaseModelExpiry: TellBaseModelExpiry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(
    { data }: Received<typeof messages.customVoiceGarbageCollect>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    if (data.part === BASE_MODELS) return this.tellOfBaseModels(data.after, signal);
    const collection = CUSTOM_VOICE_COLLECTIONS.find((each) => each === data.part) ?? CUSTOM_VOICE_COLLECTIONS[0];
    const skip = Number(data.after ?? 0) || 0;
    const { resources, more } = await this.customVoice.list(collection, { skip, limit: RESOURCES_AT_ONCE }, { signal });
    const orphans = await this.orphansAmong(collection, resources);
    let deleted = 0;
    for (const id of orphans) {
      signal.throwIfAborted();
      if (await this.isDeleted(collection, id, signal)) deleted += 1;
    }
    const left = orphans.length - deleted;
    if (orphans.length > 0) this.logger.warn({ collection, orphans: deleted, left }, 'custom voice was swept');
    // Those that were deleted are no longer in the list.
    const after = String(skip + resources.length - deleted);
    if (more && resources.length > 0) return { retryAfterMs: 0, data: { part: collection, after } };
    const next = CUSTOM_VOICE_COLLECTIONS[CUSTOM_VOICE_COLLECTIONS.indexOf(collection) + 1];
    return { retryAfterMs: 0, data: { part: next ?? BASE_MODELS } };
  }

  private async tellOfBaseModels(after: string | undefined, signal: AbortSignal): Promise<HandlerOutcome> {
    const { counts, next } = await this.tellBaseModelExpiry.execute(after, signal);
    if (Object.values(counts).some((count) => count > 0)) this.logger.warn(counts, 'owners were told of base models');
    return next === undefined ? DONE : { retryAfterMs: 0, data: { part: BASE_MODELS, after: next } };
  }

  private async orphansAmong(
    collection: CustomVoiceCollection,
    resources: readonly ListedResource[],
  ): Promise<string[]> {
    const mark = deploymentMark(this.config.cosmos);
    const oldest = Date.now() - this.config.retention.orphanGraceMs;
    const old = resources.filter(
      ({ description, createdDateTime }) => description === mark && Date.parse(createdDateTime ?? '') < oldest,
    );
    const orphans: string[] = [];
    for (const owner of OWNERS[collection]) orphans.push(...(await this.orphansOf(collection, owner, old)));
    return orphans;
  }

  private async orphansOf(
    collection: CustomVoiceCollection,
    owner: Owner,
    resources: readonly ListedResource[],
  ): Promise<string[]> {
    const { kind, resourceId } = owner;
    const ours = resources.flatMap((resource) => documentIdOf(owner, resource) ?? []);
    const documents = await this.documents.findAll(kind, ours);
    const missing = ours.filter((id) => !documents.has(id));
    if (!looksLikeLostDocuments(missing.length, ours.length)) {
      const orphans: string[] = [];
      for (const id of ours) if (!(await this.isNeeded(documents.get(id)))) orphans.push(resourceId(id));
      return orphans;
    }
    this.logger.error(
      { collection, missing: missing.length, examined: ours.length },
      'nothing was deleted: so many unreferenced resources mean that documents are probably missing',
    );
    return [];
  }

  /** What failed may have been opened again a moment ago, which the replica that was asked does not know yet. */
  private async isNeeded(found: Voice | Consent | undefined): Promise<boolean> {
    if (!found || needsResources(found)) return found !== undefined;
    const latest = await this.documents.findLatest<'voice' | 'consent'>(found.kind, found.tenantId, found.id);
    return latest !== undefined && needsResources(latest);
  }

  /** What Azure refuses to delete now, as it is in use, is found again tomorrow: the rest does not wait for it. */
  private async isDeleted(
    collection: CustomVoiceCollection,
    resourceId: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.delete(collection, resourceId, signal);
    } catch (err) {
      if (errorCodeOf(err) !== 'provider-rejected') throw err;
      this.logger.warn({ err, collection, resourceId }, 'an unreferenced resource at Azure could not be deleted');
      return false;
    }
    this.logger.warn({ collection, resourceId }, 'an unreferenced resource at Azure was deleted');
    return true;
  }

  private async delete(collection: CustomVoiceCollection, id: string, signal: AbortSignal): Promise<void> {
    switch (collection) {
      case 'endpoints':
        return this.professional.deleteEndpoint(id, { signal });
      case 'models':
        return this.professional.deleteModel(id, { signal });
      case 'trainingsets':
        return this.professional.deleteTrainingSet(id, { signal });
      case 'personalvoices':
        return this.customVoice.deletePersonalVoice(id, { signal });
      case 'consents':
        return this.customVoice.deleteConsent(id, { signal });
      case 'projects':
        // Not forced: a project that still holds something is not for us to empty.
        return this.customVoice.deleteProject(id, { signal });
    }
  }
}

/** Whether its resources stay: those of a revoked consent until its erasure. One that is being deleted removes its own. */
function needsResources(document: Voice | Consent): boolean {
  return document.status !== 'deleted' && !isUnsuccessful(document);
}

/** The id of the document that a resource was created for; undefined when its id is not one of our scheme. */
function documentIdOf(
  { kind, resourceId, documentId = ({ id }) => afterHyphen(id) }: Owner,
  resource: ListedResource,
): string | undefined {
  const found = documentId(resource);
  return isId(kind, found) && resourceId(found) === resource.id ? found : undefined;
}

function afterHyphen(id: string): string {
  return id.slice(id.indexOf('-') + 1);
}
