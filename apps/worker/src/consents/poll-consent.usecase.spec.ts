import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { RecordingClaims } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, errorCodeOf, ServiceError } from '#domain';
import { aConsent, anId, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import type { CustomVoiceClient } from '#speech';
import { stub } from '#domain/testing';
import { PollConsent } from './poll-consent.usecase.ts';

const ID = anId('consent');
const SUBJECT = { tenantId: TENANT, subjectId: ID };
const signal = new AbortController().signal;

type AtAzure = Awaited<ReturnType<CustomVoiceClient['getConsent']>>;

let documents: TestDocuments;
let atAzure: () => Promise<Partial<NonNullable<AtAzure>> | undefined>;
let poll: PollConsent;

beforeEach(() => {
  documents = new TestDocuments();
  const claims = new RecordingClaims(documents.container.asContainer, documents.store);
  const customVoice = stub<CustomVoiceClient>({ getConsent: () => atAzure() });
  poll = new PollConsent(aConfig(), documents.store, customVoice, claims, documents.commit);
});

const verifying = (changes: Partial<Consent> = {}) =>
  documents.store.create(
    aConsent({ status: 'verifying', stage: 'verifying-with-azure', submittedAt: new Date().toISOString(), ...changes }),
  );
const read = () => documents.store.get('consent', TENANT, ID);
const handle = () => poll.handle(SUBJECT, { signal });

describe(PollConsent.name, () => {
  it('activates a consent that Azure has verified, announces it, and plans its end', async () => {
    await verifying({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    atAzure = () => Promise.resolve({ status: 'Succeeded' });
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'active', stage: 'done', outbox: [] });
    expect(documents.published.map(({ type }) => type)).toEqual(['consent.expire', 'webhook.announce']);
    expect(documents.published[0]?.scheduledFor).toBeDefined();
    // The second delivery finds nothing left to do.
    expect(await handle()).toBe(DONE);
    expect(documents.published).toHaveLength(2);
  });

  it.each([
    ['refused', 'consent-refused', { status: 'Failed', properties: { failureReason: 'AudioAndScriptNotMatch' } }],
    ['lost', 'provider-rejected', undefined],
  ] as const)('rejects a consent that Azure has %s', async (_, code, answer) => {
    await verifying();
    atAzure = () => Promise.resolve(answer);
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'rejected', failure: { code } });
  });

  it('asks again while Azure is at it, and rejects what Azure does not finish', async () => {
    await verifying();
    atAzure = () => Promise.resolve({ status: 'Running' });
    expect(await handle()).toMatchObject({ retryAfterMs: expect.any(Number) as number });
    expect(await read()).toMatchObject({ status: 'verifying' });
    documents = new TestDocuments();
    const claims = new RecordingClaims(documents.container.asContainer, documents.store);
    const customVoice = stub<CustomVoiceClient>({ getConsent: () => atAzure() });
    poll = new PollConsent(aConfig(), documents.store, customVoice, claims, documents.commit);
    await verifying({ submittedAt: '2020-01-01T00:00:00.000Z' });
    await handle();
    expect(await read()).toMatchObject({ status: 'rejected', failure: { code: 'provider-stalled' } });
  });

  it('leaves the consent when Azure does not answer, and rejects it when the attempts are used up', async () => {
    await verifying();
    const away = new ServiceError('provider-unavailable', 'Azure is away.');
    atAzure = () => Promise.reject(away);
    await expect(handle()).rejects.toBe(away);
    expect(await read()).toMatchObject({ status: 'verifying' });
    await poll.onFailed(SUBJECT, away);
    expect(await read()).toMatchObject({ status: 'rejected', failure: { code: 'provider-unavailable' } });
  });

  it('writes nothing when the consent is changed while Azure is asked', async () => {
    await verifying();
    atAzure = async () => {
      await documents.store.replace({ ...(await read()), status: 'revoked' });
      return { status: 'Succeeded' };
    };
    expect(await handle().catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await read()).toMatchObject({ status: 'revoked' });
  });

  it('does not know a consent that is not there', async () => {
    expect(await handle().catch(errorCodeOf)).toBe('unknown-subject');
  });
});
