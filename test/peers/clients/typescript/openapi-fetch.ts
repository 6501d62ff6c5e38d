import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { text } from 'node:stream/consumers';
import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/openapi-typescript/contract.ts';
import { AUDIT_LIMIT, type GeneratedClient, given, readAll, type Setting, TEXT } from './generated-client.ts';

export function openapiFetchClient({ baseUrl, token, voiceId, synthesisId, recording }: Setting): GeneratedClient {
  const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  const key = () => ({ 'Idempotency-Key': randomUUID() });

  async function createSynthesis() {
    const { data, error } = await client.POST('/v1/syntheses', {
      params: { header: key() },
      body: { voiceId, text: TEXT },
    });
    return given(data, error);
  }

  async function speak() {
    const body: components['schemas']['CreateSpeech'] = { voiceId, text: TEXT, format: 'wav' };
    const { data, error } = await client.POST('/v1/speech', { body, parseAs: 'stream' });
    return readAll(given(data, error));
  }

  async function captions(format: components['schemas']['CaptionsFormat']) {
    const { data, error } = await client.GET('/v1/syntheses/{id}/captions', {
      params: { path: { id: synthesisId }, query: { format } },
      parseAs: 'text',
    });
    return given(data, error);
  }

  return {
    async create() {
      const { id, type, subject } = await createSynthesis();
      return { id, type, subject: subject.id };
    },
    async page() {
      const query = { limit: 1, voiceId };
      const first = await client.GET('/v1/syntheses', { params: { query } });
      const { data, hasMore, next } = given(first.data, first.error);
      const rest = await client.GET('/v1/syntheses', { params: { query: { ...query, after: next ?? '' } } });
      const second = given(rest.data, rest.error);
      return { first: data.map(({ id }) => id), more: hasMore, second: second.data.map(({ id }) => id) };
    },
    async upload() {
      const file = await openAsBlob(recording, { type: 'audio/wav' });
      const sent = await client.POST('/v1/uploads/files', {
        params: { header: key() },
        // The types say string for what is binary.
        body: { purpose: 'sample', file: 'recording.wav' },
        bodySerializer({ purpose, file: fileName }) {
          const form = new FormData();
          form.append('purpose', purpose);
          form.append('file', file, fileName);
          return form;
        },
      });
      const { id, purpose, fileName } = given(sent.data, sent.error);
      const read = await client.GET('/v1/uploads/{id}', { params: { path: { id } } });
      return { id, purpose, fileName, read: given(read.data, read.error).id };
    },
    async speak() {
      const { bytes } = await speak();
      return { head: bytes.toString('latin1', 0, 4), bytes: bytes.length };
    },
    async speakCutOff() {
      const { bytes, noticed } = await speak();
      return { bytes: bytes.length, noticed };
    },
    async range() {
      const { data, error } = await client.GET('/v1/syntheses/{id}/audio', {
        params: { path: { id: synthesisId }, header: { Range: 'bytes=0-99' } },
        parseAs: 'arrayBuffer',
      });
      return { hex: Buffer.from(given(data, error)).toString('hex') };
    },
    async captions() {
      return { vtt: await captions('vtt'), srt: await captions('srt') };
    },
    async events() {
      const { id } = await createSynthesis();
      const { data, error } = await client.GET('/v1/operations/{id}/events', {
        params: { path: { id } },
        parseAs: 'stream',
      });
      const stream = given(data ?? undefined, error);
      const events = (await text(stream)).matchAll(/^data: ?(.*)$/gm);
      const operations = Array.from(
        events,
        ([, json = '']) => JSON.parse(json) as Pick<components['schemas']['Operation'], 'status'>,
      );
      return { statuses: operations.map(({ status }) => status) };
    },
    async conflict() {
      const url = 'https://hooks.example.com/openapi-fetch';
      const created = await client.POST('/v1/webhook-endpoints', { params: { header: key() }, body: { url } });
      const { id } = given(created.data, created.error);
      const read = await client.GET('/v1/webhook-endpoints/{id}', { params: { path: { id } } });
      const header = { 'If-Match': read.response.headers.get('etag') ?? '' };
      const update = (description: string) =>
        client.PATCH('/v1/webhook-endpoints/{id}', { params: { path: { id }, header }, body: { description } });
      const updated = await update('The first');
      const late = await update('The second');
      await client.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id } } });
      const { status, code } = given(late.error, late.data);
      return { updated: updated.data?.description, status, code };
    },
    async problem() {
      const { data, error } = await client.POST('/v1/syntheses', {
        params: { header: key() },
        body: { voiceId: 'Ada', text: TEXT },
      });
      const { status, code, retryable, errors = [] } = given(error, data);
      return { status, code, retryable, pointers: errors.map(({ pointer }) => pointer) };
    },
    async audit() {
      const { data, error } = await client.GET('/v1/audit-events', {
        params: { query: { subjectId: voiceId, limit: AUDIT_LIMIT } },
      });
      const events = given(data, error).data;
      return {
        events: events.map(({ sequence, action, at, details }) => ({
          sequence,
          action,
          atMs: Date.parse(at),
          details: details ?? null,
        })),
      };
    },
  };
}
