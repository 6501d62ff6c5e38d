import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { outputFormat } from '#speech';
import type { LiveSpeech } from './speak-live.service.ts';
import { SpeechAnswer } from './speech-answer.service.ts';

let server: FastifyInstance;
let port: number;
let chunks: () => AsyncIterable<Uint8Array | string>;
let warnings: unknown[];

beforeEach(async () => {
  warnings = [];
  const answer = new SpeechAnswer(stub<Logger>({ warn: (fields: object) => void warnings.push(fields) }));
  const speech = stub<LiveSpeech>({
    format: outputFormat('mp3'),
    provenanceId: 'prv_1',
    waitedMs: 12.34,
    providerMs: 56.78,
  });
  server = fastify();
  server.get('/', async (request, reply) => {
    await answer.send(speech, 'audio/mpeg', chunks(), request, reply);
    return reply;
  });
  port = Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterEach(() => server.close());

/** The whole answer as it comes over the wire. */
async function answered(): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  return text(socket);
}

async function* spoken(failure?: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one');
  await Promise.resolve();
  if (failure) throw failure;
  yield Buffer.from('two');
}

describe(SpeechAnswer.name, () => {
  it('sends each chunk as it comes, and says how long the request waited', async () => {
    chunks = () => spoken();
    const answer = await answered();
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\r\ncontent-type: audio\/mpeg\r\n/is);
    expect(answer).toMatch(/server-timing: ttfa;dur=[\d.]+, wait;dur=12\.3, provider;dur=56\.8\r\n/i);
    expect(answer).toMatch(/cache-control: no-store/i);
    expect(answer).toMatch(/x-ai-generated: 1\r\nprovenance-id: prv_1\r\n/i);
    expect(answer).toMatch(/\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/);
    expect(warnings).toEqual([]);
  });

  it('cuts the connection without the end of the body when the speech breaks off, and logs the code', async () => {
    chunks = () => spoken(new ServiceError('provider-throttled', 'Azure throttles.'));
    const answer = await answered().catch((error: unknown) => error);
    expect(String(answer)).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(warnings).toEqual([{ code: 'provider-throttled' }]);
  });
});
