import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from './contract-operations.ts';
import { type FuzzRequest, FuzzRequests, withIds } from './fuzz-requests.ts';
import { SchemaValues } from './schema-values.ts';

const DOCUMENT = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'openapi.json'), 'utf8'),
) as Json;
const SEED = 7;
const REQUESTS = new FuzzRequests(DOCUMENT);
const WITH_JSON = REQUESTS.operations.filter(({ body }) => body?.mediaType === 'application/json');

const ajv = addFormats.default(new Ajv2020.default({ strict: false, logger: false }));
ajv.addSchema(DOCUMENT, 'document');

function operation(id: string) {
  const found = REQUESTS.operations.find(({ operationId }) => operationId === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

function isRight(schema: Json, value: unknown): boolean {
  const { $ref } = schema;
  const text = JSON.stringify(value).replaceAll(/~(\w+)\.\d+~/g, '$1_01JD8F3R5V6W7X8Y9Z0A1B2C3D');
  return ajv.validate(typeof $ref === 'string' ? { $ref: `document${$ref}` } : schema, JSON.parse(text));
}

describe(SchemaValues.name, () => {
  const values = new SchemaValues(DOCUMENT);

  it.each(WITH_JSON)('makes bodies of $operationId that its schema allows, and some that it does not', ({ body }) => {
    const schema = body?.schema ?? {};
    const right = fc.sample(values.right(schema), { numRuns: 15, seed: SEED });
    expect(right.filter((value) => !isRight(schema, value))).toEqual([]);
    const wrong = fc.sample(values.wrong(values.right(schema)), { numRuns: 15, seed: SEED });
    expect(wrong.some((value) => value === undefined || !isRight(schema, value))).toBe(true);
  });
});

describe(FuzzRequests.name, () => {
  it('makes the same requests of the same seed, each with the members that a failure prints', () => {
    const [a, b] = [1, 2].map(() => fc.sample(REQUESTS.to(operation('createVoice')), { numRuns: 30, seed: SEED }));
    expect(a).toEqual(b);
    expect(new Set(a?.map((request) => JSON.stringify(request))).size).toBeGreaterThan(20);
  });

  it('fills each path, asks as everybody, and uses ids that exist', () => {
    const made = REQUESTS.operations.flatMap((each) => fc.sample(REQUESTS.to(each), { numRuns: 40, seed: SEED }));
    expect(new Set(made.map((request) => request.operation)).size).toBe(REQUESTS.operations.length);
    expect(made.filter(({ target }) => /[{}]/.test(target))).toEqual([]);
    expect(new Set(made.map(({ caller }) => caller)).size).toBe(5);
    const isOfResource = ({ target }: FuzzRequest) => target.includes('~');
    expect(made.filter(isOfResource).length).toBeGreaterThan(made.length / 5);
  });

  it('asks for a delivery of the endpoint that it belongs to', () => {
    const made = fc.sample(REQUESTS.to(operation('getWebhookDelivery')), { numRuns: 50, seed: SEED });
    const pairs = made.flatMap(({ target }) => {
      const [, endpoint, delivery] = /~whe\.(\d)~\/deliveries\/~dlv\.(\d)~/.exec(target) ?? [];
      return endpoint === undefined ? [] : [[endpoint, delivery]];
    });
    expect(pairs.length).toBeGreaterThan(20);
    expect(pairs.filter(([endpoint, delivery]) => endpoint !== delivery)).toEqual([]);
  });
});

describe(withIds.name, () => {
  it('replaces placeholders in the path, the headers and the body', () => {
    const request: FuzzRequest = {
      operation: 'x',
      method: 'POST',
      target: '/v1/voices/~vce.1~',
      caller: 'administrator',
      headers: { 'If-Match': '~vce.0~' },
      body: '{"voiceId":"~vce.12~"}',
    };
    expect(withIds(request, (kind, index) => `${kind}_${index}`)).toMatchObject({
      target: '/v1/voices/vce_1',
      headers: { 'If-Match': 'vce_0' },
      body: '{"voiceId":"vce_12"}',
    });
  });
});
