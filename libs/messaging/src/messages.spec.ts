import { describe, expect, expectTypeOf, it } from 'vitest';
import { createMessage, type Message } from './message.ts';
import { MESSAGE_TYPES } from './message-table.ts';
import { messages, type Received } from './messages.ts';

const SUBJECT = { tenantId: 't', subjectId: 'bat_1' };

describe('the constructors of messages', () => {
  it('are one for each type of the table', () => {
    expect(Object.values(messages).map(({ type }) => type)).toEqual(MESSAGE_TYPES);
    expect(Object.keys(messages)).toContain('deadLettersCount');
    expect(messages.microsoftStorageBlobCreated.type).toBe('Microsoft.Storage.BlobCreated');
  });

  it('make what `createMessage` makes', () => {
    const data = { chunk: 1, attempt: 2 };
    const { occurredAt, ...message } = messages.batchPoll({ ...SUBJECT, part: '1.2', data });
    expect(message).toEqual({
      ...createMessage('batch.poll', { ...SUBJECT, part: '1.2', data }),
      occurredAt: undefined,
    });
    expect(Date.now() - Date.parse(occurredAt)).toBeLessThan(60_000);
    expectTypeOf<Received<typeof messages.batchPoll>>().toEqualTypeOf<Message<'batch.poll'>>();
  });

  it('ask for data only where a type has some', () => {
    expect(messages.voiceCreate(SUBJECT).data).toEqual({});
    expectTypeOf(SUBJECT).toExtend<Parameters<typeof messages.voiceCreate>[0]>();
    expectTypeOf(SUBJECT).not.toExtend<Parameters<typeof messages.batchPoll>[0]>();
  });
});
