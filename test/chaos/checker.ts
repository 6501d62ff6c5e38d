import type { JobRecord } from './jobs.ts';
import type { CheckedDocument, Snapshot } from './snapshot.ts';

export const VIOLATIONS = ['lost', 'doubled', 'stuck', 'orphan'] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly counts: Readonly<Record<ViolationKind, number>>;
  /** By kind of document and its status. */
  readonly ends: Readonly<Record<string, number>>;
  /** Turns that were spoken to their end without becoming a result: their worker died, or their answer was lost, before it was stored. */
  readonly spokenAgain: number;
}

const ENDED: Readonly<Record<string, ReadonlySet<string>>> = {
  operation: new Set(['succeeded', 'failed', 'canceled']),
  synthesis: new Set(['succeeded', 'failed', 'canceled']),
  voice: new Set(['ready', 'failed', 'canceled', 'deleted', 'suspended']),
  consent: new Set(['active', 'rejected', 'canceled', 'revoked', 'expired']),
  upload: new Set(['accepted', 'rejected', 'expired', 'deleted']),
};

/** Messages that are due long after the work that caused them has ended. */
const FOR_LATER: ReadonlySet<string> = new Set(['upload.discard']);
/** The blob service tells times to the second. */
const CLOCK_TICK_MS = 1_000;

export function hasEnded({ kind, status }: CheckedDocument): boolean {
  return ENDED[kind]?.has(status) ?? false;
}

/** Whether an unfinished upload is nobody's work: nothing was uploaded to it yet. */
function isUnused(document: CheckedDocument): boolean {
  return document.kind === 'upload' && document.status === 'awaiting';
}

/**
 * Compares what clients were told with what is stored, when everything has been healed and nothing goes on any more.
 * - lost: accepted and not ended, or ended well without what it promised
 * - doubled: more than one effective provider call, result or document for one job
 * - stuck: work that nothing will ever move: documents that are not ended, outboxes, messages
 * - orphan: blobs, provider resources and documents that belong to nothing
 */
export function check(jobs: readonly JobRecord[], snapshot: Snapshot): Verdict {
  const violations: Violation[] = [];
  const report = (kind: ViolationKind, what: string): void => void violations.push({ kind, what });
  const byId = new Map(snapshot.documents.map((document) => [document.id, document]));
  checkLost(jobs, snapshot, byId, report);
  const spokenAgain = checkDoubled(jobs, snapshot, report);
  checkStuck(snapshot, byId, report);
  checkOrphans(snapshot, byId, report);
  const counts = Object.fromEntries(
    VIOLATIONS.map((kind) => [kind, violations.filter((violation) => violation.kind === kind).length]),
  ) as Record<ViolationKind, number>;
  const ends: Record<string, number> = {};
  for (const { kind, status } of snapshot.documents) {
    const end = `${kind} ${status}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return { violations, counts, ends, spokenAgain };
}

type Report = (kind: ViolationKind, what: string) => void;
type ById = ReadonlyMap<string, CheckedDocument>;

function checkLost(jobs: readonly JobRecord[], snapshot: Snapshot, byId: ById, report: Report): void {
  for (const { name, operationIds, uploadIds, gaveUp } of jobs) {
    if (gaveUp !== undefined) report('lost', `${name}: its client gave up: ${gaveUp}`);
    for (const id of operationIds) {
      const operation = byId.get(id);
      const subjectId = (operation?.['subject'] as { id?: string } | undefined)?.id ?? '';
      const subject = byId.get(subjectId);
      if (!operation) report('lost', `${name}: its operation ${id} is gone`);
      else if (!subject) report('lost', `${name}: the subject ${subjectId} of ${id} is gone`);
      else if (!hasEnded(operation) || !hasEnded(subject)) {
        report('lost', `${name}: accepted, but ${id} is ${operation.status} and ${subjectId} is ${subject.status}`);
      }
    }
    for (const id of uploadIds) {
      const upload = byId.get(id);
      if (!upload || !hasEnded(upload)) report('lost', `${name}: the recording ${id} is ${upload?.status ?? 'gone'}`);
    }
  }
  for (const document of snapshot.documents) {
    const missing = missingPromise(document, snapshot);
    if (missing !== undefined) report('lost', `${document.id} is ${document.status}, but ${missing}`);
  }
}

/** What a document that ended well lacks. */
function missingPromise(document: CheckedDocument, { blobs, provider }: Snapshot): string | undefined {
  const blobMissing = (container: string, part: unknown): string | undefined => {
    const { blobName, sizeBytes } = (part ?? {}) as { blobName?: string; sizeBytes?: number };
    const blob = blobs[container]?.find(({ name }) => name === blobName);
    if (!blob) return `there is no blob ${container}/${blobName}`;
    return sizeBytes === undefined || blob.sizeBytes === sizeBytes
      ? undefined
      : `the blob ${container}/${blobName} has ${blob.sizeBytes} instead of ${sizeBytes} bytes`;
  };
  switch (`${document.kind} ${document.status}`) {
    case 'synthesis succeeded':
      return blobMissing('results', document['result']);
    case 'upload accepted':
      return blobMissing('audio', document['canonical']) ?? blobMissing('archive', document['archived']);
    case 'consent active':
      if (!provider.consents.includes(`consent-${document.id}`)) return 'Azure does not know it';
      return blobMissing('consents', document['evidence']);
    case 'voice ready':
      return provider.personalVoices.includes(`voice-${document.id}`) ? undefined : 'Azure does not know it';
    default:
      return undefined;
  }
}

function checkDoubled(jobs: readonly JobRecord[], { documents, blobs, provider }: Snapshot, report: Report): number {
  for (const { name, kind, text, operationIds } of jobs) {
    if (operationIds.size > 1) report('doubled', `${name}: one key, the operations ${[...operationIds].join(', ')}`);
    const subjects = documents.filter((document) =>
      kind === 'synthesis'
        ? document.kind === 'synthesis' && document['text'] === text
        : document.kind === 'voice' && document['name'] === name,
    );
    if (subjects.length > 1) report('doubled', `${name}: ${subjects.map(({ id }) => id).join(', ')}`);
  }
  for (const { id } of documents.filter(({ kind }) => kind === 'synthesis')) {
    const results = (blobs['results'] ?? []).filter(({ name }) => name.includes(id));
    if (results.length > 1) report('doubled', `${id} has the results ${results.map(({ name }) => name).join(', ')}`);
  }
  for (const [operation, resources] of [
    ['Projects_Create', provider.projects],
    ['Consents_Create', provider.consents],
    ['PersonalVoices_Create', provider.personalVoices],
  ] as const) {
    const created = provider.effectiveCalls[operation] ?? 0;
    const owned = resources.length + (provider.effectiveCalls[operation.replace('Create', 'Delete')] ?? 0);
    if (created > owned) report('doubled', `${operation} took effect ${created} times for ${owned} resources`);
  }
  return checkSpoken({ documents, blobs, provider }, report);
}

/**
 * A text is spoken again only when the audio of the time before was lost with its worker or on its way into the store: never while
 * another run speaks it, and never when its audio is stored already.
 */
function checkSpoken(
  { documents, blobs, provider }: Pick<Snapshot, 'documents' | 'blobs' | 'provider'>,
  report: Report,
): number {
  let again = 0;
  for (const document of documents.filter(({ kind }) => kind === 'synthesis')) {
    const turns = provider.spoken
      .filter(({ completed, text }) => completed && text === document['text'])
      .sort((one, other) => one.at - other.at);
    again += Math.max(0, turns.length - 1);
    for (const [index, turn] of turns.entries()) {
      const before = turns[index - 1];
      if (before?.completedAt !== undefined && before.completedAt > turn.at) {
        report('doubled', `${document.id} was spoken twice at the same time`);
      }
      const stored = (blobs['results'] ?? []).find(({ name }) => name.includes(document.id));
      if (stored && turn.at > stored.writtenAt + CLOCK_TICK_MS) {
        report(
          'doubled',
          `${document.id} was spoken again ${turn.at - stored.writtenAt} ms after its audio was stored`,
        );
      }
    }
  }
  return again;
}

function checkStuck(snapshot: Snapshot, byId: ById, report: Report): void {
  for (const document of snapshot.documents) {
    const { id, status, outbox } = document;
    if (!hasEnded(document) && !isUnused(document)) report('stuck', `${id} is ${status}`);
    if (outbox.length > 0) report('stuck', `${id} (${status}) still has ${outbox.map(({ type }) => type).join(', ')}`);
  }
  for (const { queue, isDeadLetter, type, state, body, deadLetterReason } of snapshot.messages) {
    const subjectId = String((body as { subjectId?: unknown } | undefined)?.subjectId);
    const subject = byId.get(subjectId);
    if (isDeadLetter) {
      // Its subject tells the client why it failed, and an operator can send it again: that is an end, unless the subject waits for it.
      if (subject && !hasEnded(subject)) {
        report('stuck', `${subjectId} is ${subject.status} and waits for ${type}, dead-lettered (${deadLetterReason})`);
      }
    } else if (!(type !== undefined && FOR_LATER.has(type) && state === 'scheduled')) {
      report('stuck', `${type} for ${subjectId} is ${state} in ${queue}`);
    }
  }
  if (snapshot.pendingEvents > 0) report('stuck', `${snapshot.pendingEvents} blob events are not delivered`);
}

function checkOrphans({ documents, blobs, provider }: Snapshot, byId: ById, report: Report): void {
  const used = new Set<string>();
  const use = (container: string, part: unknown): void => {
    const name = (part as { blobName?: string } | undefined)?.blobName;
    if (name !== undefined) used.add(`${container}/${name}`);
  };
  for (const document of documents) {
    if (document.kind === 'synthesis' && document.status === 'succeeded') use('results', document['result']);
    if (document.kind === 'consent') use('consents', document['evidence']);
    if (document.kind === 'upload') {
      use('audio', document['canonical']);
      use('archive', document['archived']);
      use('uploads', { blobName: `${document.tenantId}/${document.id}` });
    }
    const operationId = document['operationId'];
    if (typeof operationId === 'string' && !byId.has(operationId)) {
      report('orphan', `${document.id} (${document.status}) has no operation ${operationId}`);
    }
    if (document.kind === 'operation' && !byId.has((document['subject'] as { id: string }).id)) {
      report('orphan', `${document.id} has no subject`);
    }
  }
  for (const [container, found] of Object.entries(blobs)) {
    if (container.startsWith('samples-')) report('orphan', `the container ${container}`);
    for (const { name } of found) {
      if (!container.startsWith('samples-') && !used.has(`${container}/${name}`))
        report('orphan', `${container}/${name}`);
    }
  }
  const owned = (id: string, kept: ReadonlySet<string>): boolean =>
    kept.has(byId.get(id.replace(/^\w+?-/, ''))?.status ?? '');
  for (const id of provider.consents) if (!owned(id, new Set(['active']))) report('orphan', `Azure has ${id}`);
  for (const id of provider.personalVoices) if (!owned(id, new Set(['ready']))) report('orphan', `Azure has ${id}`);
  for (const id of provider.projects) {
    if (!owned(id, new Set(['active', 'verifying']))) report('orphan', `Azure has ${id}`);
  }
}
