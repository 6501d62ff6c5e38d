import fc from 'fast-check';
import rhea, { type Typed } from 'rhea';
import { describe, expect, it } from 'vitest';
import { Clock } from '../../faults/clock.ts';
import { StoredMessage } from '../model/message.ts';
import { BATCH_FORMAT, decodeMessage, decodeTransfer, encodeMessage, encodePeeked, readableBody } from './codec.ts';
import { encodeSection, mapOf, SectionCode, splitSections } from './sections.ts';

const { types } = rhea;
const clock = new Clock();
const owner = { onMessageDeadline: () => undefined };

function stored(payload: Buffer): StoredMessage {
  const message = new StoredMessage(owner, decodeMessage(payload, clock).content, 60_000, undefined, 7, 5);
  message.state = 'locked';
  message.enqueuedAtMs = 1000;
  message.lock = { token: '00'.repeat(16), untilMs: 2000 };
  return message;
}

function decode(payload: Buffer): Record<string, unknown> {
  return rhea.message.decode(payload);
}

describe('the message codec', () => {
  it('leaves everything that the sender wrote as it was, types included', () => {
    const payload = rhea.message.encode({
      durable: true,
      priority: 7,
      message_id: 'id',
      user_id: Buffer.from('user'),
      group_id: 'session',
      content_type: 'application/json',
      creation_time: new Date(5000),
      application_properties: {
        byte: types.wrap_byte(1),
        long: types.wrap_long(2),
        uuid: types.wrap_uuid(Buffer.alloc(16, 3)),
        when: types.wrap_timestamp(4),
      },
      message_annotations: { 'x-opt-partition-key': 'p', 'x-custom': types.wrap_short(5) },
      body: rhea.message.data_section(Buffer.from('{"a":1}')),
    });
    const delivered = encodeMessage(stored(payload), clock);
    const find = (bytes: Buffer, code: number) => splitSections(bytes).find((section) => section.code === code);
    for (const code of [SectionCode.properties, SectionCode.applicationProperties, SectionCode.data]) {
      expect(find(delivered, code)?.bytes).toEqual(find(payload, code)?.bytes);
    }
    expect(decode(delivered)).toMatchObject({ priority: 7, durable: true, ttl: 60_000, delivery_count: 0 });
    const annotations = find(delivered, SectionCode.messageAnnotations);
    const typed: Record<string, Typed> = annotations === undefined ? {} : mapOf(annotations);
    expect(typed['x-custom']?.type.name).toBe('Short');
    expect(decode(delivered)['message_annotations']).toEqual({
      'x-opt-partition-key': 'p',
      'x-custom': 5,
      'x-opt-sequence-number': 7,
      'x-opt-enqueue-sequence-number': 5,
      'x-opt-enqueued-time': expect.any(Date),
      'x-opt-locked-until': expect.any(Date),
      'x-opt-message-state': 0,
    });
  });

  it('speaks to the client in its own time, however far the clock was moved', () => {
    const moved = new Clock();
    moved.advance(3_600_000);
    const scheduled = decodeMessage(
      rhea.message.encode({
        message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(Date.now() + 10_000) },
        body: 'text',
      }),
      moved,
    );
    expect(Math.abs((scheduled.scheduledForMs ?? 0) - moved.now() - 10_000)).toBeLessThan(5_000);
    const message = stored(rhea.message.encode({ body: 'text' }));
    message.enqueuedAtMs = moved.now() - 1_000;
    message.lock = { token: '00'.repeat(16), untilMs: moved.now() + 30_000 };
    const annotations = decode(encodeMessage(message, moved))['message_annotations'] as Record<string, Date>;
    const fromNow = (name: string) => (annotations[name]?.getTime() ?? 0) - Date.now();
    expect(Math.abs(fromNow('x-opt-locked-until') - 30_000)).toBeLessThan(5_000);
    expect(Math.abs(fromNow('x-opt-enqueued-time') + 1_000)).toBeLessThan(5_000);
  });

  it('puts changed properties over those of the sender without touching the others', () => {
    const message = stored(
      rhea.message.encode({ application_properties: { kept: types.wrap_byte(1), changed: 'old' }, body: 'text' }),
    );
    message.modifiedProperties = { changed: 'new', added: true };
    const [section] = splitSections(encodeMessage(message, clock)).filter(
      ({ code }) => code === SectionCode.applicationProperties,
    );
    const typed = section === undefined ? {} : mapOf(section);
    expect(typed['kept']?.type.name).toBe('Byte');
    expect(decode(encodeMessage(message, clock))['application_properties']).toEqual({
      kept: 1,
      changed: 'new',
      added: true,
    });
  });

  it('reads the fields that the broker goes by', () => {
    const submission = decodeMessage(
      rhea.message.encode({
        ttl: 5000,
        message_id: 12,
        subject: 'label',
        to: 'to',
        reply_to: 'reply',
        correlation_id: 'correlation',
        content_type: 'type',
        group_id: 'session',
        reply_to_group_id: 'reply session',
        application_properties: { n: 1 },
        message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(9000) },
        body: null,
      }),
      clock,
    );
    expect(submission).toMatchObject({ timeToLiveMs: 5000 });
    expect(Math.abs((submission.scheduledForMs ?? 0) - 9000)).toBeLessThan(100);
    expect(submission.content.properties).toEqual({
      messageId: '12',
      subject: 'label',
      to: 'to',
      replyTo: 'reply',
      correlationId: 'correlation',
      contentType: 'type',
      sessionId: 'session',
      replyToSessionId: 'reply session',
    });
    expect(submission.content.applicationProperties()).toEqual({ n: 1 });
  });

  it('takes a batch apart into its messages', () => {
    const parts = ['a', 'b'].map((id) => rhea.message.encode({ message_id: id, body: 'x' }));
    const batch = rhea.message.encode({ message_id: 'a', body: rhea.message.data_sections(parts) });
    const ids = decodeTransfer(batch, BATCH_FORMAT, clock).map(({ content }) => content.properties.messageId);
    expect(ids).toEqual(['a', 'b']);
    expect(() => decodeTransfer(parts[0] as Buffer, BATCH_FORMAT, clock)).toThrow('holds no message');
  });

  it('leaves the body out when a peek asks for that', () => {
    const message = stored(rhea.message.encode({ body: rhea.message.data_section(Buffer.alloc(5000)) }));
    const peeked = encodePeeked(message, clock, false);
    expect(peeked.length).toBeLessThan(300);
    const { body, delivery_annotations: annotations } = decode(peeked);
    expect(body).toBeUndefined();
    expect(annotations).toEqual({ 'omitted-message-body-size': message.content.sections.body.length });
    expect(decode(encodePeeked(message, clock, true))).not.toHaveProperty('delivery_annotations');
  });

  it('does not show a lock to who peeks', () => {
    const annotationsOf = (encoded: Buffer) => decode(encoded)['message_annotations'] as Record<string, unknown>;
    const message = stored(rhea.message.encode({ body: 'x' }));
    expect(annotationsOf(encodeMessage(message, clock))).toHaveProperty('x-opt-locked-until');
    const peeked = annotationsOf(encodePeeked(message, clock, true));
    expect(peeked).not.toHaveProperty('x-opt-locked-until');
    expect(peeked['x-opt-message-state']).toBe(0);
  });

  it('leaves first-acquirer as it was sent, whichever delivery it is', () => {
    for (const [sent, failedDeliveries] of [
      [true, 3],
      [false, 0],
      [undefined, 0],
    ] as const) {
      const message = stored(rhea.message.encode({ first_acquirer: sent, durable: true, body: 'x' }));
      message.deliveryCount = failedDeliveries;
      expect(decode(encodeMessage(message, clock))['first_acquirer']).toBe(sent ?? false);
    }
  });

  it('lets a message expire no later than its queue allows', () => {
    const write = (absolute_expiry_time?: Date) =>
      rhea.message.encode({ ttl: 3_600_000, absolute_expiry_time, body: 'x' });
    const expiryOf = (message: StoredMessage) => decode(encodeMessage(message, clock))['absolute_expiry_time'];
    const capped = stored(write(new Date(Date.now() + 3_600_000)));
    const annotations = decode(encodeMessage(capped, clock))['message_annotations'] as Record<string, Date>;
    expect(Number(expiryOf(capped)) - Number(annotations['x-opt-enqueued-time'])).toBeLessThan(60_000 + 100);
    expect(expiryOf(stored(write()))).toBeUndefined();
  });

  it('carries any JSON body and any properties through unharmed', () => {
    const property = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noInteger: true }));
    // The AMQP library, which is the clients' too, makes plain objects of maps: this one name it cannot carry.
    const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(name, property), (body, properties) => {
        const text = JSON.stringify(body);
        const payload = rhea.message.encode({
          application_properties: properties,
          body: rhea.message.data_section(Buffer.from(text)),
        });
        const message = stored(payload);
        expect(readableBody(message.content)).toEqual(JSON.parse(text));
        expect(message.content.applicationProperties()).toEqual(properties);
        const arrived = decode(encodeMessage(message, clock));
        expect(String((arrived['body'] as { content: Buffer }).content)).toBe(text);
      }),
    );
  });

  it('refuses bytes that are no message with a decode error and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        try {
          decodeMessage(Buffer.from(bytes), clock);
        } catch (error) {
          expect(error).toMatchObject({ condition: 'amqp:decode-error' });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a message that is cut off anywhere inside a section', () => {
    const payload = rhea.message.encode({
      message_id: 'id',
      application_properties: { a: 'b' },
      body: rhea.message.data_section(Buffer.from('body')),
    });
    const ends = new Set<number>();
    let end = 0;
    for (const section of splitSections(payload)) ends.add((end += section.bytes.length));
    for (let length = 1; length < payload.length; length += 1) {
      if (ends.has(length)) continue;
      expect(() => decodeMessage(payload.subarray(0, length), clock)).toThrow(
        expect.objectContaining({ condition: 'amqp:decode-error' }),
      );
    }
  });

  it('shows bodies of every kind to an inspector', () => {
    const bodyOf = (body: unknown) => readableBody(decodeMessage(rhea.message.encode({ body }), clock).content);
    expect(bodyOf(rhea.message.data_section(Buffer.from('plain text')))).toBe('plain text');
    expect(bodyOf(rhea.message.data_section(Buffer.from([0xff, 0xfe])))).toBe('//4=');
    expect(bodyOf({ a: 1 })).toEqual({ a: 1 });
    expect(encodeSection(SectionCode.data, types.wrap_binary(Buffer.alloc(0)))[2]).toBe(SectionCode.data);
  });
});
