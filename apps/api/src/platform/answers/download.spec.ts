import { once } from 'node:events';
import { get, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Roles } from '#auth';
import { startController } from '../testing/controller-application.ts';
import { AnswersDownload, type Download } from './download.ts';

/** More than the buffers of a connection hold. */
const SIZE = 64 * 1024 * 1024;
const CHUNK = Buffer.alloc(128 * 1024);

let sent: string[];
let ended: string[];

@Controller('v1/things')
@Roles('Voice.Read')
class ThingsController {
  @Get('audio')
  @AnswersDownload(['audio/wav'])
  audio(): Download {
    return {
      tag: 'ab',
      sizeBytes: SIZE,
      contentType: 'audio/wav',
      fileName: 'a.wav',
      onSent: () => Promise.resolve(void sent.push('whole')),
      read: (range) => {
        async function* pieces() {
          try {
            const { first, last } = range ?? { first: 0, last: SIZE - 1 };
            for (let at = first; at <= last; at += CHUNK.length) {
              yield await Promise.resolve(CHUNK.subarray(0, last - at + 1));
            }
          } finally {
            ended.push('read');
          }
        }
        return Promise.resolve(pieces());
      },
    };
  }
}

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  app = await startController(ThingsController);
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/v1/things/audio`;
});
beforeEach(() => void ([sent, ended] = [[], []]));
afterAll(() => app.close());

async function ask(method: 'GET' | 'HEAD', headers: Record<string, string> = {}): Promise<Buffer> {
  const asked = request(url, { method, headers: { authorization: 'Bearer ada', ...headers } }).end();
  const [answer] = (await once(asked, 'response')) as [AsyncIterable<Buffer>];
  return buffer(answer);
}

describe('a download', () => {
  it('tells when all of it was sent, to each that got all of it', async () => {
    expect(await ask('GET')).toHaveLength(SIZE);
    await expect.poll(() => sent).toEqual(['whole']);
    await ask('GET');
    await expect.poll(() => sent).toEqual(['whole', 'whole']);
  });

  it.each([
    ['HEAD', 'HEAD', {}],
    ['a range', 'GET', { range: 'bytes=0-9' }],
    ['a range that is all of it', 'GET', { range: 'bytes=0-' }],
    ['a copy that is still right', 'GET', { 'if-none-match': '"ab"' }],
  ] as const)('does not tell of %s', async (_, method, headers) => {
    await ask(method, headers);
    // One that tells comes after it.
    await ask('GET');
    await expect.poll(() => sent).toEqual(['whole']);
  });

  it('does not tell of a connection that broke', async () => {
    const asked = get(url, { headers: { authorization: 'Bearer ada' } });
    const [answer] = (await once(asked, 'response')) as [AsyncIterable<Buffer> & { destroy(): void }];
    for await (const _ of answer) break;
    asked.destroy();
    await expect.poll(() => ended).toEqual(['read']);
    await ask('GET');
    await expect.poll(() => sent).toEqual(['whole']);
  });
});
