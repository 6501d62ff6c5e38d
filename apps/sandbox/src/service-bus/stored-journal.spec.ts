import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import rhea from 'rhea';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { Clock } from '../faults/clock.ts';
import { readEmulatorConfig } from './config.ts';
import { configOf } from './config.fixture.ts';
import { Broker } from './model/broker.ts';
import type { StoredMessage, Submission } from './model/message.ts';
import type { MessageQueue } from './model/queue.ts';
import { idOf, tokenOf } from './model/queue.fixture.ts';
import { StoredJournal } from './stored-journal.ts';
import { decodeMessage, encodeMessage, readableBody } from './wire/codec.ts';

const { types } = rhea;
const CONFIG = readEmulatorConfig(
  configOf(
    {
      orders: { MaxDeliveryCount: 3, DefaultMessageTimeToLive: 'PT1H', DeadLetteringOnMessageExpiration: true },
      once: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT5M' },
      chats: { RequiresSession: true },
    },
    [{ Name: 'news', Subscriptions: [{ Name: 'all' }, { Name: 'sport' }] }],
  ),
);

describe('the messages that are kept', () => {
  let folder: string;
  let store: SqliteStore;
  let clock: Clock;
  let broker: Broker;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-messages-spec-'));
    clock = new Clock();
    open();
  });
  afterEach(async () => {
    clock.stop();
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (): void => {
    store = new SqliteStore(join(folder, 'state.sqlite'));
    const journal = new StoredJournal(store);
    broker = new Broker(CONFIG, clock, journal);
    journal.reinstate(broker);
  };
  const restart = (): void => {
    broker.deadlines.stop();
    store.close();
    open();
  };
  const queue = (path = 'orders'): MessageQueue => broker.require(path).queue;
  const message = (messageId: string, more: object = {}): Submission =>
    decodeMessage(
      rhea.message.encode({
        message_id: messageId,
        application_properties: { count: types.wrap_short(7) },
        body: rhea.message.data_section(Buffer.from(JSON.stringify({ of: messageId }))),
        ...more,
      }),
      clock,
    );
  const send = (path: string, ...messages: readonly (string | Submission)[]): number[] =>
    broker.send(
      broker.require(path),
      messages.map((each) => (typeof each === 'string' ? message(each) : each)),
    );
  const receive = (path = 'orders'): StoredMessage => {
    const received = queue(path).receive('peekLock');
    if (received === undefined) throw new Error(`there is no message in ${path}`);
    return received;
  };
  const ids = (path = 'orders') => queue(path).peek(0, 100).map(idOf);

  it('are there again, those that were completed are not, and the numbers go on', () => {
    expect(send('orders', 'a', 'b', 'c')).toEqual([1, 2, 3]);
    for (let count = 0; count < 3; count += 1) queue().complete(tokenOf(receive()));
    send('orders', 'd');
    restart();
    expect(ids()).toEqual(['d']);
    expect(send('orders', 'e')).toEqual([5]);
  });

  it('are byte for byte what the sender wrote', () => {
    send('orders', 'a');
    const before = queue()
      .peek(0, 1)
      .map((each) => encodeMessage(each, clock));
    restart();
    const [after] = queue().peek(0, 1);
    expect(after && readableBody(after.content)).toEqual({ of: 'a' });
    expect(after && encodeMessage(after, clock)).toEqual(before[0]);
  });

  it('are available again when they were locked, with as many failed deliveries as before', () => {
    send('orders', 'a');
    queue().abandon(tokenOf(receive()), { reason: types.wrap_string('again') });
    expect(receive().deliveryCount).toBe(1);
    restart();
    expect(queue().counts).toMatchObject({ active: 1, locked: 0 });
    const again = receive();
    expect(again.deliveryCount).toBe(1);
    expect(rhea.message.decode(encodeMessage(again, clock))['application_properties']).toEqual({
      count: 7,
      reason: 'again',
    });
    queue().abandon(tokenOf(again));
    queue().abandon(tokenOf(receive()));
    restart();
    expect(ids('orders/$DeadLetterQueue')).toEqual(['a']);
    expect(ids()).toEqual([]);
  });

  it('that are scheduled keep their time and number, and become due while the sandbox is down', () => {
    const at = clock.now() + 60_000;
    const [number = 0] = send('orders', { ...message('later'), scheduledForMs: at });
    const [canceled = 0] = send('orders', { ...message('never'), scheduledForMs: at });
    restart();
    expect(queue().counts).toMatchObject({ scheduled: 2, active: 0 });
    queue().cancelScheduled([canceled]);
    expect(
      queue()
        .peek(0, 10)
        .map((each) => [each.sequenceNumber, each.scheduledForMs]),
    ).toEqual([[number, at]]);
    restart();
    broker.deadlines.stop();
    store.close();
    clock.advance(60_001);
    open();
    expect(queue().counts).toMatchObject({ scheduled: 0, active: 1 });
    expect(receive().sequenceNumber).toBe(3);
  });

  it('that expire while the sandbox is down go to the dead letters, which stay with their reasons', () => {
    send('orders', 'a', 'b');
    queue().deadLetter(tokenOf(receive()), { DeadLetterReason: 'Odd', when: types.wrap_timestamp(5) });
    broker.deadlines.stop();
    store.close();
    clock.advance(3_600_001);
    open();
    const dead = queue('orders/$DeadLetterQueue').peek(0, 10);
    expect(dead.map(idOf)).toEqual(['a', 'b']);
    const [first] = dead;
    expect(first?.deadLetterSource).toBe('orders');
    const decoded = rhea.message.decode(first ? encodeMessage(first, clock) : Buffer.alloc(0));
    expect(decoded['application_properties']).toMatchObject({ DeadLetterReason: 'Odd', when: new Date(5) });
    restart();
    expect(ids('orders/$DeadLetterQueue')).toEqual(['a', 'b']);
  });

  it('that are deferred are found by their numbers', () => {
    send('orders', 'a');
    const { sequenceNumber } = receive();
    queue().defer(tokenOf(queue().peek(0, 1)[0]));
    restart();
    expect(queue().counts).toMatchObject({ deferred: 1, active: 0 });
    expect(queue().receiveDeferred([sequenceNumber], 'peekLock').map(idOf)).toEqual(['a']);
  });

  it('are not taken twice: ids are remembered as long as the window lasts', () => {
    send('once', 'a');
    queue('once').complete(tokenOf(receive('once')));
    restart();
    expect(send('once', 'a')).toEqual([0]);
    clock.advance(301_000);
    expect(send('once', 'a')).toEqual([2]);
    restart();
    expect(store.area('service-bus/message-ids').load()).toHaveLength(1);
  });

  it('of sessions wait in their sessions, which keep their states', () => {
    const inSession = (id: string, session: string) => message(id, { group_id: session });
    send('chats', inSession('a', 'one'), inSession('b', 'two'), inSession('c', 'one'));
    const lock = queue('chats').sessions?.accept('one');
    queue('chats').sessions?.setState('one', Buffer.from('half way'));
    restart();
    expect(lock?.isHeld).toBe(true);
    const again = queue('chats').sessions?.accept('one');
    expect(queue('chats').sessions?.getState('one')?.toString()).toBe('half way');
    expect(idOf(queue('chats').receive('peekLock', again))).toBe('a');
    queue('chats').sessions?.setState('one', undefined);
    restart();
    queue('chats').sessions?.accept('one');
    expect(queue('chats').sessions?.getState('one')).toBeUndefined();
  });

  it('of a topic reach its subscriptions once, by the rules that were there', () => {
    const rules = broker.require('news/Subscriptions/sport').rules;
    const typedProperties = { urgent: types.wrap_boolean(true), level: types.wrap_long(3) };
    rules?.add({ name: 'urgent', filter: { Label: 'sport', Properties: { urgent: true, level: 3 }, typedProperties } });
    rules?.remove('$Default');
    restart();
    const properties = { urgent: types.wrap_boolean(true), level: types.wrap_long(3) };
    send('news', message('a', { subject: 'sport', application_properties: properties }), message('b'));
    restart();
    expect(ids('news/Subscriptions/all')).toEqual(['a', 'b']);
    expect(ids('news/Subscriptions/sport')).toEqual(['a']);
  });
});
