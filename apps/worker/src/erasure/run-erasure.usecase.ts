import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore } from '#documents';
import { type Consent, type Erasure, isId, ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type MessageSubject } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { type ErasureRoot, type ErasureScope, ErasureScopes } from './erasure-scope.ts';
import { FindLeftovers } from './find-leftovers.ts';
import { WriteReceipt } from './write-receipt.ts';
import { RemoveTraces } from './remove-traces.ts';
import { StopWriters } from './stop-writers.ts';
import { TakeInventory } from './take-inventory.ts';

/**
 * Erases a voice or a person, stage by stage: stop everything that could write, let it settle, count, remove, look whether anything still
 * answers, sign the receipt. Where it stands is in the document that is erased last, which the receipt then takes the place of.
 * See ADR 72.
 */
@Handles('consent.erase')
@Handles('voice.erase')
@Injectable()
export class RunErasure {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly scopes: ErasureScopes,
    private readonly stopWriters: StopWriters,
    private readonly takeInventory: TakeInventory,
    private readonly removeTraces: RemoveTraces,
    private readonly findLeftovers: FindLeftovers,
    private readonly writeReceipt: WriteReceipt,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(subject: MessageSubject, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const found = await this.find(subject);
    if (!found) throw new ServiceError('unknown-subject', 'There is no such voice or consent.');
    if (found.status !== 'deleting' || !found.erasure) {
      await this.commit.catchUp(found);
      return DONE;
    }
    const root = await this.resumed(found, found.erasure);
    const scope = await this.scopeOf(root);
    switch (root.erasure?.stage) {
      case 'stopping': {
        await this.stopWriters.execute(root, scope, signal);
        // It may have written the root as well.
        await this.note(root, { stage: 'settling', stoppedAt: new Date().toISOString() });
        return { retryAfterMs: this.config.retention.erasureSettleMs };
      }
      case 'settling':
        return this.remove(root, scope, signal);
      case 'removing':
        await this.removeTraces.execute(scope, root.erasure.operationId, signal);
        return this.finish(await this.note(root, { stage: 'verifying' }), scope, signal);
      default:
        return this.finish(root, scope, signal);
    }
  }

  /** What is left of it stays where it is; asking again for the erasure goes on with it. */
  async onFailed(subject: MessageSubject, error: ServiceError): Promise<void> {
    const root = await this.find(subject);
    if (!root) return;
    if (root.status !== 'deleting' || !root.erasure) await this.commit.catchUp(root);
    else await this.note(root, { failure: { code: error.code, detail: error.detail } });
  }

  private find({ tenantId, subjectId }: MessageSubject): Promise<ErasureRoot | undefined> {
    return this.documents.find<'voice' | 'consent'>(
      isId('voice', subjectId) ? 'voice' : 'consent',
      tenantId,
      subjectId,
    );
  }

  /** An operator has sent the message of a failed erasure again. */
  private async resumed(root: ErasureRoot, { failure }: Erasure): Promise<ErasureRoot> {
    if (!failure) return root;
    const again = Object.assign({ ...root }, { reopened: (root.reopened ?? 0) + 1 });
    return this.note(again, { failure: undefined });
  }

  /** Once it was counted, what is in it stands; uploads of the recording that have come since go too. */
  private async scopeOf(root: ErasureRoot): Promise<ErasureScope> {
    const scope = await this.scopes.of(root);
    const inventory = root.erasure?.inventory;
    if (!inventory) return scope;
    const { voiceIds, consentIds, uploadIds } = inventory;
    return { ...scope, voiceIds, consentIds, uploadIds: [...new Set([...uploadIds, ...scope.uploadIds])] };
  }

  private async remove(root: ErasureRoot, scope: ErasureScope, signal: AbortSignal): Promise<HandlerOutcome> {
    const { stoppedAt = '', operationId } = root.erasure ?? {};
    const leftMs = Date.parse(stoppedAt) + this.config.retention.erasureSettleMs - Date.now();
    if (leftMs > 0) return { retryAfterMs: leftMs };
    // What was accepted in the last moment, by a check that was made before.
    await this.stopWriters.execute(root, scope, signal);
    const inventory = await this.takeInventory.execute(scope, operationId, signal);
    const removing = await this.note(root, { stage: 'removing', inventory });
    await this.removeTraces.execute(scope, operationId, signal);
    return this.finish(await this.note(removing, { stage: 'verifying' }), scope, signal);
  }

  private async finish(root: ErasureRoot, scope: ErasureScope, signal: AbortSignal): Promise<HandlerOutcome> {
    const operationId = root.erasure?.operationId;
    let left = await this.findLeftovers.execute(scope, operationId, signal);
    if (left.length > 0) {
      this.logger.warn({ subjectId: root.id, left }, 'data came back during the erasure');
      await this.removeTraces.execute(scope, operationId, signal);
      left = await this.findLeftovers.execute(scope, operationId, signal);
    }
    if (left.length > 0) {
      this.logger.error({ subjectId: root.id, left }, 'some erased data still exists');
      throw new ServiceError('erasure-incomplete', 'Some data of the erasure still exists.');
    }
    await this.writeReceipt.execute(root, scope);
    return DONE;
  }

  private async note(root: ErasureRoot, change: Partial<Erasure>): Promise<ErasureRoot> {
    const erasure = { ...root.erasure, ...change } as Erasure;
    return root.kind === 'voice'
      ? await this.commit.save({ ...root, erasure })
      : await this.commit.save<Consent>({ ...root, erasure });
  }
}
