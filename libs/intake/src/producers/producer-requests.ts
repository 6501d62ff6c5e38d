import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#auth';
import type { RequestIds } from '#documents';
import type { DocumentKind, Operation, ProducerRequestType } from '#domain';
import { createBatchSchema } from '../batches/create-batch.schema.ts';
import { CreateBatch } from '../batches/create-batch.usecase.ts';
import { createConsentSchema } from '../consents/create-consent.schema.ts';
import { CreateConsent } from '../consents/create-consent.usecase.ts';
import { CancelOperation } from '../operations/cancel-operation.usecase.ts';
import { idSchema } from '../resources/resource.schema.ts';
import { createSynthesisSchema } from '../syntheses/create-synthesis.schema.ts';
import { CreateSynthesis } from '../syntheses/create-synthesis.usecase.ts';
import { validatedBody } from '../validation/validate-body.ts';
import { createVoiceSchema } from '../voices/create-voice.schema.ts';
import { CreateVoice } from '../voices/create-voice.usecase.ts';
import { DeleteVoice } from '../voices/delete-voice.usecase.ts';

/** Over HTTP, the id is in the path. */
export const cancelSpeechSchema = z
  .strictObject({ operationId: idSchema('operation', 'The operation to cancel') })
  .meta({ id: 'CancelSpeech', description: 'Work to be canceled' });

/** Over HTTP, the id is in the path, and the choice in the query. */
export const eraseVoiceSchema = z
  .strictObject({
    voiceId: idSchema('voice', 'The voice to erase'),
    keepConsent: z
      .boolean()
      .optional()
      .meta({ description: 'Keep the consent for another enrollment, even if no other voice needs it' }),
  })
  .meta({ id: 'EraseVoice', description: 'A voice to be erased, with everything created with it' });

/** The bodies of the requests that producers send: those of the API's routes. */
export const REQUEST_SCHEMAS = {
  'consent.request': createConsentSchema,
  'voice.request': createVoiceSchema,
  'synthesis.request': createSynthesisSchema,
  'batch.request': createBatchSchema,
  'speech.cancel': cancelSpeechSchema,
  'voice.erase.request': eraseVoiceSchema,
} as const satisfies Record<ProducerRequestType, z.ZodType>;

/** Work that was accepted. */
export interface AcceptedWork {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly operationId?: string | undefined;
}

/** What the requests of producers do: the use cases of the API's routes. See ADR 180. */
@Injectable()
export class ProducerRequests {
  constructor(
    private readonly createConsent: CreateConsent,
    private readonly createVoice: CreateVoice,
    private readonly createSynthesis: CreateSynthesis,
    private readonly createBatch: CreateBatch,
    private readonly cancelOperation: CancelOperation,
    private readonly deleteVoice: DeleteVoice,
  ) {}

  /** @throws ServiceError `invalid-request` with JSON pointers, and what the use case throws */
  async execute(
    type: ProducerRequestType,
    principal: Principal,
    body: unknown,
    ids: RequestIds,
  ): Promise<AcceptedWork> {
    switch (type) {
      case 'consent.request': {
        const consent = await this.createConsent.execute(
          principal,
          await validatedBody(createConsentSchema, body),
          ids,
        );
        return { kind: 'consent', id: consent.id, operationId: consent.operationId };
      }
      case 'voice.request':
        return workOf(await this.createVoice.execute(principal, await validatedBody(createVoiceSchema, body), ids));
      case 'synthesis.request':
        return workOf(
          await this.createSynthesis.execute(principal, await validatedBody(createSynthesisSchema, body), ids),
        );
      case 'batch.request':
        return workOf(await this.createBatch.execute(principal, await validatedBody(createBatchSchema, body), ids));
      case 'speech.cancel': {
        const { operationId } = await validatedBody(cancelSpeechSchema, body);
        return workOf(await this.cancelOperation.execute(principal, operationId));
      }
      case 'voice.erase.request': {
        const { voiceId, keepConsent = false } = await validatedBody(eraseVoiceSchema, body);
        return workOf(await this.deleteVoice.execute(principal, voiceId, { keepConsent }));
      }
    }
  }
}

function workOf({ id: operationId, subject: { kind, id } }: Operation): AcceptedWork {
  return { kind, id, operationId };
}
