import { Controller, Get, HttpStatus, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Roles } from '#auth';
import type { Page } from '#documents';
import { ServiceError } from '#domain';
import type { OpenAnswer } from '../open-answers/open-answers.ts';
import { Opens } from '../open-answers/opens.decorator.ts';
import { startController } from '../testing/controller-application.ts';
import { Answer } from './answer.ts';
import { AnswersDownload, type Download } from './download.ts';
import { AnswersPage } from './page.ts';
import { AnswersResource } from './resource.ts';

interface Thing {
  readonly id: string;
  readonly secret: string;
}

const thingSchema = z.object({ id: z.string() });
const thingListSchema = z.object({
  data: z.array(thingSchema),
  hasMore: z.boolean(),
  next: z.string().nullable(),
});
const thingView = ({ id }: Thing): z.infer<typeof thingSchema> => ({ id });
const CONTENT = 'RIFFdata';
const ranges: unknown[] = [];
let opened: OpenAnswer | undefined;

@Controller('v1/things')
@Roles('Voice.Read')
class ThingsController {
  static next: string | undefined;
  static going: string | undefined;
  static refusal: ServiceError | undefined;

  @Get()
  @AnswersPage(thingListSchema, thingView)
  list(
    @Query({ schema: z.object({ limit: z.string().optional(), after: z.string().optional() }) }) _query: object,
  ): Page<Thing> {
    return { data: [{ id: 'a', secret: 's' }], next: ThingsController.next };
  }

  @Get('one')
  @AnswersResource(thingSchema, thingView)
  get(): Promise<Thing & { etag: string }> {
    return Promise.resolve({ id: 'a', secret: 's', etag: '"7"' });
  }

  @Get('two')
  @AnswersResource(thingSchema, thingView, ({ id }: Thing) => id === ThingsController.going)
  poll(): Promise<Thing & { etag: string }> {
    return Promise.resolve({ id: 'b', secret: 's', etag: '"8"' });
  }

  @Post()
  create(): Answer<object> {
    return new Answer({ id: 'a' }, { status: HttpStatus.ACCEPTED, headers: { location: '/v1/things/a' } });
  }

  @Get('audio')
  @AnswersDownload(['audio/wav'])
  audio(): Download {
    if (ThingsController.refusal) throw ThingsController.refusal;
    return {
      tag: 'ab12',
      sizeBytes: CONTENT.length,
      contentType: 'audio/wav',
      fileName: 'a.wav',
      read: (range) => {
        ranges.push(range);
        async function* part() {
          yield Buffer.from(CONTENT.slice(range?.first, range && range.last + 1));
        }
        return Promise.resolve(part());
      },
    };
  }

  @Get('open')
  open(@Opens('events') open: () => OpenAnswer): object {
    opened = open();
    return {};
  }
}

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await startController(ThingsController);
});
beforeEach(() => {
  ranges.length = 0;
  ThingsController.next = undefined;
  ThingsController.refusal = undefined;
});
afterAll(() => app.close());

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') =>
  app.inject({ method, url, headers: { authorization: 'Bearer ada', ...headers } });

describe('answers', () => {
  it('to lists are pages of views; the last has no link', async () => {
    const { headers, body } = await ask('/v1/things?limit=1');
    expect(JSON.parse(body)).toEqual({ data: [{ id: 'a' }], hasMore: false, next: null });
    expect(headers['link']).toBeUndefined();
  });

  it('to lists link to the next page, with the query of this one', async () => {
    ThingsController.next = 'a b';
    const { headers, body } = await ask('/v1/things?limit=1&after=x');
    expect(JSON.parse(body)).toEqual({ data: [{ id: 'a' }], hasMore: true, next: 'a b' });
    expect(headers['link']).toBe('</v1/things?limit=1&after=a+b>; rel="next"');
  });

  it('to reads of a document carry its ETag in one pair of quotes', async () => {
    const { headers, body } = await ask('/v1/things/one');
    expect(JSON.parse(body)).toEqual({ id: 'a' });
    expect(headers['etag']).toBe('"7"');
  });

  it('to reads of what goes on say when to ask again, also where it has not changed', async () => {
    const retryAfter = async (headers = {}) => {
      const answer = await ask('/v1/things/two', headers);
      return [answer.statusCode, answer.headers['retry-after']];
    };
    ThingsController.going = 'b';
    expect(await retryAfter()).toEqual([200, '1']);
    expect(await retryAfter({ 'if-none-match': '"8"' })).toEqual([304, '1']);
    ThingsController.going = undefined;
    expect(await retryAfter()).toEqual([200, undefined]);
  });

  it('have the status and the headers that a handler gives them', async () => {
    const { statusCode, headers, body } = await ask('/v1/things', {}, 'POST');
    expect([statusCode, headers['location'], JSON.parse(body)]).toEqual([202, '/v1/things/a', { id: 'a' }]);
  });

  it('are counted as open when the handler says so', async () => {
    expect((await ask('/v1/things/open')).statusCode).toBe(200);
    await expect(opened?.closed).resolves.toBeUndefined();
  });
});

describe('downloads', () => {
  const HEADERS = {
    etag: '"ab12"',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': 'attachment; filename="a.wav"',
  };

  it('are the whole file, which a cache may keep but has to ask for each time', async () => {
    const { statusCode, headers, body } = await ask('/v1/things/audio');
    expect([statusCode, body]).toEqual([200, CONTENT]);
    expect(headers).toMatchObject({ ...HEADERS, 'content-type': 'audio/wav', 'content-length': '8' });
    expect(headers['content-range']).toBeUndefined();
  });

  it('are a range of it', async () => {
    const { statusCode, headers, body } = await ask('/v1/things/audio', { range: 'bytes=4-' });
    expect([statusCode, body]).toEqual([206, 'data']);
    expect(headers).toMatchObject({ ...HEADERS, 'content-range': 'bytes 4-7/8', 'content-length': '4' });
    expect(ranges).toEqual([{ first: 4, last: 7 }]);
  });

  it('are 304 for who has it, and nothing is read', async () => {
    const { statusCode, headers, body } = await ask('/v1/things/audio', { 'if-none-match': '"ab12"' });
    expect([statusCode, body]).toEqual([304, '']);
    const { etag, 'cache-control': cacheControl } = HEADERS;
    expect(headers).toMatchObject({ etag, 'cache-control': cacheControl });
    expect(ranges).toEqual([]);
  });

  it('are refused, not 304, for a client that has it but may no longer have it', async () => {
    ThingsController.refusal = new ServiceError('consent-revoked', 'The consent was revoked.');
    const { statusCode, headers, body } = await ask('/v1/things/audio', { 'if-none-match': '"ab12"' });
    expect([statusCode, headers['content-type']]).toEqual([403, 'application/problem+json']);
    expect(body).toContain('consent-revoked');
    expect(headers['etag']).toBeUndefined();
  });

  it('are refused for a range outside of it', async () => {
    const { statusCode, headers } = await ask('/v1/things/audio', { range: 'bytes=8-' });
    expect([statusCode, headers['content-type']]).toEqual([416, 'application/problem+json']);
    expect(ranges).toEqual([]);
  });
});
