import type { ServiceBusClient } from '@azure/service-bus';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OutboxMessage, ServiceError } from '#domain';
import { asServiceBusClient } from '../testing/index.ts';
import { DeadLetters } from './dead-letters.ts';
import { createMessage } from './message.ts';
import type { QueueName } from './queue-table.ts';

/** A dead letter as the broker keeps it. */
interface Kept {
  readonly sequenceNumber: number;
  readonly body: unknown;
  readonly messageId: string;
  readonly subject?: string;
  readonly deadLetterReason?: string;
  lockedBy?: object | undefined;
}

let queues: Map<QueueName, Kept[]>;
let published: OutboxMessage[];
let opened: number;
let closed: number;
let closing: () => Promise<void>;
let broken: Error | undefined;
let publish: () => Promise<void>;
let deadLetters: DeadLetters;

beforeEach(() => {
  queues = new Map();
  published = [];
  opened = 0;
  closed = 0;
  closing = () => Promise.resolve();
  broken = undefined;
  publish = () => Promise.resolve();
  deadLetters = new DeadLetters(connect, {
    publish: async (message) => {
      await publish();
      published.push(message);
    },
  });
});

/** As Service Bus does: a connection goes on peeking where it was, and messages are handed out in order, each to one receiver. */
function connect(): ServiceBusClient {
  opened += 1;
  const createReceiver = (queue: QueueName) => {
    const connection = {};
    let peeked = 0;
    const kept = () => {
      if (broken) throw broken;
      return queues.get(queue) ?? [];
    };
    return {
      peekMessages: async (most: number) => {
        const found = kept()
          .filter(({ sequenceNumber }) => sequenceNumber > peeked)
          .slice(0, most);
        peeked = found.at(-1)?.sequenceNumber ?? peeked;
        return found;
      },
      receiveMessages: async (most: number) => {
        const found = kept()
          .filter(({ lockedBy }) => lockedBy === undefined)
          .slice(0, most);
        for (const message of found) message.lockedBy = connection;
        return found;
      },
      completeMessage: async (message: Kept) => {
        queues.set(
          queue,
          kept().filter((each) => each !== message),
        );
      },
      abandonMessage: async (message: Kept) => void (message.lockedBy = undefined),
    };
  };
  const close = () => {
    closed += 1;
    return closing();
  };
  return asServiceBusClient({ createReceiver, close });
}

/** Puts messages about these subjects on the dead-letter queue, with the sequence numbers 1, 2, … */
function put(queue: QueueName, ...subjects: readonly string[]): void {
  const kept = subjects.map((subjectId, index): Kept => {
    const body = { ...createMessage('synthesis.run', { tenantId: 't', subjectId, data: {} }), failures: 8 };
    return { sequenceNumber: index + 1, body, messageId: body.id, deadLetterReason: 'attempts-exhausted' };
  });
  queues.set(queue, kept);
}

const subjectsOf = (queue: QueueName) =>
  (queues.get(queue) ?? []).map(({ body }) => (body as { subjectId: string }).subjectId);
const locked = () => [...queues.values()].flat().filter(({ lockedBy }) => lockedBy !== undefined).length;
const at = (sequenceNumber: number) => ({ queue: 'speech-synthesis', sequenceNumber: String(sequenceNumber) }) as const;

describe(`${DeadLetters.name}, read`, () => {
  it('lists several queues in the order of their names, from where the page before ended', async () => {
    put('voice-enrollment', 'vce_1');
    put('speech-synthesis', 'syn_1', 'syn_2', 'syn_3');
    const all = ['voice-enrollment', 'speech-synthesis'] as const;
    const list = async (...page: [limit: number, after?: ReturnType<typeof at>]) =>
      (await deadLetters.list(all, ...page)).map(({ subjectId }) => subjectId);
    expect(await list(10)).toEqual(['syn_1', 'syn_2', 'syn_3', 'vce_1']);
    expect(await list(2)).toEqual(['syn_1', 'syn_2']);
    expect(await list(2, at(2))).toEqual(['syn_3', 'vce_1']);
    expect((await deadLetters.list(['voice-enrollment'], 10)).map(({ queue }) => queue)).toEqual(['voice-enrollment']);
    expect(closed).toBe(opened);
  });

  it('counts and finds more than the broker answers at once', async () => {
    put('speech-synthesis', ...Array.from({ length: 250 }, (_, index) => `syn_${index + 1}`));
    expect(await deadLetters.count(['speech-synthesis', 'maintenance'])).toEqual([
      { queue: 'speech-synthesis', count: 250 },
      { queue: 'maintenance', count: 0 },
    ]);
    expect(await deadLetters.list(['speech-synthesis'], 300)).toHaveLength(250);
    expect(await deadLetters.show(at(249))).toMatchObject({ subjectId: 'syn_249' });
    await expect(deadLetters.show(at(251))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows ids and the reason, nothing of what is carried, and bounds what others have put there', async () => {
    const body = {
      ...createMessage('synthesis.run', { tenantId: 't', subjectId: 'syn_1', data: {} }),
      data: { secret: 1 },
    };
    queues.set('speech-synthesis', [
      { sequenceNumber: 1, body, messageId: 'm', deadLetterReason: 'invalid-message', subject: 'synthesis.run' },
      { sequenceNumber: 2, body: 'no JSON', messageId: 'x'.repeat(1_000), subject: 'my secret is 1' },
      { sequenceNumber: 3, body: 'no JSON', messageId: 'call ada@example.com', subject: 'synthesis.unknown' },
    ]);
    const [first, second, third] = await deadLetters.list(['speech-synthesis'], 10);
    expect(JSON.stringify(first)).not.toContain('secret');
    expect(first).toMatchObject({ reason: 'invalid-message', messageId: 'm', type: 'synthesis.run' });
    expect(second).toMatchObject({ type: undefined, messageId: 'x'.repeat(128), subjectId: undefined });
    expect(third).toMatchObject({ type: 'synthesis.unknown', messageId: undefined });
  });

  it('says that Service Bus is away, and does not wait for a connection that does not close', async () => {
    broken = new Error('ECONNREFUSED');
    closing = () => new Promise(() => undefined);
    await expect(deadLetters.count(['maintenance'])).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});

describe(`${DeadLetters.name}, acted on`, () => {
  it('are sent again as a new attempt without failures, once, and removed', async () => {
    put('speech-synthesis', 'syn_1', 'syn_2', 'syn_3');
    expect(await deadLetters.resubmit(at(2))).toMatchObject({ subjectId: 'syn_2', attempt: 1 });
    expect(published).toMatchObject([{ id: 'syn_2:synthesis.run:2', attempt: 2, failures: 0 }]);
    expect(published[0]).not.toHaveProperty('scheduledFor');
    expect(subjectsOf('speech-synthesis')).toEqual(['syn_1', 'syn_3']);
    // Those before it had to be taken to reach it.
    expect(locked()).toBe(0);
    await expect(deadLetters.resubmit(at(2))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stay where they are when they are refused or cannot be sent, and have the same id the next time', async () => {
    put('speech-synthesis', 'syn_1');
    const refusal = new ServiceError('state-conflict', 'It has succeeded.');
    await expect(deadLetters.resubmit(at(1), () => Promise.reject(refusal))).rejects.toBe(refusal);
    let sent = 0;
    publish = () => (sent++ === 0 ? Promise.reject(new Error('gone')) : Promise.resolve());
    await expect(deadLetters.resubmit(at(1))).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect([subjectsOf('speech-synthesis'), locked()]).toEqual([['syn_1'], 0]);
    await deadLetters.resubmit(at(1));
    expect(published.map(({ id }) => id)).toEqual(['syn_1:synthesis.run:2']);
  });

  it('are not sent again when they fit no schema', async () => {
    queues.set('speech-synthesis', [{ sequenceNumber: 1, body: { type: 'unknown' }, messageId: 'm' }]);
    await expect(deadLetters.resubmit(at(1))).rejects.toMatchObject({ code: 'invalid-message' });
    expect([published, queues.get('speech-synthesis')?.length, locked()]).toEqual([[], 1, 0]);
  });

  it('are discarded, and only they', async () => {
    put('speech-synthesis', 'syn_1', 'syn_2');
    expect(await deadLetters.discard(at(1))).toMatchObject({ subjectId: 'syn_1' });
    expect([published, subjectsOf('speech-synthesis'), locked()]).toEqual([[], ['syn_2'], 0]);
  });

  it('are left to the receiver that has locked them', async () => {
    put('speech-synthesis', 'syn_1');
    for (const message of queues.get('speech-synthesis') ?? []) message.lockedBy = {};
    await expect(deadLetters.discard(at(1))).rejects.toMatchObject({ code: 'state-conflict' });
    expect(subjectsOf('speech-synthesis')).toEqual(['syn_1']);
  });
});
