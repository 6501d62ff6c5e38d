import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { createClient } from '../generated/hey-api/client/index.ts';
import type { StreamEvent } from '../generated/hey-api/core/serverSentEvents.gen.ts';
import * as api from '../generated/hey-api/index.ts';
import { AUDIT_LIMIT, type GeneratedClient, given, readAll, type Setting, TEXT } from './generated-client.ts';

export function heyApiClient({ baseUrl, token, voiceId, synthesisId, recording }: Setting): GeneratedClient {
  const client = createClient({ baseUrl, auth: token });
  const headers = () => ({ 'Idempotency-Key': randomUUID() });

  async function createSynthesis() {
    const { data, error } = await api.createSynthesis({ client, headers: headers(), body: { voiceId, text: TEXT } });
    return given(data, error);
  }

  async function speak() {
    const { error, response } = await api.streamSpeech({
      client,
      body: { voiceId, text: TEXT, format: 'wav' },
      parseAs: 'stream',
    });
    if (error !== undefined) throw new Error(error.detail);
    return readAll(response?.body);
  }

  async function captions(format: api.CaptionsFormat) {
    const { data, error } = await api.getSynthesisCaptions({
      client,
      path: { id: synthesisId },
      query: { format },
      parseAs: 'blob',
    });
    return given(data, error).text();
  }

  return {
    async create() {
      const { id, type, subject } = await createSynthesis();
      return { id, type, subject: subject.id };
    },
    async page() {
      const query = { limit: 1, voiceId };
      const first = await api.listSyntheses({ client, query });
      const { data, hasMore, next } = given(first.data, first.error);
      const rest = await api.listSyntheses({ client, query: { ...query, after: next ?? '' } });
      const second = given(rest.data, rest.error);
      return { first: data.map(({ id }) => id), more: hasMore, second: second.data.map(({ id }) => id) };
    },
    async upload() {
      const file = new File([await openAsBlob(recording)], 'recording.wav', { type: 'audio/wav' });
      const sent = await api.uploadFile({ client, headers: headers(), body: { purpose: 'sample', file } });
      const { id, purpose, fileName } = given(sent.data, sent.error);
      const read = await api.getUpload({ client, path: { id } });
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
      const { data, error } = await api.getSynthesisAudio({
        client,
        path: { id: synthesisId },
        headers: { Range: 'bytes=0-99' },
        parseAs: 'blob',
      });
      return { hex: Buffer.from(await given(data, error).arrayBuffer()).toString('hex') };
    },
    async captions() {
      return { vtt: await captions('vtt'), srt: await captions('srt') };
    },
    async events() {
      const { id } = await createSynthesis();
      const statuses: string[] = [];
      const { stream } = await api.watchOperation({
        client,
        path: { id },
        // Without data where the API only says when to connect again. What this throws is taken for a lost connection.
        onSseEvent: ({ data }: StreamEvent) => {
          if (data !== undefined) statuses.push((data as Pick<api.Operation, 'status'>).status);
        },
        sseMaxRetryAttempts: 1,
      });
      for await (const _ of stream);
      return { statuses };
    },
    async conflict() {
      const url = 'https://hooks.example.com/hey-api';
      const created = await api.createWebhookEndpoint({ client, headers: headers(), body: { url } });
      const path = { id: given(created.data, created.error).id };
      const { response } = await api.getWebhookEndpoint({ client, path });
      const condition = { 'If-Match': response?.headers.get('etag') ?? '' };
      const update = (description: string) =>
        api.updateWebhookEndpoint({ client, path, headers: condition, body: { description } });
      const updated = await update('The first');
      const late = await update('The second');
      await api.deleteWebhookEndpoint({ client, path });
      const { status, code } = given(late.error, late.data);
      return { updated: updated.data?.description, status, code };
    },
    async problem() {
      const body = { voiceId: 'Ada', text: TEXT };
      const { data, error } = await api.createSynthesis({ client, headers: headers(), body });
      const { status, code, retryable, errors = [] } = given(error, data);
      return { status, code, retryable, pointers: errors.map(({ pointer }) => pointer) };
    },
    async audit() {
      const query = { subjectId: voiceId, limit: AUDIT_LIMIT };
      const { data, error } = await api.listAuditEvents({ client, query });
      return {
        events: given(data, error).data.map(({ sequence, action, at, details }) => ({
          sequence: Number(sequence),
          action,
          atMs: Date.parse(at),
          details: details ?? null,
        })),
      };
    },
  };
}
