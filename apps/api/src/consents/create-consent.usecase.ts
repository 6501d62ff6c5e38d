import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { type Consent, consentStatement } from '#domain';
import { createMessage } from '#messaging';
import { DocumentStore, newId } from '#storage';
import { AcceptWork } from '../operations/accept-work.ts';
import { UsableUploads } from '../uploads/usable-upload.ts';
import type { CreateConsentBody } from './consents.schema.ts';

/** Records who is to consent to what, and starts the verification when the recording is there already. */
@Injectable()
export class CreateConsent {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(UsableUploads) private readonly uploads: UsableUploads,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
  ) {}

  async execute(principal: Principal, body: CreateConsentBody): Promise<Consent> {
    const consent = newConsent(principal, body);
    if (body.uploadId === undefined) return this.documents.create(consent);
    const { tenantId } = principal;
    await this.uploads.check({ tenantId, uploadId: body.uploadId, purpose: 'consent', pointer: '/uploadId' });
    const verifying = startVerification(consent, body.uploadId);
    await this.acceptWork.create(verifying);
    return verifying;
  }
}

export function newConsent(principal: Principal, parties: Omit<CreateConsentBody, 'uploadId'>): Consent {
  const { voiceTalentName, companyName, locale } = parties;
  const now = new Date().toISOString();
  return {
    id: newId('consent'),
    kind: 'consent',
    tenantId: principal.tenantId,
    ownerId: principal.objectId,
    status: 'awaitingRecording',
    stage: 'waiting-for-recording',
    voiceTalentName,
    companyName,
    locale,
    statement: consentStatement(locale, voiceTalentName, companyName),
    createdAt: now,
    updatedAt: now,
    outbox: [],
  };
}

/** The consent with its recording, and the message that has it verified. */
export function startVerification<C extends Consent>(consent: C, uploadId: string): C {
  const { tenantId, id: subjectId } = consent;
  return {
    ...consent,
    status: 'verifying',
    uploadId,
    operationId: newId('operation'),
    updatedAt: new Date().toISOString(),
    outbox: [...consent.outbox, createMessage('consent.verify', { tenantId, subjectId, data: {} })],
  };
}
