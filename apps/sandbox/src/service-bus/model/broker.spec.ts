import { afterEach, describe, expect, it } from 'vitest';
import { Clock } from '../../faults/clock.ts';
import { readEmulatorConfig, type EmulatorConfigInput } from '../config.ts';
import { configOf, type TopicInput } from '../config.fixture.ts';
import { Broker } from './broker.ts';
import { contentOf, idOf, submission, tokenOf } from './queue.fixture.ts';

const clocks: Clock[] = [];

function newBroker(config: EmulatorConfigInput): { broker: Broker; clock: Clock } {
  const clock = new Clock();
  clocks.push(clock);
  return { broker: new Broker(readEmulatorConfig(config), clock), clock };
}

function countsOf(broker: Broker): Record<string, number> {
  return Object.fromEntries(broker.summaries().map(({ name, active, deadLetter }) => [name, active + deadLetter]));
}

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

const news: TopicInput = {
  Name: 'news',
  Properties: { RequiresDuplicateDetection: true },
  Subscriptions: [
    { Name: 'all' },
    {
      Name: 'sport',
      Rules: [
        {
          Name: 'label',
          Properties: {
            FilterType: 'Correlation',
            CorrelationFilter: { Label: 'sport', Properties: { urgent: true } },
          },
        },
        { Name: 'to', Properties: { FilterType: 'Correlation', CorrelationFilter: { To: 'sport-desk' } } },
      ],
    },
  ],
};

describe('Broker', () => {
  it('finds entities whatever the case of the letters, and says which do not exist', () => {
    const { broker } = newBroker(configOf({ Orders: {} }, [news]));
    expect(broker.find('orders/$deadletterqueue')?.kind).toBe('dead-letter-queue');
    expect(broker.find('NEWS/subscriptions/ALL')?.kind).toBe('subscription');
    expect(broker.find('orders/$Transfer/$DeadLetterQueue')?.isSendable).toBe(false);
    expect(() => broker.require('other')).toThrow(expect.objectContaining({ condition: 'amqp:not-found' }));
  });

  it('gives a copy of a message to each subscription with a rule that matches', () => {
    const { broker } = newBroker(configOf({}, [news]));
    const topic = broker.require('news');
    const send = (content: ReturnType<typeof contentOf>) => broker.send(topic, [{ content }]);
    send(contentOf({ messageId: '1', subject: 'sport' }, { urgent: true }));
    send(contentOf({ messageId: '2', subject: 'sport' }, { urgent: false }));
    send(contentOf({ messageId: '3', subject: 'weather', to: 'sport-desk' }));
    send(contentOf({ messageId: '3', to: 'sport-desk' }));
    const ids = (path: string) => broker.require(path).queue.peek(0, 10).map(idOf);
    expect(ids('news/Subscriptions/all')).toEqual(['1', '2', '3']);
    expect(ids('news/Subscriptions/sport')).toEqual(['1', '3']);
    const sport = broker.require('news/Subscriptions/sport').queue.peek(0, 10)[1];
    expect(sport).toMatchObject({ sequenceNumber: 2, enqueuedSequenceNumber: 3 });
  });

  it('knows the ids of the messages that it has stored, and not those of duplicates', () => {
    const { broker } = newBroker(
      configOf({ orders: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1M' } }),
    );
    const orders = broker.require('orders');
    broker.send(orders, [submission('a'), submission('b')]);
    broker.send(orders, [submission('a')]);
    orders.queue.complete(tokenOf(orders.queue.receive('peekLock')));
    expect(broker.accepted()).toEqual([
      { path: 'orders', messageId: 'a' },
      { path: 'orders', messageId: 'b' },
    ]);
  });

  it('keeps scheduled messages in the topic until they are due', () => {
    const { broker, clock } = newBroker(configOf({}, [news]));
    broker.send(broker.require('news'), [submission('a', { scheduledForMs: clock.now() + 60_000 })]);
    expect(broker.summaries().find(({ name }) => name === 'news')?.scheduled).toBe(1);
    clock.advance(60_001);
    expect(broker.require('news/Subscriptions/all').queue.counts.active).toBe(1);
  });

  it('forwards messages, and dead letters with their source, to other entities', () => {
    const { broker } = newBroker(
      configOf({
        first: { ForwardTo: 'second' },
        second: { ForwardDeadLetteredMessagesTo: 'graveyard' },
        graveyard: {},
      }),
    );
    broker.send(broker.require('first'), [submission('a')]);
    const { queue } = broker.require('second');
    queue.deadLetter(tokenOf(queue.receive('peekLock')), { DeadLetterReason: 'broken' });
    expect(countsOf(broker)).toEqual({ first: 0, second: 0, graveyard: 1 });
    const dead = broker.require('graveyard').queue.receive('peekLock');
    expect(dead).toMatchObject({ deadLetterSource: 'second', modifiedProperties: { DeadLetterReason: 'broken' } });
    expect(broker.require('first').isReceivable).toBe(false);
  });

  it('puts what cannot be forwarded into the transfer dead-letter queue', () => {
    const { broker } = newBroker(
      configOf(
        { first: { ForwardTo: 'sessions' }, sessions: { RequiresSession: true }, ring: { ForwardTo: 'topic' } },
        [{ Name: 'topic', Subscriptions: [{ Name: 'back', Properties: { ForwardTo: 'ring' } }] }],
      ),
    );
    broker.send(broker.require('first'), [submission('a')]);
    const failed = broker.require('first/$Transfer/$DeadLetterQueue').queue.receive('peekLock');
    expect(failed?.modifiedProperties?.['DeadLetterReason']).toBe('AutoForwardingFailed');
    broker.send(broker.require('ring'), [submission('b')]);
    const transfer = ['ring', 'topic/Subscriptions/back'].map(
      (path) => broker.require(`${path}/$Transfer/$DeadLetterQueue`).queue.counts.active,
    );
    expect(transfer).toEqual([1, 0]);
  });

  it('takes a batch whole or not at all, and takes none for a dead-letter queue', () => {
    const { broker } = newBroker(configOf({ sessions: { RequiresSession: true } }));
    const entity = broker.require('sessions');
    expect(() => broker.send(entity, [submission('a', { sessionId: 'A' }), submission('b')])).toThrow('session');
    expect(entity.queue.counts.active).toBe(0);
    expect(() => broker.send(broker.require('sessions/$DeadLetterQueue'), [submission('a')])).toThrow(
      expect.objectContaining({ condition: 'amqp:not-allowed' }),
    );
  });

  it('ends the locks of one entity or of all', () => {
    const { broker } = newBroker(configOf({ a: {}, b: {} }));
    const lockOne = (path: string) => {
      const entity = broker.require(path);
      broker.send(entity, [submission('m')]);
      entity.queue.receive('peekLock');
    };
    lockOne('a');
    lockOne('b');
    broker.expireLocks('a');
    expect(broker.summaries().map(({ locked }) => locked)).toEqual([0, 1]);
    broker.expireLocks();
    expect(broker.summaries().map(({ locked }) => locked)).toEqual([0, 0]);
  });
});
