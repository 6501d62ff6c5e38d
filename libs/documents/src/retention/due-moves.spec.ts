import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import type { MovableClass, TierMoves } from '#domain';
import { aBatch, aConsent, aHold, anId, anUpload, AT, aSynthesis, TENANT } from '#domain/testing';
import { DueMoves } from './due-moves.ts';
import type { OwnMoves } from './retention-store.ts';

const DAY_MS = 86_400_000;
const OTHER = '99999999-2222-4333-8444-555555555555';
const COOL = { tier: 'cool', afterDays: 30 } as const;
const COLD = { tier: 'cold', afterDays: 30 } as const;

let documents: TestDocuments;
let moves: DueMoves;

beforeEach(() => {
  documents = new TestDocuments();
  moves = new DueMoves(documents.container.asContainer);
});

interface Asked {
  readonly days?: number;
  readonly own?: Readonly<Record<string, OwnMoves>>;
  readonly defaults?: TierMoves;
  readonly tenantId?: string;
  readonly limit?: number;
  readonly from?: string | undefined;
}

async function due(name: MovableClass, { days = 31, own = {}, defaults = {}, tenantId, limit = 100, from }: Asked) {
  const policies = new Map(Object.entries(own));
  const now = Date.parse(AT) + days * DAY_MS;
  const page = await moves.page(name, { tenantId, policies, defaults, now, limit, after: from });
  return { found: page.due.map(({ document, tier }) => `${document.id} ${tier}`), next: page.next };
}

const [ONE, TWO] = [anId('synthesis', 1), anId('synthesis', 2)];

describe(DueMoves.name, () => {
  it('finds what is older than the days of its tenant, or of the deployment', async () => {
    await documents.store.create(aSynthesis({ id: ONE, status: 'succeeded' }));
    await documents.store.create(aSynthesis({ id: TWO, status: 'succeeded', tenantId: OTHER }));
    const defaults = { result: COOL };
    expect((await due('result', { defaults })).found).toEqual([`${ONE} cool`, `${TWO} cool`]);
    expect((await due('result', { defaults, days: 30 })).found).toEqual([]);
    expect((await due('result', { defaults, tenantId: OTHER })).found).toEqual([`${TWO} cool`]);
    const own = { [TENANT]: { days: { result: null }, moves: { result: COLD } } };
    expect((await due('result', { defaults, own })).found).toEqual([`${ONE} cold`, `${TWO} cool`]);
    // A rule that says nothing of a move.
    const keeping = { [TENANT]: { days: { result: 365 }, moves: {} } };
    expect((await due('result', { defaults, own: keeping })).found).toEqual([`${TWO} cool`]);
  });

  it('asks nobody where nothing of a class is moved', async () => {
    const own = { [TENANT]: { days: { result: 30 }, moves: {} } };
    expect(await due('result', { own, defaults: { batch: COOL } })).toEqual({ found: [], next: undefined });
    expect(documents.container.calls).toBe(0);
  });

  it.each([
    ['failed speech', 'result', aSynthesis({ status: 'failed' })],
    ['speech that is there', 'result', aSynthesis({ status: 'succeeded', tiers: { result: 'cool' } })],
    ['speech that is on a colder tier', 'result', aSynthesis({ status: 'succeeded', tiers: { result: 'cold' } })],
    ['a batch that has not ended', 'batch', aBatch({ status: 'running' })],
    ['a consent that is in force', 'consentEvidence', aConsent()],
    ['evidence that was removed', 'consentEvidence', aConsent({ status: 'revoked', evidenceRemovedAt: AT })],
    ['a recording without a canonical form', 'sample', anUpload({ status: 'rejected', canonical: undefined })],
    ['a recording that is being removed', 'sample', anUpload({ removingSince: AT })],
    ['a hold that is being placed', 'sample', anUpload({ legalHold: aHold({ placedAt: undefined }) })],
    ['a hold that is being cleared', 'sample', anUpload({ legalHold: aHold({ releasedAt: AT }) })],
  ] as const)('leaves %s', async (_, name, document) => {
    await documents.store.create(document);
    expect((await due(name, { defaults: { [name]: COOL } })).found).toEqual([]);
  });

  it.each([
    ['raw', anUpload({ status: 'rejected', raw: { blobName: 'a' } })],
    ['sample', anUpload()],
    ['sample', anUpload({ legalHold: aHold() })],
    ['sample', anUpload({ tiers: { archive: 'cold' } })],
    ['archive', anUpload({ purpose: 'consent' })],
    ['consentEvidence', aConsent({ status: 'revoked' })],
    ['result', aSynthesis({ status: 'succeeded', tiers: { result: 'cool' } })],
    ['batch', aBatch({ status: 'failed' })],
  ] as const)('finds what there is of %s', async (name, document) => {
    await documents.store.create(document);
    expect((await due(name, { defaults: { [name]: COLD } })).found).toEqual([`${document.id} cold`]);
  });

  it('goes on page by page in the order of ids', async () => {
    for (const number of [1, 2, 3]) {
      const tenantId = number === 2 ? OTHER : TENANT;
      await documents.store.create(aSynthesis({ id: anId('synthesis', number), status: 'succeeded', tenantId }));
    }
    const asked = {
      own: { [TENANT]: { days: { result: null }, moves: { result: COLD } } },
      defaults: { result: COOL },
      limit: 2,
    };
    const first = await due('result', asked);
    expect(first).toEqual({ found: [`${ONE} cold`, `${TWO} cool`], next: TWO });
    const last = { found: [`${anId('synthesis', 3)} cold`], next: undefined };
    expect(await due('result', { ...asked, from: first.next })).toEqual(last);
  });
});
