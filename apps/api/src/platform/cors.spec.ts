import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corsListsOf } from './cors.ts';
import { createTinyApplication, testConfig, type TinyApplication } from './testing/tiny-application.ts';

const ORIGIN = 'https://studio.example';
const listOf = (header: unknown): string[] =>
  String(header)
    .split(',')
    .map((name) => name.trim().toLowerCase());

describe('pages of other origins', () => {
  let tiny: TinyApplication;

  beforeAll(async () => {
    tiny = await createTinyApplication(testConfig({ CORS_ALLOWED_ORIGINS: ORIGIN }));
  });
  afterAll(() => tiny.app.close());

  const preflight = (asked: string, origin = ORIGIN) =>
    tiny.app.inject({
      method: 'OPTIONS',
      url: '/v1/audio/speech',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    });

  it('may send what the openai package tells of itself, whatever it is called next year', async () => {
    const asked = [
      'authorization',
      'content-type',
      'user-agent',
      'x-stainless-arch',
      'x-stainless-helper-method',
      'x-stainless-retry-count',
      'x-stainless-something-new',
    ];
    const { statusCode, headers } = await preflight(asked.join(','));
    expect(statusCode).toBe(204);
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(listOf(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(asked));
  });

  it.each(['x-evil', 'cookie', 'x-stainless-', 'x-stainless-a b', 'prefix-x-stainless-os'])(
    'may not send %s',
    async (name) => {
      const { headers } = await preflight(`authorization,${name}`);
      expect(listOf(headers['access-control-allow-headers'])).not.toContain(name);
    },
  );

  it('may nothing where the origin is not allowed', async () => {
    const { headers } = await preflight('authorization', 'https://elsewhere.example');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may read what answers say about ranges, limits and themselves', async () => {
    const { headers } = await tiny.app.inject({ url: '/v1/things/thg_1', headers: { origin: ORIGIN } });
    expect(listOf(headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining([
        'accept-ranges',
        'content-disposition',
        'content-range',
        'preference-applied',
        'server-timing',
        'x-applied-speed',
        'x-should-retry',
      ]),
    );
  });
});

describe(corsListsOf.name, () => {
  it('has every header and every method that docs/openapi.json names', async () => {
    const path = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'openapi.json');
    // Webhooks are sent by the API, not by pages.
    const { webhooks: _, ...document } = JSON.parse(await readFile(path, 'utf8')) as OpenAPIObject;
    const text = JSON.stringify(document, undefined, 2);
    const lists = corsListsOf(document);
    // Wherever they stand in the document.
    const parameters = [...text.matchAll(/"name": "([^"]+)",\s+"in": "header"|"in": "header",\s+"name": "([^"]+)"/g)];
    const asked = new Set(parameters.map(([, a, b]) => (a ?? b ?? '').toLowerCase()));
    expect([...asked]).toEqual(expect.arrayContaining(['idempotency-key', 'if-none-match', 'if-range', 'range']));
    const allowed = lists.allowedHeaders.map((name) => name.toLowerCase());
    expect([...asked].filter((name) => !allowed.includes(name))).toEqual([]);
    expect(lists.methods).toEqual(expect.arrayContaining(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']));
  });

  it('follows a new header of a route, also one that is a component', () => {
    const document: OpenAPIObject = {
      openapi: '3.1.0',
      info: { title: 'Test', version: '1' },
      paths: {
        '/v1/new': {
          put: {
            parameters: [{ $ref: '#/components/parameters/New' }, { in: 'query', name: 'x' }],
            responses: {
              200: { description: '', headers: { 'X-Own': {} } },
              201: { $ref: '#/components/responses/Made' },
            },
          },
        },
      },
      components: {
        parameters: { New: { in: 'header', name: 'X-New' } },
        responses: { Made: { description: '', headers: { 'X-Made': {} } } },
      },
    };
    const { allowedHeaders, exposedHeaders, methods } = corsListsOf(document);
    expect([allowedHeaders, methods]).toEqual([expect.arrayContaining(['X-New']), ['GET', 'HEAD', 'PUT']]);
    expect(exposedHeaders).toEqual(expect.arrayContaining(['X-Own', 'X-Made']));
  });
});
