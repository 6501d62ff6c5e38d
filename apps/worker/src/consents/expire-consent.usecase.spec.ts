import { describe, expect, it, vi } from 'vitest';
import { type Commit, DocumentStore, type ErasedSubjects, type Stored, type TraceStore } from '#documents';
import { type Consent, ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { DONE, type Message } from '#messaging';
import { MemoryContainer } from '#storage/testing';
import { ErasedSubjectsInterceptor } from '../platform/erased-subjects.interceptor.ts';
import { ExpireConsent } from './expire-consent.usecase.ts';
import { ExpireConsents } from './expire-consents.service.ts';

const ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const signal = new AbortController().signal;

async function withConsent(changes: Partial<Consent>) {
  const documents = new DocumentStore(new MemoryContainer().asContainer);
  const consent = await documents.create<Consent>({
    id: ID,
    kind: 'consent',
    tenantId: 't',
    ownerId: 'o',
    status: 'active',
    stage: 'done',
    voiceTalentName: 'Ada Lovelace',
    companyName: 'Contoso',
    locale: 'en-US',
    statement: '',
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    outbox: [],
    ...changes,
  });
  const saved: Consent[] = [];
  const writer = {
    save: async (document: Stored<Consent>) => {
      saved.push(document);
      return documents.replace(document);
    },
    catchUp: vi.fn(() => Promise.resolve()),
  };
  const traces = { endedConsents: () => Promise.resolve([consent]) };
  const expire = new ExpireConsent(documents, stub<Commit>(writer));
  const sweep = new ExpireConsents(stub<TraceStore>(traces), stub<Commit>(writer));
  const messages = (): string[] => saved.flatMap(({ outbox }) => outbox.map(({ type }) => type));
  return { expire, sweep, documents, writer, saved, messages };
}

describe(ExpireConsent.name, () => {
  it('ends a consent whose time is over, has that enforced and recorded', async () => {
    const { expire, documents, messages } = await withConsent({ expiresAt: LONG_AGO });
    expect(await expire.handle({ tenantId: 't', subjectId: ID })).toBe(DONE);
    expect(await documents.get('consent', 't', ID)).toMatchObject({ status: 'expired' });
    expect(messages()).toEqual(['consent.enforce', 'audit.append']);
  });

  it('waits when its message came too early', async () => {
    const { expire, saved } = await withConsent({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const outcome = await expire.handle({ tenantId: 't', subjectId: ID });
    expect('retryAfterMs' in outcome && outcome.retryAfterMs).toBeGreaterThan(50_000);
    expect(saved).toEqual([]);
  });

  it.each<Partial<Consent>>([
    { status: 'revoked', expiresAt: LONG_AGO },
    { status: 'deleted', expiresAt: LONG_AGO },
    {},
  ])('leaves one alone that is %j', async (changes) => {
    const { expire, saved, writer } = await withConsent(changes);
    expect(await expire.handle({ tenantId: 't', subjectId: ID })).toBe(DONE);
    expect(saved).toEqual([]);
    expect(writer.catchUp).toHaveBeenCalledOnce();
  });

  it('finds in its sweep what a lost message should have done, under a new id', async () => {
    const lost = await withConsent({ status: 'revoked' });
    expect(await lost.sweep.execute(undefined, signal)).toMatchObject({ counts: { consentsEnforced: 1 } });
    expect(lost.saved[0]?.outbox[0]).toMatchObject({ type: 'consent.enforce' });
    expect(lost.saved[0]?.outbox[0]?.id).not.toBe(`${ID}:consent.enforce:1`);
    const young = await withConsent({ status: 'revoked', updatedAt: new Date().toISOString() });
    expect(await young.sweep.execute(undefined, signal)).toMatchObject({ counts: { consentsEnforced: 0 } });
    const over = await withConsent({ expiresAt: LONG_AGO });
    expect(await over.sweep.execute(undefined, signal)).toMatchObject({ counts: { consentsExpired: 1 } });
  });
});

describe(ErasedSubjectsInterceptor.name, () => {
  const message = { type: 'synthesis.run', tenantId: 't', subjectId: 'syn_1' } as Message;
  const afterFailure = (failure: unknown, isErased: boolean) => {
    const erased = stub<ErasedSubjects>({ has: () => Promise.resolve(isErased) });
    return new ErasedSubjectsInterceptor(erased).intercept(message, () => Promise.reject(failure));
  };

  it('takes a message about what was erased for done, and about anything else that is missing for a mistake', async () => {
    const unknown = new ServiceError('unknown-subject', 'none');
    expect(await afterFailure(unknown, true)).toBe(DONE);
    await expect(afterFailure(unknown, false)).rejects.toBe(unknown);
    const other = new ServiceError('dependency-unavailable', 'down');
    await expect(afterFailure(other, true)).rejects.toBe(other);
  });
});
