import { checkBatches, ENDED_BATCH, usedByBatches } from './batch-checker.ts';
import { checkWebhooks } from './webhook-checker.ts';
import type { CheckedDocument, CheckedMessage, CheckedTurn, Remains, Report, Violation } from './remains.ts';

const ENDED: Readonly<Record<string, ReadonlySet<string>>> = {
  operation: new Set(['succeeded', 'failed', 'canceled']),
  synthesis: new Set(['succeeded', 'failed', 'canceled']),
  batch: ENDED_BATCH,
  voice: new Set(['ready', 'failed', 'canceled', 'deleted', 'suspended']),
  consent: new Set(['active', 'rejected', 'canceled', 'revoked', 'expired']),
  upload: new Set(['accepted', 'rejected', 'expired', 'deleted']),
  delivery: new Set(['succeeded', 'failed']),
  webhookEndpoint: new Set(['enabled']),
};

/** What the end of a subject means for its operation. */
const OPERATION_END: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  ready: 'succeeded',
  active: 'succeeded',
  suspended: 'succeeded',
  revoked: 'succeeded',
  failed: 'failed',
  rejected: 'failed',
  canceled: 'canceled',
};

/** Messages that are due long after the work that caused them has ended. */
const FOR_LATER: ReadonlySet<string> = new Set(['upload.discard']);

export function hasEnded({ kind, status }: Pick<CheckedDocument, 'kind' | 'status'>): boolean {
  return ENDED[kind]?.has(status) ?? false;
}

/** Whether a message is still to move something. */
export function isPending({ type, dueAt }: CheckedMessage, now: number): boolean {
  return !(FOR_LATER.has(type) && dueAt > now);
}

/**
 * Compares what clients were told with what is there.
 * - lost: accepted and not ended, ended without what it promised, or ended otherwise than was confirmed
 * - doubled: more than one effective provider call, result, message or webhook for one job
 * - stuck: work that nothing will move any longer: documents that are not ended, outboxes, messages
 * - orphan: blobs, containers and provider resources that belong to nothing
 */
export function check(remains: Remains): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (kind, what) => void violations.push({ kind, what });
  const byId = new Map(remains.documents.map((document) => [document.id, document]));
  checkLost(remains, byId, report);
  checkDoubled(remains, report);
  checkStuck(remains, byId, report);
  checkOrphans(remains, byId, report);
  checkBatches(remains, report);
  checkWebhooks(remains, byId, report);
  return violations;
}

type ById = ReadonlyMap<string, CheckedDocument>;

function checkLost(remains: Remains, byId: ById, report: Report): void {
  for (const { operationId, subjectId, canceled } of remains.accepted) {
    const operation = byId.get(operationId);
    const subject = byId.get(subjectId);
    if (!operation || !subject) {
      report('lost', `${subjectId} was accepted, and ${operation ? 'it' : 'its operation'} is gone`);
      continue;
    }
    if (!hasEnded(subject)) report('lost', `${subjectId} was accepted and is ${subject.status}`);
    if (canceled === true && subject.status !== 'canceled') {
      report('lost', `${subjectId} was canceled and is ${subject.status}`);
    }
  }
  for (const regression of remains.regressions) report('lost', regression);
  for (const document of remains.documents) {
    const missing = missingPromise(document, remains);
    if (missing !== undefined) report('lost', `${document.id} is ${document.status}, but ${missing}`);
  }
}

/** What a document that ended well lacks. */
function missingPromise(document: CheckedDocument, { blobs, provider }: Remains): string | undefined {
  const blobMissing = (container: string, part: unknown): string | undefined => {
    const name = blobNameOf(part);
    return name !== undefined && blobs[container]?.includes(name) ? undefined : `${container}/${name} is missing`;
  };
  switch (`${document.kind} ${document.status}`) {
    case 'synthesis succeeded':
      return (
        blobMissing('results', document['result']) ?? blobMissing('results', { blobName: timingsNameOf(document) })
      );
    case 'upload accepted':
      return blobMissing('audio', document['canonical']) ?? blobMissing('archive', document['archived']);
    case 'consent active':
      if (!provider.consents.includes(`consent-${document.id}`)) return 'Azure does not know it';
      return blobMissing('consents', document['evidence']);
    case 'voice ready':
      return provider.voices.includes(`voice-${document.id}`) ? undefined : 'Azure does not know it';
    default:
      return undefined;
  }
}

/**
 * A text is spoken again only when the audio of the time before was lost with its worker or on its way into the store: never while
 * another run speaks it, and never when its audio is stored already.
 */
function checkDoubled({ accepted, provider, doubledMessages, ...remains }: Remains, report: Report): void {
  const resultsStored = new Map([...remains.resultsStored].filter(([name]) => isAudioOfResult(name)));
  for (const [name, times] of resultsStored) {
    if (times.length > 1) report('doubled', `the result ${name} was stored ${times.length} times`);
  }
  const turnsOf = new Map<string, CheckedTurn[]>();
  for (const turn of provider.turns) {
    if (turn.completedAt !== undefined) turnsOf.set(turn.text, [...(turnsOf.get(turn.text) ?? []), turn]);
  }
  for (const { text, subjectId } of accepted) {
    const turns = (turnsOf.get(text ?? '') ?? []).toSorted((one, other) => one.startedAt - other.startedAt);
    const storedAt = [...resultsStored].find(([name]) => name.includes(subjectId))?.[1][0] ?? Infinity;
    for (const [index, turn] of turns.entries()) {
      const before = turns[index - 1]?.completedAt ?? 0;
      if (before > turn.startedAt) report('doubled', `${subjectId} was spoken twice at the same time`);
      if (turn.startedAt > storedAt) report('doubled', `${subjectId} was spoken again after its audio was stored`);
    }
  }
  for (const meaning of doubledMessages) report('doubled', `the message ${meaning} was taken twice by the broker`);
}

function checkStuck({ at, documents, blobs, messages }: Remains, byId: ById, report: Report): void {
  for (const document of documents) {
    const { id, kind, status, tenantId, outbox } = document;
    const isUnused = kind === 'upload' && status === 'awaiting' && !blobs['uploads']?.includes(`${tenantId}/${id}`);
    if (!hasEnded(document) && !isUnused) report('stuck', `${id} is ${status}`);
    if (outbox.length > 0) report('stuck', `${id} (${status}) still has ${outbox.map(({ type }) => type).join(', ')}`);
    const operation = byId.get(String(document['operationId']));
    if (operation && hasEnded(document) && operation.status !== OPERATION_END[status]) {
      report('stuck', `${id} is ${status}, and its operation ${operation.id} is ${operation.status}`);
    }
  }
  for (const message of messages) {
    if (isPending(message, at)) report('stuck', `${message.type} for ${message.subjectId} is in ${message.queue}`);
  }
}

function checkOrphans(remains: Remains, byId: ById, report: Report): void {
  const { documents, blobs, provider } = remains;
  const used = new Set<string>();
  const use = (container: string, name: string | undefined): void => void used.add(`${container}/${name}`);
  for (const document of documents) {
    const { id, kind, status, tenantId } = document;
    if (kind === 'synthesis' && status === 'succeeded') {
      use('results', blobNameOf(document['result']));
      use('results', timingsNameOf(document));
    }
    if (kind === 'consent') use('consents', blobNameOf(document['evidence']));
    if (kind === 'upload') {
      use('audio', blobNameOf(document['canonical']));
      use('archive', blobNameOf(document['archived']));
      use('uploads', `${tenantId}/${id}`);
    }
    const operationId = document['operationId'];
    if (typeof operationId === 'string' && !byId.has(operationId)) report('orphan', `${id} has no operation`);
  }
  for (const name of usedByBatches(remains)) use('results', name);
  const tenants = new Set(documents.map(({ tenantId }) => tenantId));
  for (const [container, names] of Object.entries(blobs)) {
    if (container.startsWith('samples-')) report('orphan', `the container ${container}`);
    else
      for (const name of names)
        if (!used.has(`${container}/${name}`) && !isListOfRecord(name) && !isAnchor(container, name, tenants))
          report('orphan', `${container}/${name}`);
  }
  // What was canceled before it was submitted must not be at Azure; what failed there is known by its document.
  for (const id of [...provider.projects, ...provider.consents, ...provider.voices]) {
    const owner = byId.get(id.replace(/^[a-z]+-/, ''));
    if (!owner || owner.status === 'canceled') report('orphan', `Azure has ${id}`);
  }
}

/** The signed head of a tenant's audit log: made once a day, so in a run that passes its time, or whose clock jumps over it. */
function isAnchor(container: string, name: string, tenants: ReadonlySet<string>): boolean {
  const [, tenantId] = /^([^/]+)\/\d{16}\.json$/.exec(name) ?? [];
  return container === 'audit-anchors' && tenantId !== undefined && tenants.has(tenantId);
}

/** The hashes of a chunk's items: they outlast what they are about, as its record does. */
function isListOfRecord(name: string): boolean {
  return /^[^/]+\/prv_[0-9A-Z]{26}\/items-[0-9a-f]{16}\.json$/.test(name);
}

function blobNameOf(part: unknown): string | undefined {
  return (part as { readonly blobName?: string } | undefined)?.blobName;
}

function timingsNameOf(document: CheckedDocument): string | undefined {
  return (document['result'] as { readonly timingsBlobName?: string } | undefined)?.timingsBlobName;
}

/** Whether a blob of `results` is the audio of a synthesis, not its timings nor a part of it. */
export function isAudioOfResult(name: string): boolean {
  return /^[^/]+\/syn_[^/]+$/.test(name) && !name.endsWith('.timings.json');
}
