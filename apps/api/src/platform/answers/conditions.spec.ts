import { Controller, Get, Patch } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Roles } from '#auth';
import { startController } from '../testing/controller-application.ts';
import { AnswersDownload, type Download } from './download.ts';
import { AnswersResource } from './resource.ts';

const CONTENT = '0123456789';
const reads: unknown[] = [];

@Controller('v1/things')
@Roles('Voice.Read')
class ThingsController {
  @Get('one')
  @AnswersResource(z.object({ id: z.string() }), ({ id }: { id: string; etag: string }) => ({ id }))
  get(): { id: string; etag: string } {
    return { id: 'a', etag: '"v7"' };
  }

  @Patch('one')
  @AnswersResource(z.object({ id: z.string() }), ({ id }: { id: string; etag: string }) => ({ id }))
  patch(): { id: string; etag: string } {
    return { id: 'a', etag: '"v8"' };
  }

  @Get('audio')
  @AnswersDownload(['audio/wav'])
  audio(): Download {
    return {
      tag: 'ab,12',
      sizeBytes: CONTENT.length,
      contentType: 'audio/wav',
      fileName: 'a.wav',
      headers: OWN,
      read: (range) => {
        reads.push(range);
        async function* part() {
          yield Buffer.from(CONTENT.slice(range?.first, range && range.last + 1));
        }
        return Promise.resolve(part());
      },
    };
  }
}

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await startController(ThingsController);
});
beforeEach(() => void (reads.length = 0));
afterAll(() => app.close());

type Method = 'GET' | 'HEAD' | 'PATCH';
const ask = (method: Method, url: string, headers: Record<string, string>) =>
  app.inject({ method, url, headers: { authorization: 'Bearer ada', ...headers } });

const TAG = '"ab,12"';
const OWN = { 'x-ai-generated': '1' };
/** What was asked, and the status and the bytes that are sent; a 206 says which they are. RFC 9110 unless another is named. */
type Row = readonly [why: string, Method, Record<string, string>, status: number, bytes: string];

const WHOLE: readonly Row[] = [
  ['no condition', 'GET', {}, 200, CONTENT],
  ['no condition', 'HEAD', {}, 200, ''],
  ['14.2: several ranges may be ignored', 'GET', { range: 'bytes=0-1,4-5' }, 200, CONTENT],
  ['14.2: an unknown unit is ignored', 'GET', { range: 'lines=0-1' }, 200, CONTENT],
  ['14.1.1: last before first is invalid, so ignored', 'GET', { range: 'bytes=5-3' }, 200, CONTENT],
  ['14.2: no range set is ignored', 'GET', { range: 'bytes=' }, 200, CONTENT],
  ['14.2: a dash alone is ignored', 'GET', { range: 'bytes=-' }, 200, CONTENT],
  ['14.2: a negative first position is ignored', 'GET', { range: 'bytes=-1-2' }, 200, CONTENT],
  ['14.2: Range is defined for GET only', 'HEAD', { range: 'bytes=0-1' }, 200, ''],
  ['14.2: also a range outside of the content', 'HEAD', { range: 'bytes=10-' }, 200, ''],
  ['13.1.5: If-Range with another tag', 'GET', { range: 'bytes=0-1', 'if-range': '"other"' }, 200, CONTENT],
  ['13.1.5: If-Range with the weak tag', 'GET', { range: 'bytes=0-1', 'if-range': `W/${TAG}` }, 200, CONTENT],
  [
    '13.1.5: If-Range with a date and no Last-Modified',
    'GET',
    { range: 'bytes=0-1', 'if-range': 'Sun, 29 Nov 2026 08:49:37 GMT' },
    200,
    CONTENT,
  ],
  ['13.1.5: a changed content has no 416', 'GET', { range: 'bytes=10-', 'if-range': '"other"' }, 200, CONTENT],
  ['13.1.5: If-Range without Range', 'GET', { 'if-range': TAG }, 200, CONTENT],
  ['13.1.5: If-Range in HEAD', 'HEAD', { range: 'bytes=0-1', 'if-range': TAG }, 200, ''],
  ['13.1.2: another tag', 'GET', { 'if-none-match': '"other"' }, 200, CONTENT],
  ['13.1.2: other tags', 'GET', { 'if-none-match': 'W/"a", "b"' }, 200, CONTENT],
  ['13.1.2: tags are compared by case', 'GET', { 'if-none-match': '"AB,12"' }, 200, CONTENT],
  ['8.8.3: the weakness sign is a capital', 'GET', { 'if-none-match': `w/${TAG}` }, 200, CONTENT],
  ['8.8.3: a tag without quotes is none', 'GET', { 'if-none-match': 'ab,12' }, 200, CONTENT],
  ['13.1.2: a part of a tag is none', 'GET', { 'if-none-match': '"ab"' }, 200, CONTENT],
  ['13.1.2: * is not a member of a list', 'GET', { 'if-none-match': '"x", *' }, 200, CONTENT],
  [
    '13.1.3: a date and no Last-Modified',
    'GET',
    { 'if-modified-since': 'Sun, 29 Nov 2026 08:49:37 GMT' },
    200,
    CONTENT,
  ],
  ['13.1.1: If-Match with the tag', 'GET', { 'if-match': TAG }, 200, CONTENT],
  ['13.1.1: If-Match with a list', 'GET', { 'if-match': `"x",${TAG}` }, 200, CONTENT],
  ['13.1.1: If-Match: *', 'HEAD', { 'if-match': '*' }, 200, ''],
];

const PARTS: readonly (readonly [...Row, range: string])[] = [
  ['14.1.2: the first bytes', 'GET', { range: 'bytes=0-1' }, 206, '01', '0-1'],
  ['14.1.2: from a position', 'GET', { range: 'bytes=7-' }, 206, '789', '7-9'],
  ['14.1.2: the last bytes', 'GET', { range: 'bytes=-2' }, 206, '89', '8-9'],
  ['14.1.2: an end beyond the content', 'GET', { range: 'bytes=8-500' }, 206, '89', '8-9'],
  ['14.1.2: a suffix longer than the content', 'GET', { range: 'bytes=-500' }, 206, CONTENT, '0-9'],
  ['14.1: units are case-insensitive', 'GET', { range: 'Bytes=0-1' }, 206, '01', '0-1'],
  ['5.6.1: empty elements of a list', 'GET', { range: 'bytes=, 4-5 ,' }, 206, '45', '4-5'],
  ['13.1.5: If-Range with the tag', 'GET', { range: 'bytes=0-1', 'if-range': TAG }, 206, '01', '0-1'],
  [
    '13.2.2: If-None-Match that does not match',
    'GET',
    { range: 'bytes=0-1', 'if-none-match': '"x"' },
    206,
    '01',
    '0-1',
  ],
  ['13.2.2: If-Match that matches', 'GET', { range: 'bytes=0-1', 'if-match': TAG }, 206, '01', '0-1'],
];

const NOT_MODIFIED: readonly (readonly [why: string, Method, Record<string, string>])[] = [
  ['13.1.2: the tag', 'GET', { 'if-none-match': TAG }],
  ['13.1.2: the tag', 'HEAD', { 'if-none-match': TAG }],
  ['13.1.2: weak comparison', 'GET', { 'if-none-match': `W/${TAG}` }],
  ['13.1.2: a list', 'GET', { 'if-none-match': `"x", ${TAG}` }],
  ['13.1.2: a list with a weak tag, and no space', 'GET', { 'if-none-match': `"x,y",W/${TAG},"z"` }],
  ['5.6.1: empty elements of a list', 'GET', { 'if-none-match': `, ${TAG} ,,` }],
  ['13.1.2: any representation', 'GET', { 'if-none-match': '*' }],
  ['13.1.2: any representation', 'HEAD', { 'if-none-match': ' * ' }],
  ['13.2.2: before Range', 'GET', { 'if-none-match': TAG, range: 'bytes=0-1' }],
  ['13.2.2: before a Range outside of the content', 'GET', { 'if-none-match': TAG, range: 'bytes=10-' }],
  ['13.2.2: before If-Range', 'GET', { 'if-none-match': TAG, range: 'bytes=0-1', 'if-range': TAG }],
  ['13.2.2: after If-Match', 'GET', { 'if-match': TAG, 'if-none-match': TAG }],
];

const REFUSED: readonly (readonly [...Parameters<(...row: Row) => void>])[] = [
  ['15.5.17: behind the content', 'GET', { range: 'bytes=10-' }, 416, 'range-not-satisfiable'],
  ['14.1.2: a suffix of no bytes', 'GET', { range: 'bytes=-0' }, 416, 'range-not-satisfiable'],
  [
    '15.5.17: with If-Range that matches',
    'GET',
    { range: 'bytes=10-11', 'if-range': TAG },
    416,
    'range-not-satisfiable',
  ],
  ['13.1.1: another tag', 'GET', { 'if-match': '"x"' }, 412, 'etag-mismatch'],
  ['13.1.1: strong comparison', 'GET', { 'if-match': `W/${TAG}` }, 412, 'etag-mismatch'],
  ['8.8.3: a tag without quotes is none', 'GET', { 'if-match': 'ab,12' }, 400, 'invalid-request'],
  ['13.1.1: * is not a member of a list', 'GET', { 'if-match': `${TAG}, *` }, 400, 'invalid-request'],
  ['13.2.2: If-Match before If-None-Match', 'GET', { 'if-match': '"x"', 'if-none-match': TAG }, 412, 'etag-mismatch'],
  ['13.2.2: If-Match before Range', 'GET', { 'if-match': '"x"', range: 'bytes=10-' }, 412, 'etag-mismatch'],
];

describe('a file', () => {
  it.each(WHOLE)('is sent whole (%s): %s %j', async (_, method, condition, status, bytes) => {
    const { statusCode, body, headers } = await ask(method, '/v1/things/audio', condition);
    expect([statusCode, body]).toEqual([status, bytes]);
    expect(headers).toMatchObject({ etag: TAG, 'accept-ranges': 'bytes', 'content-length': '10', ...OWN });
    expect(headers['content-range']).toBeUndefined();
    expect(reads).toEqual(method === 'HEAD' ? [] : [undefined]);
  });

  it.each(PARTS)('is sent in part (%s): %s %j', async (_, method, condition, status, bytes, range) => {
    const { statusCode, body, headers } = await ask(method, '/v1/things/audio', condition);
    expect([statusCode, body]).toEqual([status, bytes]);
    expect(headers).toMatchObject({
      etag: TAG,
      'content-range': `bytes ${range}/10`,
      'content-length': `${bytes.length}`,
      ...OWN,
    });
  });

  it.each(NOT_MODIFIED)('is not sent again (%s): %s %j', async (_, method, condition) => {
    const { statusCode, body, headers } = await ask(method, '/v1/things/audio', condition);
    expect([statusCode, body]).toEqual([304, '']);
    expect(headers).toMatchObject({ etag: TAG, 'cache-control': 'private, no-cache', ...OWN });
    // RFC 9110, 8.6 and 15.4.5: that of the whole, or none.
    expect([undefined, '10']).toContain(headers['content-length']);
    expect(headers['content-range']).toBeUndefined();
    expect(reads).toEqual([]);
  });

  it.each(REFUSED)('is refused (%s): %s %j', async (_, method, condition, status, code) => {
    const { statusCode, body, headers } = await ask(method, '/v1/things/audio', condition);
    expect([statusCode, (JSON.parse(body) as { code: string }).code]).toEqual([status, code]);
    expect(headers['content-range']).toBe(status === 416 ? 'bytes */10' : undefined);
    expect([headers['etag'], headers['x-ai-generated']]).toEqual([undefined, undefined]);
    expect(reads).toEqual([]);
  });
});

describe('a resource', () => {
  const ROWS: readonly Row[] = [
    ['13.1.2: the tag', 'GET', { 'if-none-match': '"v7"' }, 304, ''],
    ['13.1.2: the tag', 'HEAD', { 'if-none-match': '"v7"' }, 304, ''],
    ['13.1.2: weak comparison in a list', 'GET', { 'if-none-match': '"v6", W/"v7"' }, 304, ''],
    ['13.1.2: any representation', 'GET', { 'if-none-match': '*' }, 304, ''],
    ['13.1.2: another tag', 'GET', { 'if-none-match': '"v6"' }, 200, '{"id":"a"}'],
    ['14.2: Range may be ignored', 'GET', { range: 'bytes=0-1' }, 200, '{"id":"a"}'],
    ['13.1.1: the tag', 'GET', { 'if-match': '"v7"' }, 200, '{"id":"a"}'],
    ['13.1.2: only GET and HEAD have 304', 'PATCH', { 'if-none-match': '"v8"' }, 200, '{"id":"a"}'],
  ];

  it.each(ROWS)('(%s): %s %j', async (_, method, condition, status, sent) => {
    const { statusCode, body, headers } = await ask(method, '/v1/things/one', condition);
    expect([statusCode, body]).toEqual([status, sent]);
    expect(headers['etag']).toBe(method === 'PATCH' ? '"v8"' : '"v7"');
    if (method === 'HEAD') expect(headers['content-length']).toBe('10');
  });

  it('is refused for another If-Match, and for a weak one', async () => {
    const other = await ask('GET', '/v1/things/one', { 'if-match': '"v6"' });
    expect([other.statusCode, other.body]).toEqual([412, expect.stringContaining('The resource has changed.')]);
    const weak = await ask('GET', '/v1/things/one', { 'if-match': 'W/"v7"' });
    expect([weak.statusCode, weak.body]).toEqual([412, expect.stringContaining('without W/')]);
  });

  it.each([
    ['v7', 'The header If-Match needs double quotes: "v7". See GET /v1/things/one in /openapi.json.'],
    ['5', 'The header If-Match needs double quotes: "5".'],
    ['"v7', 'The header If-Match must be the ETag of the resource in double quotes, as it was sent'],
    ['"v6", v7', 'The header If-Match must be the ETag of the resource in double quotes, as it was sent'],
    [`'v7'`, 'The header If-Match must be the ETag of the resource in double quotes, as it was sent'],
    ['', 'The header If-Match must be the ETag of the resource in double quotes, as it was sent'],
  ])('is refused for an If-Match that RFC 9110, 8.8.3 and 13.1.1 do not know: %s', async (tag, detail) => {
    const { statusCode, body } = await ask('GET', '/v1/things/one', { 'if-match': tag });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      code: 'invalid-request',
      retryable: false,
      detail: expect.stringContaining(detail) as string,
      errors: [{ pointer: 'header/If-Match', code: 'invalid-format' }],
    });
  });
});
