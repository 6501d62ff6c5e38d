import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type AcceptedOrder, runForProducer } from '#documents';
import { TestDocuments } from '#documents/testing';
import { PRODUCER_REQUEST_TYPES, type Synthesis } from '#domain';
import { anId, aSynthesis, TENANT } from '#domain/testing';
import { REQUEST_SCHEMAS } from '#intake';
import { createMessage, isReply, MESSAGE_TYPES, MESSAGES, parseMessage, QUEUE_NAMES, REPLY_TYPES } from '#messaging';
import { asyncApiDocument } from './async-api.ts';
import type { RouteSchemas } from './producer-messages.ts';

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<
    string,
    {
      readonly address: string;
      readonly parameters?: object;
      readonly messages: Record<string, { readonly $ref: string }>;
    }
  >;
  readonly operations: Record<
    string,
    {
      readonly action: string;
      readonly channel: { $ref: string };
      readonly messages: { $ref: string }[];
      readonly reply?: { readonly channel: { $ref: string } };
    }
  >;
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly messages: Record<
      string,
      { readonly payload: { readonly $ref?: string }; readonly examples?: readonly { readonly payload: unknown }[] }
    >;
  };
}

const routes = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as RouteSchemas;
// As it is read from its file.
const document = JSON.parse(JSON.stringify(asyncApiDocument('1.0.0', routes))) as Document;

/** What a reference within the document leads to. */
function resolved(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
}

/** Our own schemas are JSON Schema 2020-12; Ajv's default knows the parts of it that they use, but not the name. */
function accepts(type: string, body: unknown): boolean {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'document');
  const { $ref = '' } = document.components.messages[type]?.payload ?? {};
  return ajv.validate({ $ref: `document${$ref}` }, JSON.parse(JSON.stringify(body)));
}

describe('the AsyncAPI document', () => {
  it('has every queue as a channel with its messages, and a worker that receives them', () => {
    expect(document.asyncapi).toBe('3.1.0');
    expect(Object.keys(document.channels)).toEqual([...QUEUE_NAMES, 'requests', 'replies']);
    for (const type of MESSAGE_TYPES)
      expect(document.channels[MESSAGES[type].queue]?.messages[type]?.$ref).toBe(`#/components/messages/${type}`);
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ''] of references) expect(resolved(reference)).toBeDefined();
    const internal = Object.entries(document.operations).filter(([name]) => !/\.(requests|replies)$/.test(name));
    expect(internal.flatMap(([, { messages }]) => messages)).toHaveLength(MESSAGE_TYPES.length);
  });

  it('names every payload and every object in it, without a number at the end', () => {
    const { messages, schemas } = document.components;
    for (const { payload } of Object.values(messages))
      expect(payload.$ref).toMatch(/^#\/components\/schemas\/[A-Za-z]+$/);
    expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['VoiceCreate', 'VoiceCreateData', 'HookReceived']));
    for (const [name, schema] of Object.entries(schemas)) {
      const { properties = {} } = schema as { properties?: object };
      expect(name).toMatch(/^[A-Za-z]+$/);
      expect(JSON.stringify(properties), name).not.toContain('"properties"');
    }
  });

  it('describes what is published and what is understood', () => {
    const message = createMessage('voice.create', { tenantId: 't', subjectId: 'vce_1', data: {} });
    expect(accepts('voice.create', message)).toBe(true);
    for (const wrong of [
      { ...message, type: 'voice.poll' },
      { ...message, attempt: 0 },
      { ...message, tenantId: undefined },
      { ...message, data: { surprise: true } },
    ]) {
      expect(accepts('voice.create', wrong)).toBe(false);
    }
    expect(() => parseMessage({ ...message, attempt: 0 })).toThrow('invalid-message');
  });

  it('says what producers send, and what they are answered', () => {
    expect(document.channels['requests']).toMatchObject({
      address: 'requests-{producer}',
      parameters: { producer: {} },
    });
    expect(document.channels['replies']).toMatchObject({ address: 'replies-{producer}', parameters: { producer: {} } });
    expect(Object.keys(document.channels['requests']?.messages ?? {})).toEqual(PRODUCER_REQUEST_TYPES);
    expect(Object.keys(document.channels['replies']?.messages ?? {})).toEqual([...REPLY_TYPES]);
    expect(document.operations['receive.requests']).toMatchObject({
      action: 'receive',
      reply: { channel: { $ref: '#/channels/replies' } },
    });
    expect(document.operations['send.replies']).toMatchObject({
      action: 'send',
      channel: { $ref: '#/channels/replies' },
    });
  });

  it.each([...PRODUCER_REQUEST_TYPES, ...REPLY_TYPES])('has an example of %s that fits', (type) => {
    const [example, ...more] = document.components.messages[type]?.examples ?? [];
    expect(more).toEqual([]);
    expect(accepts(type, example?.payload)).toBe(true);
    expect(accepts(type, {})).toBe(false);
  });

  it.each(PRODUCER_REQUEST_TYPES)('describes %s as the worker takes it', (type) => {
    const payload = document.components.messages[type]?.examples?.[0]?.payload;
    const isTaken = (body: unknown) => REQUEST_SCHEMAS[type].safeParse(body).success;
    expect(isTaken(payload)).toBe(true);
    const surprise = { ...(payload as object), surprise: true };
    expect([accepts(type, surprise), isTaken(surprise)]).toEqual([false, false]);
  });

  it('describes the replies that are sent', async () => {
    const documents = new TestDocuments(() => Promise.resolve());
    const order: AcceptedOrder = { producer: 'ivr', type: 'synthesis.request', requestId: 'r1', correlationId: 'c1' };
    const orderAndEnd = async (number: number, change: Partial<Synthesis>) => {
      const id = anId('synthesis', number);
      const synthesis = aSynthesis({ id, status: 'queued', operationId: anId('operation', number), outbox: [] });
      await runForProducer({ ...order, requestId: `r${number}` }, () => documents.commit.create(synthesis));
      await documents.outbox.drain();
      await documents.commit.update('synthesis', TENANT, id, (found) => ({ ...found, ...change }));
    };
    await orderAndEnd(1, { status: 'succeeded' });
    await orderAndEnd(2, { status: 'failed', failure: { code: 'provider-rejected', detail: 'Azure refused it.' } });
    const replies = documents.published.filter(isReply);
    expect(replies.map(({ type, data }) => `${data.body.requestId} ${type}`)).toEqual([
      'r1 request.accepted',
      'r1 request.finished',
      'r2 request.accepted',
      'r2 request.finished',
    ]);
    for (const { type, data } of replies) expect(accepts(type, data.body), JSON.stringify(data.body)).toBe(true);
  });

  it('describes cloud events as Event Grid delivers them, and as they come back after a failure', () => {
    const type = 'Microsoft.Storage.BlobCreated';
    const data = { eTag: '0x1', contentLength: 4, blobType: 'BlockBlob' };
    const event = {
      specversion: '1.0',
      type,
      id: 'e1',
      source: '/subscriptions/s',
      subject: '/blobServices/default/containers/uploads/blobs/tenant/upl_1',
      time: '2026-11-22T10:00:00Z',
      data,
    };
    expect(accepts(type, event)).toBe(true);
    expect(accepts(type, createMessage(type, { tenantId: 't', subjectId: 'upl_1', data }))).toBe(true);
    expect(accepts(type, { ...event, subject: '/blobServices/default/containers/other/blobs/a/b' })).toBe(false);
  });
});
