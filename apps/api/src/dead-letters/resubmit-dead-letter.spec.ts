import { beforeEach, describe, expect, it } from 'vitest';
import { type OutboxMessage, ServiceError } from '#domain';
import { createMessage, type Message, type MessageType, type Resubmission } from '#messaging';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

const POSITION = { queue: 'speech-synthesis', sequenceNumber: '7' } as const;
const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const CONSENT = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const UPLOAD = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3X';

type Document = Readonly<Record<string, unknown>> & { readonly outbox: readonly OutboxMessage[] };

let stored: Document | undefined;
let written: Document[];
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
  const again = createMessage(type, { tenantId: 't', subjectId, data }) as unknown as Message;
  const deadLetters = {
    resubmit: async (_: typeof POSITION, resubmission: Resubmission) => {
      const publish = ({ id }: OutboxMessage) => Promise.resolve(void published.push(id));
      await resubmission(again, publish, {} as never);
      return POSITION;
    },
  };
  const documents = {
    findLatest: () => Promise.resolve(stored),
    replace: async (document: Document) => {
      await replace();
      written.push(document);
      return document;
    },
  };
  const operations = { follow: ({ kind }: { kind: string }) => Promise.resolve(void followed.push(kind)) };
  const outbox = {
    relay: ({ outbox: messages }: Document) => Promise.resolve(void relayed.push(...messages.map(({ id }) => id))),
  };
  const useCase = new ResubmitDeadLetter(
    deadLetters as never,
    documents as never,
    operations as never,
    outbox as never,
  );
  return useCase.execute(POSITION);
}

const synthesis = (status: string, code?: string, more: object = {}): Document => ({
  id: SYNTHESIS,
  kind: 'synthesis',
  tenantId: 't',
  status,
  ...(code !== undefined && { failure: { code, detail: 'why' } }),
  outbox: [],
  ...more,
});

describe(ResubmitDeadLetter.name, () => {
  it.each(['attempts-exhausted', 'stalled'])(
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
      stored = { id: CONSENT, kind: 'consent', tenantId: 't', status: 'revoked', outbox: [] };
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

  it.each([
    ['revoked after an outage had rejected it', { status: 'revoked' }],
    ['rejected, with a withdrawal', { status: 'rejected', withdrawal: { operationId: 'op_1' } }],
  ])('does not start a consent again that was %s', async (_, changes) => {
    const failure = { code: 'attempts-exhausted', detail: 'an outage' };
    stored = { id: CONSENT, kind: 'consent', tenantId: 't', failure, outbox: [], ...changes };
    await expect(resubmit('consent.verify', CONSENT)).rejects.toMatchObject({ code: 'state-conflict' });
    expect([published, written]).toEqual([[], []]);
  });

  it('keeps what an upload’s message carries, and an upload has no operation', async () => {
    stored = {
      id: UPLOAD,
      kind: 'upload',
      tenantId: 't',
      status: 'rejected',
      rejection: { code: 'stalled' },
      outbox: [],
    };
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
