import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Budgets, Commit, type RequestIds } from '#documents';
import type { Batch, BatchChunk, Operation, SpeakableVoice } from '#domain';
import { batchInputBytes, billedCharacters, writeSsml } from '#speech';
import { BatchFiles } from '#storage';
import { VoiceUse } from '../audit/voice-use.ts';
import { Disclosures } from '../speech/disclosures.ts';
import { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { chunksOf, submissionsOf } from './batch-chunks.ts';
import type { CreateBatchBody } from './create-batch.schema.ts';
import { measureItems } from './measure-items.ts';

/** Queues many texts to be spoken by one voice. */
@Injectable()
export class CreateBatch {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly files: BatchFiles,
    private readonly voices: VoicesToSpeak,
    private readonly disclosures: Disclosures,
    private readonly commit: Commit,
    private readonly voiceUse: VoiceUse,
    private readonly budgets: Budgets,
  ) {}

  /** @throws ServiceError `invalid-request`, `text-too-long` with a pointer to each item, `budget-exhausted`; see VoicesToSpeak for the voice's. */
  async execute(principal: Principal, body: CreateBatchBody, ids: RequestIds): Promise<Operation> {
    const operation = await this.accept(principal, body, ids);
    // By an earlier run's operation too: that run may have died before it recorded this.
    this.voiceUse.record(principal, [body.voiceId], 'batch', ids.at);
    return operation;
  }

  private async accept(principal: Principal, body: CreateBatchBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.commit.earlier(principal.tenantId, ids, 'batch');
    if (earlier) return earlier;
    const voice = await this.voices.find(principal, body.voiceId);
    const { tenantId } = principal;
    const isLimited = await this.budgets.isLimited(tenantId, voice.id);
    let characters = 0;
    const disclosure = this.disclosures.sentence(body.disclosure, body.locale ?? voice.locale);
    const sizes = await measureItems(body, voice, disclosure, function* (script) {
      yield;
      const ssml = writeSsml(script);
      if (isLimited) characters += billedCharacters(ssml);
      return batchInputBytes(ssml);
    });
    // All of it before anything is stored: a batch that the budget does not cover is not begun.
    if (isLimited) await this.budgets.check(tenantId, voice.id, 'batch', characters);
    const chunks = chunksOf(sizes, this.config.batches.chunkItems);
    const batch = newBatch(principal, { ...body, sentence: disclosure }, voice, chunks, ids);
    // The texts lie there before the document that counts on them. Without it nobody looks for them.
    for (const chunk of chunks) {
      await this.files.writeItems(batch, chunk, body.items.slice(chunk.first, chunk.first + chunk.count));
    }
    // Directly before the document: if the process dies in between, nobody gives the charge back. Whether there is a budget was decided above, where
    // the characters were counted.
    const charge = isLimited ? await this.budgets.charge(tenantId, voice.id, 'batch', () => characters) : undefined;
    return this.commit.create({ ...batch, ...(charge && { charged: charge.charged }) }, charge?.cancelUnless);
  }
}

function newBatch(
  principal: Principal,
  body: CreateBatchBody & { readonly sentence: string | undefined },
  voice: SpeakableVoice,
  chunks: readonly BatchChunk[],
  ids: RequestIds,
): Batch {
  const id = ids.id('batch');
  const now = new Date().toISOString();
  const { tenantId } = principal;
  return {
    id,
    kind: 'batch',
    tenantId,
    ownerId: principal.objectId,
    status: 'queued',
    voiceId: voice.id,
    locale: body.locale ?? voice.locale,
    rate: body.rate,
    ...(body.sentence !== undefined && { disclosure: body.sentence }),
    format: body.format,
    concatenate: body.concatenate,
    itemCount: body.items.length,
    chunks,
    operationId: ids.id('operation'),
    createdAt: now,
    updatedAt: now,
    outbox: submissionsOf({ id, tenantId, chunks }),
  };
}
