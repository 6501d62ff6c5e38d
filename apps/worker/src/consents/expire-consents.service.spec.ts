import { beforeEach, describe, expect, it } from 'vitest';
import { TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, errorCodeOf } from '#domain';
import { aConsent, anId, stub, TENANT } from '#domain/testing';
import { ExpireConsents } from './expire-consents.service.ts';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const signal = new AbortController().signal;

let documents: TestDocuments;

beforeEach(() => {
  documents = new TestDocuments();
});

async function sweep(...changes: Partial<Consent>[]) {
  const consents = await Promise.all(
    changes.map((change, number) =>
      documents.store.create(aConsent({ id: anId('consent', number), updatedAt: LONG_AGO, ...change })),
    ),
  );
  const traces = stub<TraceStore>({ endedConsents: () => Promise.resolve(consents) });
  return new ExpireConsents(traces, documents.commit);
}

const read = (number: number) => documents.store.get('consent', TENANT, anId('consent', number));

describe(ExpireConsents.name, () => {
  it('ends a consent whose time is over, and has that enforced', async () => {
    const expire = await sweep({ expiresAt: LONG_AGO });
    expect((await expire.execute(undefined, signal)).counts).toEqual({ consentsExpired: 1, consentsEnforced: 0 });
    expect(await read(0)).toMatchObject({ status: 'expired' });
    expect(documents.published.map(({ type }) => type)).toContain('consent.enforce');
  });

  it('sends a lost message again under another id, but leaves a consent that was changed a moment ago', async () => {
    const expire = await sweep({ status: 'revoked' }, { status: 'revoked', updatedAt: new Date().toISOString() });
    expect((await expire.execute(undefined, signal)).counts).toEqual({ consentsExpired: 0, consentsEnforced: 1 });
    const sent = documents.published.filter(({ type }) => type === 'consent.enforce');
    expect(sent.map(({ subjectId }) => subjectId)).toEqual([anId('consent', 0)]);
    expect(sent[0]?.id).not.toBe(`${anId('consent', 0)}:consent.enforce:1`);
  });

  it('leaves what another write was faster with, and goes on with the others', async () => {
    const expire = await sweep({ expiresAt: LONG_AGO }, { expiresAt: LONG_AGO });
    await documents.store.replace({ ...(await read(0)), status: 'revoked' });
    expect((await expire.execute(undefined, signal)).counts).toEqual({ consentsExpired: 1, consentsEnforced: 0 });
    expect(await read(0)).toMatchObject({ status: 'revoked' });
    expect(await read(1)).toMatchObject({ status: 'expired' });
  });

  it('stops when it is told to', async () => {
    const expire = await sweep({ expiresAt: LONG_AGO });
    expect(await expire.execute(undefined, AbortSignal.abort()).catch(errorCodeOf)).toBe('internal');
    expect(await read(0)).toMatchObject({ status: 'active' });
  });
});
