import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { type Consent, type Operation, ServiceError, type Voice } from '#domain';
import { createMessage } from '#messaging';
import { DocumentStore, type RequestIds } from '#storage';
import { auditMessage } from '../audit/audit-message.ts';
import { newConsent, startVerification } from '../consents/create-consent.usecase.ts';
import { AcceptWork } from '../operations/accept-work.ts';
import { UsableUploads } from '../uploads/usable-upload.ts';
import type { CreateVoiceBody } from './voices.schema.ts';

/** Starts the enrolment of a voice from samples and a consent, which may be given in the same request. */
@Injectable()
export class CreateVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(UsableUploads) private readonly uploads: UsableUploads,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `consent-not-active` (409); see UsableUploads for the recordings'. */
  async execute(principal: Principal, body: CreateVoiceBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.acceptWork.earlier(principal, ids, 'voice');
    if (earlier) return earlier;
    await this.checkSamples(principal, body);
    const consent = await this.consentFor(principal, body, ids);
    return this.acceptWork.create(this.newVoice(principal, body, consent, ids));
  }

  private async checkSamples({ tenantId }: Principal, { samples }: CreateVoiceBody): Promise<void> {
    await Promise.all(
      samples.map(({ uploadId }, index) =>
        this.uploads.check({ tenantId, uploadId, purpose: 'sample', pointer: `/samples/${index}/uploadId` }),
      ),
    );
  }

  private async consentFor(principal: Principal, body: CreateVoiceBody, ids: RequestIds): Promise<Consent> {
    if (body.consent) {
      const earlier = ids.resumed && (await this.documents.find('consent', principal.tenantId, ids.id('consent')));
      if (earlier) {
        await this.acceptWork.resume(earlier);
        return earlier;
      }
      const { uploadId, ...parties } = body.consent;
      const { tenantId } = principal;
      await this.uploads.check({ tenantId, uploadId, purpose: 'consent', pointer: '/consent/uploadId' });
      const consent = startVerification(newConsent(principal, parties, ids), uploadId, ids);
      await this.acceptWork.create(consent);
      return consent;
    }
    const consentId = body.consentId ?? '';
    const consent = await this.documents.find('consent', principal.tenantId, consentId);
    if (!consent) {
      throw new ServiceError('invalid-request', `There is no consent ${consentId}.`, {
        fields: [{ pointer: '/consentId', code: 'not-found', detail: 'names no consent' }],
      });
    }
    if (consent.status === 'active' || consent.status === 'verifying') return consent;
    throw new ServiceError('consent-not-active', `The consent is ${consent.status}. ${adviceFor(consent)}`, {
      fields: [{ pointer: '/consentId', code: consent.status, detail: `is ${consent.status}` }],
    });
  }

  private newVoice(principal: Principal, body: CreateVoiceBody, consent: Consent, ids: RequestIds): Voice {
    const id = ids.id('voice');
    const now = new Date().toISOString();
    const { tenantId } = principal;
    return {
      id,
      kind: 'voice',
      tenantId,
      ownerId: principal.objectId,
      status: 'draft',
      stage: 'waiting-for-recordings',
      name: body.name,
      description: body.description,
      voiceKind: body.kind,
      locale: body.locale ?? consent.locale,
      baseModel: body.baseModel ?? this.config.speech.baseModel,
      consentId: consent.id,
      sampleUploadIds: body.samples.map(({ uploadId }) => uploadId),
      operationId: ids.id('operation', 'voice'),
      createdAt: now,
      updatedAt: now,
      outbox: [
        createMessage('voice.create', { tenantId, subjectId: id, data: {} }),
        auditMessage(principal, {
          action: 'voice.create',
          subject: { kind: 'voice', id },
          details: { consentId: consent.id },
        }),
      ],
    };
  }
}

function adviceFor(consent: Consent): string {
  return consent.status === 'awaitingRecording'
    ? 'Hand in the recording of its statement first.'
    : 'Create a new consent with a new recording.';
}
