import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aConfig } from '#config/testing';
import { DueMoves, RetentionStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, MOVABLE_CLASSES, type MovableClass, ServiceError } from '#domain';
import { aBatch, aConsent, anId, anUpload, aSynthesis, AT, stub, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import type { AuditLog, BlobTiers } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { ApplyTiers } from './apply-tiers.usecase.ts';
import { MoveDue } from './move-due.ts';

const NEVER = new AbortController().signal;
const DOCUMENTS = {
  raw: anUpload({ status: 'rejected', raw: { blobName: 'a' } }),
  sample: anUpload(),
  archive: anUpload(),
  consentEvidence: aConsent({ status: 'revoked' }),
  result: aSynthesis({ status: 'succeeded' }),
  batch: aBatch({ status: 'succeeded' }),
};
const CONTAINERS: Readonly<Record<MovableClass, string>> = {
  raw: 'uploads',
  sample: 'audio',
  archive: 'archive',
  consentEvidence: 'consents',
  result: 'results',
  batch: 'results',
};

let steps: string[];
let events: unknown[];
let failure: ServiceError | undefined;
let documents: TestDocuments;
let policies: RetentionStore;
let logger: MemoryLogger;
let apply: ApplyTiers;

beforeEach(() => {
  [steps, events, failure] = [[], [], undefined];
  documents = new TestDocuments();
  policies = new RetentionStore(new MemoryContainer().asContainer);
  logger = new MemoryLogger();
  const tiers = stub<BlobTiers>({
    move: (container, prefix, tier) => {
      steps.push(`${container}/${prefix} ${tier}`);
      return failure ? Promise.reject(failure) : Promise.resolve(1);
    },
  });
  const auditLog = stub<AuditLog>({
    append: (_, event) => {
      steps.push('audited');
      return Promise.resolve(void events.push(event));
    },
  });
  const move = new MoveDue(documents.store, tiers, auditLog);
  const due = new DueMoves(documents.container.asContainer);
  apply = new ApplyTiers(aConfig(), policies, due, move, logger.asLogger);
});

const set = (name: MovableClass, tier: 'cool' | 'cold' = 'cold') =>
  policies.write(TENANT, { [name]: null }, AT, { days: {} }, { [name]: { tier, afterDays: 1 } });

describe(ApplyTiers.name, () => {
  it.each(MOVABLE_CLASSES)('moves the files of %s once, and tells the audit log first', async (name) => {
    await set(name);
    const { id, kind, updatedAt } = await documents.store.create(DOCUMENTS[name]);
    expect((await apply.execute(undefined, NEVER)).counts).toEqual({ [`${name}Moved`]: 1, [`${name}NotMoved`]: 0 });
    expect(steps).toEqual(['audited', `${CONTAINERS[name]}/${TENANT}/${id} Cold`]);
    expect(events).toMatchObject([
      {
        eventId: `${id}:retention.move:${name}:cold`,
        action: 'retention.move',
        subject: { kind, id },
        details: { class: name, tier: 'cold' },
      },
    ]);
    // The days of evidence count from the last write of its end.
    expect(await documents.store.get(kind, TENANT, id)).toMatchObject({ tiers: { [name]: 'cold' }, updatedAt });
    expect(await apply.execute(undefined, NEVER)).toEqual({ counts: {}, next: undefined });
    expect(steps).toHaveLength(2);
  });

  it('does the rest when a worker died between the files and the document', async () => {
    await set('result');
    await documents.store.create(DOCUMENTS.result);
    documents.store.replace = vi.fn().mockRejectedValueOnce(new ServiceError('dependency-unavailable', 'It died.'));
    expect(await apply.execute(undefined, NEVER).catch(errorCodeOf)).toBe('dependency-unavailable');
    await apply.execute(undefined, NEVER);
    expect(steps).toHaveLength(4);
    expect(events[1]).toEqual(events[0]);
  });

  it('goes on with the next page and then with the next class that has something', async () => {
    await policies.write(
      TENANT,
      { raw: null, batch: null },
      AT,
      { days: {} },
      {
        raw: { tier: 'cool', afterDays: 1 },
        batch: { tier: 'cool', afterDays: 1 },
      },
    );
    for (let number = 1; number <= 101; number += 1) {
      await documents.store.create({ ...DOCUMENTS.raw, id: anId('upload', number) });
    }
    const first = await apply.execute(undefined, NEVER);
    expect([first.counts['rawMoved'], first.next]).toEqual([100, `raw/${anId('upload', 100)}`]);
    const second = await apply.execute(first.next, NEVER);
    expect([second.counts['rawMoved'], second.next]).toEqual([1, 'sample/']);
    await documents.store.create(DOCUMENTS.batch);
    expect(await apply.execute(second.next, NEVER)).toMatchObject({ counts: { batchMoved: 1 }, next: undefined });
  });

  it('goes on where Storage refuses one, which is found by the next sweep', async () => {
    await set('result', 'cool');
    await documents.store.create(DOCUMENTS.result);
    failure = new ServiceError('state-conflict', 'LeaseIdMissing');
    expect((await apply.execute(undefined, NEVER)).counts).toEqual({ resultMoved: 0, resultNotMoved: 1 });
    expect(logger.lines).toHaveLength(1);
    failure = undefined;
    expect((await apply.execute(undefined, NEVER)).counts).toEqual({ resultMoved: 1, resultNotMoved: 0 });
  });
});
