import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Consent,
  type ErrorCode,
  type OutboxMessage,
  ServiceError,
  type Synthesis,
  type SynthesisStatus,
  type Upload,
} from '#domain';
import { aConsent, anUpload, aSynthesis, AT, stub } from '#domain/testing';
import { createMessage, type MessageType, type Resubmission } from '#messaging';
import { received } from '#messaging/testing';
import { Commit, type StoredDocument } from '#documents';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

const POSITION = { queue: 'speech-synthesis', sequenceNumber: '7' } as const;
const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const CONSENT = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const UPLOAD = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3X';

type Document = Upload | Consent | Synthesis;

let stored: Document | undefined;
let written: StoredDocument[];
let followed: string[];
let relayed: string[];
let published: string[];
let replace: () => Promise<void>;

beforeEach(() => {
  stored = undefined;
  written = [];
  followed = [];
  relayed = [];
  published = [];
  replace = () => Promise.resolve();
});

function resubmit(type: MessageType, subjectId: string, data: object = {}): Promise<unknown> {
  const again = received(createMessage(type, { tenantId: 't', subjectId, data }));
  const deadLetters = {
    resubmit: async (_: typeof POSITION, resubmission: Resubmission) => {
      const publish = ({ id }: OutboxMessage) => Promise.resolve(void published.push(id));
      await resubmission(again, publish, stub({}));
      return POSITION;
    },
  };
  const documents = {
    findLatest: () => Promise.resolve(stored),
    replace: async (document: StoredDocument) => {
      await replace();
      written.push(document);
      return document;
    },
  };
  const operations = { follow: ({ kind }: { kind: string }) => Promise.resolve(void followed.push(kind)) };
  const outbox = {
    relay: ({ outbox: messages }: StoredDocument) =>
      Promise.resolve(void relayed.push(...messages.map(({ id }) => id))),
  };
  const commit = new Commit(stub(documents), stub(operations), stub(outbox), stub({}));
  const useCase = new ResubmitDeadLetter(stub(deadLetters), stub(documents), commit);
  return useCase.execute(POSITION);
}

const synthesis = (status: SynthesisStatus, code?: ErrorCode, more: Partial<Synthesis> = {}): Synthesis =>
  aSynthesis({
    id: SYNTHESIS,
    tenantId: 't',
    status,
    ...(code !== undefined && { failure: { code, detail: 'why' } }),
    ...more,
  });

describe(ResubmitDeadLetter.name, () => {
  it.each(['attempts-exhausted', 'stalled'] as const)(
    'opens work again that failed as %s, in the write that sends its message',
    async (code) => {
      stored = synthesis('failed', code, { reopened: 1 });
      expect(await resubmit('synthesis.run', SYNTHESIS)).toBe(POSITION);
      expect(written).toMatchObject([
        {
          status: 'queued',
          failure: undefined,
          reopened: 2,
          outbox: [{ id: `${SYNTHESIS}:synthesis.run:reopened-2` }],
        },
      ]);
      expect(followed).toEqual(['synthesis']);
      expect(relayed).toEqual([`${SYNTHESIS}:synthesis.run:reopened-2`]);
      // The dead letter itself would do the same a second time.
      expect(published).toEqual([]);
    },
  );

  it('sends the message as it was to work that is still under way', async () => {
    stored = synthesis('running');
    await resubmit('synthesis.run', SYNTHESIS);
    expect([published.length, written]).toEqual([1, []]);
  });

  it.each(['consent.enforce', 'consent.expire'] as const)(
    'sends %s as it was: nothing else carries out that a consent ends',
    async (type) => {
      stored = aConsent({ id: CONSENT, tenantId: 't', status: 'revoked' });
      await resubmit(type, CONSENT);
      expect([published.length, written]).toEqual([1, []]);
    },
  );

  it.each([
    ['has succeeded', synthesis('succeeded')],
    ['was canceled', synthesis('canceled')],
    ['failed by a verdict', synthesis('failed', 'voice-not-ready')],
    ['is not there', undefined],
  ])('refuses for work that %s, and says to discard it', async (_, document) => {
    stored = document;
    await expect(resubmit('synthesis.run', SYNTHESIS)).rejects.toMatchObject({
      code: 'state-conflict',
      detail: expect.stringContaining('Discard the dead letter') as string,
    });
    expect([published, written]).toEqual([[], []]);
  });

  it.each<[string, Partial<Consent>]>([
    ['revoked after an outage had rejected it', { status: 'revoked' }],
    [
      'rejected, with a withdrawal',
      { status: 'rejected', withdrawal: { operationId: 'op_1', requestedAt: AT, erase: false } },
    ],
  ])('does not start a consent again that was %s', async (_, changes) => {
    const failure = { code: 'attempts-exhausted', detail: 'an outage' } as const;
    stored = aConsent({ id: CONSENT, tenantId: 't', failure, ...changes });
    await expect(resubmit('consent.verify', CONSENT)).rejects.toMatchObject({ code: 'state-conflict' });
    expect([published, written]).toEqual([[], []]);
  });

  it('keeps what an upload’s message carries, and an upload has no operation', async () => {
    const rejection = { code: 'stalled', detail: '', advice: '' };
    stored = anUpload({ id: UPLOAD, tenantId: 't', status: 'rejected', rejection });
    const data = { eTag: '"1"', contentLength: 4 };
    await resubmit('Microsoft.Storage.BlobCreated', UPLOAD, data);
    expect(written).toMatchObject([{ status: 'received', rejection: undefined, outbox: [{ data }] }]);
    expect(followed).toEqual([]);
  });

  it.each([
    ['retention.sweep', 'retention.sweep'],
    ['webhook.deliver', 'dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3X'],
    ['upload.discard', UPLOAD],
  ] as const)('sends a %s again whatever its subject is', async (type, subjectId) => {
    await resubmit(type, subjectId, type === 'webhook.deliver' ? { attempt: 1 } : {});
    expect([published.length, written]).toEqual([1, []]);
  });

  it('does nothing when the work moved meanwhile', async () => {
    stored = synthesis('failed', 'stalled');
    replace = () => Promise.reject(new ServiceError('etag-mismatch', 'changed'));
    await expect(resubmit('synthesis.run', SYNTHESIS)).rejects.toMatchObject({ code: 'etag-mismatch' });
    expect([published, relayed, followed]).toEqual([[], [], []]);
  });
});
