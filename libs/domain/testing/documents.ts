import {
  type Batch,
  type BatchChunk,
  type Consent,
  type ConsentEvidence,
  type Delivery,
  DELIVERY_KEPT_S,
  type DocumentKind,
  type ErasureInventory,
  type ErasureReceipt,
  type Hook,
  HOOK_KEPT_S,
  ID_PREFIXES,
  type LegalHold,
  messageId,
  type NotificationSubscription,
  type Operation,
  type OutboxMessage,
  type Synthesis,
  type Upload,
  type Voice,
  type WebhookEndpoint,
} from '../src/index.ts';

/** When the documents of tests were made, unless a test says otherwise. */
export const AT = '2026-11-22T10:00:00.000Z';
export const TENANT = '7d3c8f2a-5b1e-4c6d-9a70-2e4f6b8c0d1e';
export const OWNER_ID = '11111111-2222-4333-8444-555555555555';

const ULID = '01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const DIGITS = 3;

/** A valid id; another number is another id, and a higher one sorts later. @param number 0 to 999 */
export function anId(kind: DocumentKind, number = 0): string {
  return `${ID_PREFIXES[kind]}_${ULID.slice(0, -DIGITS)}${String(number).padStart(DIGITS, '0')}`;
}

/** Hex; another number is another hash. */
export function aHash(number = 0): string {
  return number.toString(16).padStart(64, '0');
}

const COMMON = { tenantId: TENANT, ownerId: OWNER_ID, createdAt: AT, updatedAt: AT, outbox: [] } as const;

/** A message that waits in an outbox. */
export function anOutboxMessage(changes: Partial<OutboxMessage> = {}): OutboxMessage {
  const { type = 'synthesis.run', subjectId = anId('synthesis'), attempt = 1 } = changes;
  const id = messageId(subjectId, type, attempt);
  return { type, id, tenantId: TENANT, subjectId, attempt, failures: 0, occurredAt: AT, data: {}, ...changes };
}

/** A legal hold that Storage has for all files. */
export function aHold(changes: Partial<LegalHold> = {}): LegalHold {
  return { reason: 'Case 4711', setBy: OWNER_ID, setAt: AT, placedAt: AT, ...changes };
}

/** An upload whose recording was accepted. */
export function anUpload(changes: Partial<Upload> = {}): Upload {
  const id = changes.id ?? anId('upload');
  return {
    ...COMMON,
    id,
    kind: 'upload',
    status: 'accepted',
    purpose: 'sample',
    fileName: 'recording.wav',
    canonical: { blobName: `${TENANT}/${id}.wav`, durationMs: 10_000, sizeBytes: 480_044, sha256: aHash(1) },
    archived: { blobName: `${TENANT}/${id}`, sizeBytes: 100_000, sha256: aHash(2) },
    ...changes,
  };
}

export function someEvidence(changes: Partial<ConsentEvidence> = {}): ConsentEvidence {
  return { blobName: `${TENANT}/${anId('consent')}.wav`, sha256: aHash(1), ...changes };
}

/** A consent that is active. */
export function aConsent(changes: Partial<Consent> = {}): Consent {
  return {
    ...COMMON,
    id: anId('consent'),
    kind: 'consent',
    status: 'active',
    stage: 'done',
    voiceTalentName: 'Ada Example',
    companyName: 'Example Ltd',
    locale: 'en-US',
    statement: 'I, Ada Example, agree that Example Ltd may create and use a synthetic version of my voice.',
    uploadId: anId('upload'),
    operationId: anId('operation'),
    evidence: someEvidence(),
    submittedAt: AT,
    ...changes,
  };
}

/** A voice that is ready, with the consent that `aConsent` makes. */
export function aVoice(changes: Partial<Voice> = {}): Voice {
  return {
    ...COMMON,
    id: anId('voice'),
    kind: 'voice',
    status: 'ready',
    stage: 'done',
    name: 'Narration',
    voiceKind: 'personal',
    locale: 'en-US',
    baseModel: 'DragonLatestNeural',
    consentId: anId('consent'),
    sampleUploadIds: [anId('upload', 1)],
    operationId: anId('operation', 1),
    speakerProfileId: '3f1b9c50-6a2d-4e7f-8c1b-9d0e2f4a6b8c',
    submittedAt: AT,
    consented: {
      voiceTalentName: 'Ada Example',
      companyName: 'Example Ltd',
      locale: 'en-US',
      recordingSha256: aHash(1),
    },
    ...changes,
  };
}

/** A synthesis that waits to be spoken. */
export function aSynthesis(changes: Partial<Synthesis> = {}): Synthesis {
  return {
    ...COMMON,
    id: anId('synthesis'),
    kind: 'synthesis',
    status: 'queued',
    voiceId: anId('voice'),
    text: 'Good morning.',
    locale: 'en-US',
    rate: 1,
    operationId: anId('operation', 2),
    ...changes,
  };
}

/** The first chunk of a batch, not submitted yet. */
export function aChunk(changes: Partial<BatchChunk> = {}): BatchChunk {
  return { index: 0, first: 0, count: 2, attempt: 1, status: 'queued', succeeded: 0, failed: 0, reused: 0, ...changes };
}

/** A batch of one chunk of two items, which is not submitted yet. */
export function aBatch(changes: Partial<Batch> = {}): Batch {
  const chunks = changes.chunks ?? [aChunk()];
  return {
    ...COMMON,
    id: anId('batch'),
    kind: 'batch',
    status: 'queued',
    voiceId: anId('voice'),
    locale: 'en-US',
    rate: 1,
    format: 'riff-24khz-16bit-mono-pcm',
    concatenate: false,
    itemCount: chunks.reduce((sum, { count }) => sum + count, 0),
    operationId: anId('operation', 3),
    ...changes,
    chunks,
  };
}

/** The operation of the synthesis that `aSynthesis` makes. */
export function anOperation(changes: Partial<Operation> = {}): Operation {
  const state = { status: 'queued', stage: 'queued', progress: 0 } as const;
  return {
    ...COMMON,
    id: anId('operation', 2),
    kind: 'operation',
    type: 'speech.synthesis',
    subject: { kind: 'synthesis', id: anId('synthesis') },
    ...state,
    events: [{ ...state, sequence: 1, at: AT }],
    ...changes,
  };
}

/** An endpoint that wants all events. */
export function anEndpoint(changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    ...COMMON,
    id: anId('webhookEndpoint'),
    kind: 'webhookEndpoint',
    status: 'enabled',
    url: 'https://customer.example/hook',
    events: [],
    secrets: [],
    ...changes,
  };
}

/** A delivery without an attempt yet. */
export function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    ...COMMON,
    id: anId('delivery'),
    kind: 'delivery',
    status: 'pending',
    endpointId: anId('webhookEndpoint'),
    event: 'voice.ready',
    subjectId: anId('voice'),
    payload: '{"type":"voice.ready"}',
    attempts: [],
    attemptCount: 0,
    attemptsBefore: 0,
    ttl: DELIVERY_KEPT_S,
    ...changes,
  };
}

/** A webhook of another system that was received. */
export function aHook(changes: Partial<Hook> = {}): Hook {
  return {
    ...COMMON,
    id: anId('hook'),
    kind: 'hook',
    status: 'received',
    source: 'studio',
    payload: '{}',
    ttl: HOOK_KEPT_S,
    ...changes,
  };
}

/** A subscription to all reminders and digests by e-mail; its address is not sealed with a real key. */
export function aSubscription(changes: Partial<NotificationSubscription> = {}): NotificationSubscription {
  return {
    ...COMMON,
    id: anId('notificationSubscription'),
    kind: 'notificationSubscription',
    status: 'active',
    channel: 'email',
    sealedAddress: 'sealed',
    addressId: 'address-1',
    kinds: ['daily-digest', 'weekly-digest', 'quota', 'failure-rate', 'consent-expiring', 'voice-unused'],
    timeZone: 'UTC',
    ...changes,
  };
}

/** What was there of a voice and its consent. */
export function anInventory(changes: Partial<ErasureInventory> = {}): ErasureInventory {
  return {
    at: AT,
    voiceIds: [anId('voice')],
    consentIds: [anId('consent')],
    uploadIds: [],
    provider: { personalVoices: 1, consents: 1, projects: 1, batchJobs: 0 },
    blobs: {},
    documents: {},
    keptAnswers: 0,
    recordingHashes: { consent: [], samples: [] },
    ...changes,
  };
}

/** The receipt of a voice's erasure. */
export function aReceipt(changes: Partial<ErasureReceipt> = {}): ErasureReceipt {
  const { at: _, ...erased } = anInventory();
  return {
    version: 1,
    tenantId: TENANT,
    subject: { kind: 'voice', id: anId('voice') },
    requestedAt: AT,
    completedAt: AT,
    erased,
    kept: [],
    keptByMicrosoft: [],
    ...changes,
  };
}
