import { once } from 'node:events';
import rhea, { type Connection, type EventContext, type Receiver, type Sender, type Typed } from 'rhea';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../faults/clock.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import { withoutRoles } from '../../rights/everything.ts';
import { configOf } from '../config.fixture.ts';
import { readEmulatorConfig } from '../config.ts';
import { startServiceBus, type ServiceBus } from '../service-bus.ts';
import { mapOf, SectionCode, splitSections } from './sections.ts';

const { types } = rhea;
const SB_MECHANISM = 'MSSBCBS';
/** First and second settle mode of AMQP: unsettled, settled, mixed. */
const SETTLED = 1;

interface Attach {
  readonly snd_settle_mode: number;
  readonly target: { readonly address: string } | null;
}

const answerTo = (link: Sender | Receiver): Attach =>
  (Reflect.get(link, 'remote') as { readonly attach: Attach }).attach;

/** What Azure's SDKs for other languages do on the wire, and the one for JavaScript does not. */
describe('the broker, before clients that are not written in JavaScript', () => {
  let clock: Clock;
  let bus: ServiceBus;
  let connection: Connection;

  beforeEach(async () => {
    clock = new Clock();
    bus = await startServiceBus({
      host: '127.0.0.1',
      port: 0,
      clock,
      faults: new FaultPlan(),
      log: () => undefined,
      config: readEmulatorConfig(
        configOf({ orders: {} }, [{ Name: 'news', Subscriptions: [{ Name: 'daily', Rules: [] }] }]),
      ),
    });
    connection = connect();
  });
  afterEach(async () => {
    connection.close();
    await bus.close();
    clock.stop();
  });

  function connect(options: object = { username: 'anonymous' }): Connection {
    const client = rhea.create_container().connect({ host: '127.0.0.1', port: bus.port, reconnect: false, ...options });
    for (const event of ['disconnected', 'connection_close', 'connection_error', 'session_error', 'error']) {
      client.on(event, () => undefined);
    }
    return client;
  }

  async function putToken(path: string): Promise<{ requests: Sender; replies: Receiver }> {
    const replies = connection.open_receiver({
      source: { address: '$cbs' },
      name: `cbs-${path}`,
      snd_settle_mode: SETTLED,
    });
    const requests = connection.open_sender({ target: { address: '$cbs' }, snd_settle_mode: SETTLED });
    await once(requests, 'sendable');
    requests.send({
      message_id: path,
      reply_to: `cbs-${path}`,
      application_properties: { operation: 'put-token', name: `sb://localhost:5671/${path}`, type: 'jwt' },
      body: 'any',
    });
    await once(replies, 'message');
    return { requests, replies };
  }

  async function openRequests(path: string): Promise<(operation: string, body: unknown) => Promise<EventContext>> {
    const requests = connection.open_sender({ target: { address: `${path}/$management` } });
    const replies = connection.open_receiver({
      source: { address: `${path}/$management` },
      target: { address: `replies-${path}` },
    });
    await Promise.all([once(requests, 'sendable'), once(replies, 'receiver_open')]);
    return async (operation, body) => {
      const answered = once(replies, 'message') as Promise<[EventContext]>;
      const application_properties = { operation };
      requests.send({ message_id: operation, reply_to: `replies-${path}`, application_properties, body });
      return (await answered)[0];
    };
  }

  const refusal = async (
    link: Sender | Receiver,
    event: string,
  ): Promise<{ condition: string; description: string }> => {
    await once(link, event);
    return link.error as { condition: string; description: string };
  };

  it('offers the mechanisms of Service Bus, and takes each without a secret', async () => {
    for (const name of [SB_MECHANISM, 'ANONYMOUS', 'EXTERNAL']) {
      const mechanism = { start: (done: (error?: Error, response?: string) => void) => done(undefined, '') };
      const client = connect({ sasl_mechanisms: { [name]: () => mechanism } });
      await once(client, 'connection_open');
      client.close();
    }
    const client = connect({ sasl_mechanisms: {} });
    const [{ error }] = (await once(client, 'connection_error')) as [{ error: Error }];
    expect(error.message).toMatch(/MSSBCBS,PLAIN,ANONYMOUS,EXTERNAL$/);
  });

  it('lets a key of a shared access policy in only where any token is let in', async () => {
    const open = connect({ username: 'RootManageSharedAccessKey', password: 'key' });
    await once(open, 'connection_open');
    open.close();
    await bus.close();
    bus = await startServiceBus({
      host: '127.0.0.1',
      port: 0,
      clock,
      faults: new FaultPlan(),
      log: () => undefined,
      config: readEmulatorConfig(configOf({ orders: {} })),
      verifyToken: withoutRoles(async () => true),
    });
    const shut = connect({ username: 'RootManageSharedAccessKey', password: 'key' });
    const [{ error }] = (await once(shut, 'connection_error')) as [{ error: Error }];
    expect(error.message).toMatch(/Failed to authenticate/);
  });

  it('repeats the settle mode that a client requested, on the links for tokens, answers and requests', async () => {
    const { requests, replies } = await putToken('orders');
    expect([answerTo(requests), answerTo(replies)].map((attach) => attach.snd_settle_mode)).toEqual([SETTLED, SETTLED]);
    const management = connection.open_sender({ target: { address: 'orders/$management' }, snd_settle_mode: SETTLED });
    const answers = connection.open_receiver({
      source: { address: 'orders/$management' },
      target: { address: 'replies' },
      snd_settle_mode: SETTLED,
    });
    await Promise.all([once(management, 'sendable'), once(answers, 'receiver_open')]);
    expect([answerTo(management), answerTo(answers)].map((attach) => attach.snd_settle_mode)).toEqual([
      SETTLED,
      SETTLED,
    ]);
  });

  it('takes an address with a leading slash for the same entity', async () => {
    await putToken('orders');
    const sender = connection.open_sender({ target: { address: '/orders' } });
    await once(sender, 'sendable');
    expect(answerTo(sender).target?.address).toBe('/orders');
    sender.send({ body: 'x' });
    await vi.waitFor(() => expect(bus.queues()[0]?.active).toBe(1));
    const receiver = connection.open_receiver({ source: { address: '/Orders' }, credit_window: 1 });
    await once(receiver, 'message');
    const ask = await openRequests('/orders');
    const { message } = await ask('com.microsoft:peek-message', { 'from-sequence-number': 1, 'message-count': 1 });
    expect(message?.application_properties?.['statusCode']).toBeLessThan(300);
  });

  it('refuses transactions with an error that clients do not retry', async () => {
    const session = connection.create_session();
    session.begin();
    const coordinator = types.described(types.wrap_ulong(0x30), types.wrap_list([])) as Typed;
    const link = session.open_sender({ name: 'transactions' });
    (Reflect.get(link, 'local') as { attach: { target: Typed } }).attach.target = coordinator;
    expect(await refusal(link, 'sender_error')).toEqual(
      expect.objectContaining({
        condition: 'amqp:not-implemented',
        description: 'Transactions are not supported by this broker.',
      }),
    );
  });

  it('takes null for no action of a rule', async () => {
    await putToken('news');
    const ask = await openRequests('news/Subscriptions/daily');
    const rule = {
      'rule-name': 'urgent',
      'rule-description': { 'correlation-filter': { label: 'urgent' }, 'sql-rule-action': null },
    };
    const added = await ask('com.microsoft:add-rule', types.wrap_map(rule));
    expect(added.message?.application_properties?.['statusCode']).toBe(200);
    const action = { 'sql-rule-action': { expression: "SET sys.label='x'" } };
    const description = { ...rule['rule-description'], ...action };
    const withAction = { 'rule-name': 'other', 'rule-description': description };
    const refused = await ask('com.microsoft:add-rule', types.wrap_map(withAction));
    expect(refused.message?.application_properties?.['statusCode']).toBe(501);
  });

  it('says what cannot be found as the service does', async () => {
    await putToken('nothing');
    expect(await refusal(connection.open_sender({ target: { address: 'nothing' } }), 'sender_error')).toEqual(
      expect.objectContaining({
        condition: 'amqp:not-found',
        description: "The messaging entity 'sb://localhost:5671/nothing' could not be found.",
      }),
    );
    await putToken('news');
    const unknown = connection.open_receiver({ source: { address: 'news/Subscriptions/weekly' } });
    expect((await refusal(unknown, 'receiver_error')).description).toBe(
      "The messaging entity 'localhost:topic:news|weekly' could not be found.",
    );
  });

  describe('that set application properties while they settle', () => {
    const properties = {
      int: types.wrap_int(7),
      long: types.wrap_long(8),
      short: types.wrap_short(9),
      uuid: types.wrap_uuid(Buffer.alloc(16, 3)),
      when: types.wrap_timestamp(4),
    };
    const codes = { int: 0x54, long: 0x55, short: 0x61, uuid: 0x98, when: 0x83 };
    let receiver: Receiver;

    beforeEach(async () => {
      await putToken('orders');
      const sender = connection.open_sender({ target: { address: 'orders' } });
      await once(sender, 'sendable');
      sender.send({ message_id: 'm', application_properties: { kept: types.wrap_short(1) }, body: 'x' });
      await vi.waitFor(() => expect(bus.queues()[0]?.active).toBe(1));
      receiver = await openReceiver('orders');
    });

    async function openReceiver(address: string): Promise<Receiver> {
      const opened = connection.open_receiver({
        source: { address },
        credit_window: 0,
        autoaccept: false,
        rcv_settle_mode: 1,
      });
      await once(opened, 'receiver_open');
      return opened;
    }

    async function receive(from: Receiver = receiver): Promise<EventContext> {
      const arrived = once(from, 'message') as Promise<[EventContext]>;
      from.add_credit(1);
      return (await arrived)[0];
    }

    /** The AMQP types of the properties, from what a peek answers: an encoded message, as it would be delivered. */
    async function typesOf(path: string): Promise<Record<string, number>> {
      const ask = await openRequests(path);
      const range = { 'from-sequence-number': types.wrap_long(0), 'message-count': types.wrap_int(1) };
      const { message } = await ask('com.microsoft:peek-message', types.wrap_map(range));
      const peeked = message?.body as { messages: { message: Buffer }[] } | undefined;
      const sections = splitSections(peeked?.messages[0]?.message ?? Buffer.alloc(0));
      const section = sections.find(({ code }) => code === SectionCode.applicationProperties);
      if (section === undefined) throw new Error('no properties');
      const entries = Object.entries(mapOf(section));
      return Object.fromEntries(entries.map(([key, { type }]) => [key, (type as { typecode: number }).typecode]));
    }

    it.each(['abandon', 'defer'])('keeps their AMQP types on %s', async (how) => {
      const { delivery } = await receive();
      delivery?.modified({ undeliverable_here: how === 'defer', message_annotations: properties });
      await once(receiver, 'settled');
      expect(await typesOf('orders')).toMatchObject({ kept: 0x61, ...codes });
    });

    it('keeps their AMQP types in a dead-letter queue', async () => {
      const { delivery } = await receive();
      const info = { DeadLetterReason: 'why', ...properties };
      delivery?.reject({ condition: 'com.microsoft:dead-letter', info });
      await once(receiver, 'settled');
      await putToken('orders/$DeadLetterQueue');
      expect(await typesOf('orders/$DeadLetterQueue')).toMatchObject({ kept: 0x61, ...codes });
      expect(bus.peekAll('orders/$DeadLetterQueue')).toMatchObject([{ deadLetterReason: 'why' }]);
    });

    it('keeps their AMQP types when they are settled by lock token', async () => {
      const { delivery } = await receive();
      const tag = Buffer.from(delivery?.tag as Buffer);
      // A delivery tag is a lock token in the byte order of .NET.
      const token = Buffer.concat([
        tag.subarray(0, 4).reverse(),
        tag.subarray(4, 6).reverse(),
        tag.subarray(6, 8).reverse(),
        tag.subarray(8),
      ]);
      const ask = await openRequests('orders');
      const answer = await ask(
        'com.microsoft:update-disposition',
        types.wrap_map({
          'disposition-status': 'abandoned',
          'lock-tokens': types.wrap_array([token], 0x98, undefined),
          'properties-to-modify': types.wrap_map(properties),
        }),
      );
      expect(answer.message?.application_properties?.['statusCode']).toBe(200);
      expect(await typesOf('orders')).toMatchObject({ kept: 0x61, ...codes });
    });
  });
});
