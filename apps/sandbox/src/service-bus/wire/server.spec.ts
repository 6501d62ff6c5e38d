import { once } from 'node:events';
import net from 'node:net';
import rhea, { type Connection, type Delivery, type EventContext, type Receiver, type Sender } from 'rhea';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../faults/clock.ts';
import { FaultPlan } from '../../faults/fault-plan.ts';
import type { TokenVerifier } from '../../service.ts';
import { configOf } from '../config.fixture.ts';
import { readEmulatorConfig } from '../config.ts';
import { startServiceBus, type ServiceBus } from '../service-bus.ts';

/** What the SDK does not show: the frames as a bare AMQP client sees them, over plain TCP. */
describe('the AMQP side of the broker', () => {
  let clock: Clock;
  let faults: FaultPlan;
  let bus: ServiceBus;
  let connection: Connection;

  async function start(verifyToken?: TokenVerifier): Promise<void> {
    clock = new Clock();
    faults = new FaultPlan();
    bus = await startServiceBus({
      host: '127.0.0.1',
      port: 0,
      clock,
      faults,
      log: () => undefined,
      config: readEmulatorConfig(configOf({ orders: {}, other: {} })),
      ...(verifyToken === undefined ? {} : { verifyToken }),
    });
    connection = connect();
  }

  function connect(options: { idle_time_out?: number } = {}): Connection {
    const client = rhea.create_container().connect({
      host: '127.0.0.1',
      port: bus.port,
      username: 'anonymous',
      reconnect: false,
      ...options,
    });
    for (const event of ['disconnected', 'connection_close', 'connection_error', 'session_error', 'error']) {
      client.on(event, () => undefined);
    }
    return client;
  }

  async function putToken(path: string, token = 'any'): Promise<number> {
    const replies = connection.open_receiver({ source: { address: '$cbs' }, name: `cbs-${path}` });
    const requests = connection.open_sender({ target: { address: '$cbs' } });
    await once(requests, 'sendable');
    requests.send({
      message_id: `put ${path}`,
      to: '$cbs',
      reply_to: `cbs-${path}`,
      application_properties: { operation: 'put-token', name: `sb://127.0.0.1:${bus.port}/${path}`, type: 'jwt' },
      body: token,
    });
    const [{ message }] = (await once(replies, 'message')) as [EventContext];
    expect(message?.correlation_id).toBe(`put ${path}`);
    return message?.application_properties?.['status-code'] as number;
  }

  async function openSender(address: string): Promise<Sender> {
    const sender = connection.open_sender({ target: { address } });
    await once(sender, 'sendable');
    return sender;
  }

  /** A peek-lock receiver as the SDK attaches it, without credit. */
  async function openReceiver(address: string): Promise<Receiver> {
    const receiver = connection.open_receiver({
      source: { address },
      credit_window: 0,
      autoaccept: false,
      rcv_settle_mode: 1,
      snd_settle_mode: 0,
    });
    await once(receiver, 'receiver_open');
    return receiver;
  }

  async function sendMessages(count: number): Promise<void> {
    const sender = await openSender('orders');
    for (let index = 0; index < count; index += 1) sender.send({ message_id: `m${index}`, body: index });
    await vi.waitFor(() => expect(counts().active).toBe(count));
  }

  const counts = () => bus.queues()[0] as NonNullable<ReturnType<ServiceBus['queues']>[number]>;

  const refusal = async (link: Sender | Receiver, event: string): Promise<unknown> => {
    await once(link, event);
    return (link.error as { condition?: string } | undefined)?.condition;
  };

  beforeEach(() => start());
  afterEach(async () => {
    connection.close();
    await bus.close();
    clock.stop();
  });

  it('refuses links without a token and links to what does not exist', async () => {
    expect(await refusal(connection.open_sender({ target: { address: 'orders' } }), 'sender_error')).toBe(
      'amqp:unauthorized-access',
    );
    expect(await putToken('orders')).toBe(202);
    expect(await refusal(connection.open_receiver({ source: { address: 'other' } }), 'receiver_error')).toBe(
      'amqp:unauthorized-access',
    );
    expect(await putToken('nothing')).toBe(202);
    expect(await refusal(connection.open_sender({ target: { address: 'nothing' } }), 'sender_error')).toBe(
      'amqp:not-found',
    );
  });

  it('takes a token for an entity for all that lies below it', async () => {
    await putToken('Orders');
    await openSender('orders/$management');
    await openReceiver('orders/$DeadLetterQueue');
  });

  it('answers 401 to a token that is not valid and 500 when that cannot be found out', async () => {
    connection.close();
    await bus.close();
    const token = `x.${Buffer.from(JSON.stringify({ exp: 4_000_000_000 })).toString('base64url')}.x`;
    await start(async (_token, audience) => {
      if (audience === 'https://servicebus.azure.net') return undefined;
      throw new Error('the verifier is broken');
    });
    expect(await putToken('orders', 'no token at all')).toBe(401);
    expect(await putToken('other', token)).toBe(500);
  });

  it('announces its limits and grants ample credit', async () => {
    await putToken('orders');
    const sender = await openSender('orders');
    expect(sender.max_message_size).toBe(256 * 1024);
    expect((sender as Sender & { credit: number }).credit).toBeGreaterThanOrEqual(1000);
    expect(connection.max_frame_size).toBe(64 * 1024);
  });

  it('sends empty frames so that an idle client stays', async () => {
    const idle = connect({ idle_time_out: 100 });
    await once(idle, 'connection_open');
    let emptyFrames = 0;
    (idle['socket'] as net.Socket).on('data', (bytes: Buffer) => {
      if (bytes.length === 8 && bytes.readUInt32BE(0) === 8) emptyFrames += 1;
    });
    await vi.waitFor(() => expect(emptyFrames).toBeGreaterThanOrEqual(3));
    expect(idle.is_open()).toBe(true);
    idle.close();
  });

  it('never delivers more than the credit', async () => {
    await putToken('orders');
    await sendMessages(10);
    const receiver = await openReceiver('orders');
    const got: unknown[] = [];
    receiver.on('message', ({ message }: EventContext) => got.push(message?.body));
    receiver.add_credit(3);
    await vi.waitFor(() => expect(got).toEqual([0, 1, 2]));
    expect(counts()).toMatchObject({ active: 7, locked: 3 });
    receiver.add_credit(2);
    await vi.waitFor(() => expect(got).toHaveLength(5));
    expect(counts()).toMatchObject({ active: 5, locked: 5 });
  });

  it('answers a drain also when the last message took the last credit', async () => {
    await putToken('orders');
    await sendMessages(1);
    const receiver = await openReceiver('orders');
    const drained = once(receiver, 'receiver_drained');
    const arrived = once(receiver, 'message');
    receiver.add_credit(1);
    receiver.drain_credit();
    await Promise.all([drained, arrived]);
    receiver.drain = false;
    await sendMessages(1);
    const next = once(receiver, 'message');
    receiver.add_credit(1);
    await next;
  });

  it('answers a drain once, whatever else happens on the session', async () => {
    await putToken('orders');
    const [drained, other] = [await openReceiver('orders'), await openReceiver('orders')];
    const answer = once(drained, 'receiver_drained');
    drained.add_credit(5);
    drained.drain_credit();
    await answer;
    let flows = 0;
    drained.on('receiver_flow', () => (flows += 1));
    const arrived = once(other, 'message');
    other.add_credit(1);
    (await openSender('orders')).send({ body: 1 });
    await arrived;
    expect(flows).toBe(0);
  });

  it('settles for the receiver and says how, and releases without counting a delivery', async () => {
    await putToken('orders');
    await sendMessages(1);
    const receiver = await openReceiver('orders');
    const receive = async (): Promise<EventContext> => {
      const arrived = once(receiver, 'message') as Promise<[EventContext]>;
      receiver.add_credit(1);
      return (await arrived)[0];
    };
    const settled = async (delivery: Delivery | undefined, settle: (delivery: Delivery) => void): Promise<unknown> => {
      if (delivery === undefined) throw new Error('no delivery');
      const answered = once(receiver, 'settled') as Promise<[EventContext]>;
      settle(delivery);
      return (await answered)[0].delivery?.remote_state;
    };
    const first = await receive();
    expect(first.message?.delivery_count).toBe(0);
    const released = await settled(first.delivery, (delivery) => delivery.release());
    expect((released as { constructor: { composite_type?: string } }).constructor.composite_type).toBe('accepted');
    const second = await receive();
    expect(second.message?.delivery_count).toBe(0);
    clock.advance(60_001);
    const lost = await settled(second.delivery, (delivery) => delivery.accept());
    expect((lost as { error?: { condition: string } }).error?.condition).toBe('com.microsoft:message-lock-lost');
    expect(counts()).toMatchObject({ active: 1, locked: 0 });
  });

  it('stores messages that were sent settled, and refuses what is no message', async () => {
    await putToken('orders');
    const settling = connection.open_sender({ target: { address: 'orders' }, snd_settle_mode: 1 });
    await once(settling, 'sendable');
    settling.send({ body: 'settled' });
    await vi.waitFor(() => expect(counts().active).toBe(1));
    const sender = await openSender('orders');
    const rejected = once(sender, 'rejected') as Promise<[EventContext]>;
    sender.send(Buffer.from('no message'), undefined, 1);
    const [{ delivery }] = await rejected;
    expect(delivery?.remote_state?.['error']).toMatchObject({ condition: 'amqp:decode-error' });
    expect(counts().active).toBe(1);
  });

  it('survives clients that speak something else', async () => {
    const socket = net.connect(bus.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'));
    socket.on('error', () => undefined);
    socket.resume();
    await once(socket, 'close');
    expect(await putToken('orders')).toBe(202);
  });

  it('holds deliveries back for a scripted latency or forever, each at the price of its credit', async () => {
    await putToken('orders');
    await sendMessages(3);
    faults.add({ service: 'service-bus', operation: 'receive', effect: { kind: 'hang' } });
    faults.add({ service: 'service-bus', operation: 'receive', effect: { kind: 'latency', ms: 30_000 } });
    const receiver = await openReceiver('orders');
    const got: unknown[] = [];
    receiver.on('message', ({ message }: EventContext) => got.push(message?.body));
    receiver.add_credit(3);
    await vi.waitFor(() => expect(got).toEqual([2]));
    expect(counts()).toMatchObject({ active: 0, locked: 3 });
    clock.advance(30_000);
    await vi.waitFor(() => expect(got).toEqual([2, 1]));
  });

  it('says which requests it does not know', async () => {
    await putToken('orders');
    const requests = await openSender('orders/$management');
    const replies = connection.open_receiver({
      source: { address: 'orders/$management' },
      target: { address: 'replies' },
    });
    await once(replies, 'receiver_open');
    const ask = async (operation: string, body: unknown): Promise<unknown> => {
      const answered = once(replies, 'message') as Promise<[EventContext]>;
      requests.send({ message_id: operation, reply_to: 'replies', application_properties: { operation }, body });
      const [{ message }] = await answered;
      return [message?.application_properties?.['statusCode'], message?.application_properties?.['errorCondition']];
    };
    expect(await ask('com.microsoft:unheard-of', {})).toEqual([501, 'amqp:not-implemented']);
    expect(await ask('com.microsoft:renew-lock', 'text')).toEqual([400, 'com.microsoft:argument-error']);
    expect(await ask('com.microsoft:renew-lock', {})).toEqual([400, 'com.microsoft:argument-error']);
    expect(await ask('com.microsoft:peek-message', { 'from-sequence-number': 1, 'message-count': 1 })).toEqual([
      204,
      undefined,
    ]);
  });
});
