import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Commit, DocumentStore, type RequestIds, type Stored } from '#documents';
import { type Consent, consentStatement, ServiceError } from '#domain';
import { messages } from '#messaging';
import { auditMessage } from '../audit/audit-message.ts';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import type { CreateConsentBody } from './create-consent.schema.ts';

/** Records who is to consent to what, and starts the verification when the recording is there already. */
@Injectable()
export class CreateConsent {
  constructor(
    private readonly documents: DocumentStore,
    private readonly uploads: UsableUploads,
    private readonly commit: Commit,
  ) {}

  async execute(principal: Principal, body: CreateConsentBody, ids: RequestIds): Promise<Stored<Consent>> {
    const { tenantId } = principal;
    const earlier = ids.resumed && (await this.documents.findReferenced('consent', tenantId, ids.id('consent')));
    if (earlier) {
      if (earlier.operationId !== undefined) await this.commit.resume(earlier);
      return earlier;
    }
    if (body.uploadId === undefined) return this.commit.createOnce(newConsent(principal, body, ids), 'background');
    const consentId = ids.resumed ? ids.id('consent') : undefined;
    await this.uploads.check(principal, {
      uploadId: body.uploadId,
      purpose: 'consent',
      pointer: '/uploadId',
      consentId,
    });
    const verifying = startVerification(newConsent(principal, body, ids), body.uploadId, ids);
    await this.commit.create(verifying);
    return this.documents.get('consent', tenantId, verifying.id);
  }
}

export function newConsent(
  principal: Principal,
  parties: Omit<CreateConsentBody, 'uploadId'>,
  ids: RequestIds,
): Consent {
  const { voiceTalentName, companyName, locale, expiresAt } = parties;
  assertFuture(expiresAt);
  const now = new Date().toISOString();
  const id = ids.id('consent');
  return {
    id,
    kind: 'consent',
    tenantId: principal.tenantId,
    ownerId: principal.objectId,
    status: 'awaitingRecording',
    stage: 'waiting-for-recording',
    voiceTalentName,
    companyName,
    locale,
    statement: consentStatement(locale, voiceTalentName, companyName),
    ...(expiresAt !== undefined && { expiresAt }),
    createdAt: now,
    updatedAt: now,
    outbox: [auditMessage(principal, { action: 'consent.create', subject: { kind: 'consent', id } })],
  };
}

function assertFuture(expiresAt: string | undefined): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > Date.now()) return;
  throw new ServiceError('invalid-request', 'The consent would already have expired.', {
    fields: [{ pointer: '/expiresAt', code: 'past', detail: 'must be in the future' }],
  });
}

/** The consent with its recording, and the message that has it verified. */
export function startVerification<C extends Consent>(consent: C, uploadId: string, ids: RequestIds): C {
  const { tenantId, id: subjectId } = consent;
  return {
    ...consent,
    status: 'verifying',
    uploadId,
    operationId: ids.id('operation', 'consent'),
    updatedAt: new Date().toISOString(),
    outbox: [...consent.outbox, messages.consentVerify({ tenantId, subjectId })],
  };
}
