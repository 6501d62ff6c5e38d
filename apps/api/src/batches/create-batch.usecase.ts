import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import {
  type Batch,
  type BatchChunk,
  type FieldError,
  type Operation,
  ServiceError,
  type SpeakableVoice,
} from '#domain';
import { batchInputBytes, batchItemSsml } from '#speech';
import { BatchFiles, type RequestIds } from '#storage';
import { VoiceUse } from '../audit/voice-use.ts';
import { AcceptWork } from '../operations/accept-work.ts';
import { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { chunksOf, submissionsOf } from './batch-chunks.ts';
import type { CreateBatchBody } from './batches.schema.ts';

const MOST_FIELDS = 50;

/** Queues many texts to be spoken by one voice. */
@Injectable()
export class CreateBatch {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(BatchFiles) private readonly files: BatchFiles,
    @Inject(VoicesToSpeak) private readonly voices: VoicesToSpeak,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
    @Inject(VoiceUse) private readonly voiceUse: VoiceUse,
  ) {}

  /** @throws ServiceError `invalid-request`, `text-too-long` with a pointer to each item; see VoicesToSpeak for the voice's. */
  async execute(principal: Principal, body: CreateBatchBody, ids: RequestIds): Promise<Operation> {
    const operation = await this.accept(principal, body, ids);
    // By an earlier run's operation too: that run may have died before it recorded this.
    this.voiceUse.record(principal, [body.voiceId], 'batch', ids.at);
    return operation;
  }

  private async accept(principal: Principal, body: CreateBatchBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.acceptWork.earlier(principal, ids, 'batch');
    if (earlier) return earlier;
    const voice = await this.voices.find(principal, body.voiceId);
    const chunks = chunksOf(sizesOf(body, voice), this.config.batches.chunkItems);
    const batch = newBatch(principal, body, voice, chunks, ids);
    // The texts lie there before the document that counts on them. Without it nobody looks for them.
    for (const chunk of chunks) {
      await this.files.writeItems(batch, chunk, body.items.slice(chunk.first, chunk.first + chunk.count));
    }
    return this.acceptWork.create(batch);
  }
}

/** Bytes of each item as an input of a job. @throws ServiceError when there are items that cannot be spoken */
function sizesOf(body: CreateBatchBody, voice: SpeakableVoice): number[] {
  const { baseModel, speakerProfileId } = voice;
  const settings = {
    baseModel,
    speakerProfileId,
    aliases: [voice.id],
    locale: body.locale ?? voice.locale,
    rate: body.rate,
  };
  const refused: { error: ServiceError; field: FieldError }[] = [];
  const sizes = body.items.map((item, index) => {
    try {
      return batchInputBytes(batchItemSsml(item, settings));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      refused.push({ error, field: fieldOf(error, `/items/${index}/${'ssml' in item ? 'ssml' : 'text'}`) });
      return 0;
    }
  });
  const [first] = refused;
  if (!first) return sizes;
  throw new ServiceError(first.error.code, `${refused.length} of the items cannot be spoken. ${first.error.detail}`, {
    fields: refused.slice(0, MOST_FIELDS).map(({ field }) => field),
  });
}

/** SSML errors say where in it the fault is. */
function fieldOf({ code, detail, fields }: ServiceError, pointer: string): FieldError {
  return { code, detail, ...fields[0], pointer };
}

function newBatch(
  principal: Principal,
  body: CreateBatchBody,
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
