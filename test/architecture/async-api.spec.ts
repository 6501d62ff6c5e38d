import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createMessage, MESSAGE_TYPES, MESSAGES, parseMessage, QUEUE_NAMES } from '#messaging';
import { asyncApiDocument } from './async-api.ts';

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<string, { readonly messages: Record<string, { readonly $ref: string }> }>;
  readonly operations: Record<string, { readonly channel: { $ref: string }; readonly messages: { $ref: string }[] }>;
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly messages: Record<string, { readonly payload: { readonly $ref?: string } }>;
  };
}

const document = asyncApiDocument('1.0.0') as unknown as Document;

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
    expect(Object.keys(document.channels)).toEqual([...QUEUE_NAMES]);
    for (const type of MESSAGE_TYPES)
      expect(document.channels[MESSAGES[type].queue]?.messages[type]?.$ref).toBe(`#/components/messages/${type}`);
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    for (const [, reference = ''] of references) expect(resolved(reference)).toBeDefined();
    expect(Object.values(document.operations).flatMap(({ messages }) => messages)).toHaveLength(MESSAGE_TYPES.length);
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
