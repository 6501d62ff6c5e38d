import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import * as api from '../generated/orval/fetch.ts';
import type { CaptionsFormat } from '../generated/orval/model/index.ts';
import { AUDIT_LIMIT, type GeneratedClient, type Setting, TEXT } from './generated-client.ts';
import { configure } from './orval-fetch.ts';

/** The data of an answer with one of the statuses. @throws Error with what the API answered instead */
function dataOf<A extends { status: number; data: unknown }, S extends A['status']>(answer: A, ...statuses: S[]) {
  if (statuses.some((status) => status === answer.status)) return answer.data as Extract<A, { status: S }>['data'];
  throw new Error(`The API answered ${answer.status}: ${JSON.stringify(answer.data)}`);
}

export function orvalClient({ baseUrl, token, voiceId, synthesisId, recording }: Setting): GeneratedClient {
  configure({ baseUrl, token });
  const key = () => ({ 'Idempotency-Key': randomUUID() });
  const createSynthesis = async () => dataOf(await api.createSynthesis({ voiceId, text: TEXT }, key()), 202);
  const captions = async (format: CaptionsFormat) =>
    dataOf(await api.getSynthesisCaptions(synthesisId, { format }), 200).text();

  return {
    async create() {
      const { id, type, subject } = await createSynthesis();
      return { id, type, subject: subject.id };
    },
    async page() {
      const query = { limit: 1, voiceId };
      const { data, hasMore, next } = dataOf(await api.listSyntheses(query), 200);
      const second = dataOf(await api.listSyntheses({ ...query, after: next ?? '' }), 200);
      return { first: data.map(({ id }) => id), more: hasMore, second: second.data.map(({ id }) => id) };
    },
    async upload() {
      const file = new File([await openAsBlob(recording)], 'recording.wav', { type: 'audio/wav' });
      const { id, purpose, fileName } = dataOf(await api.uploadFile({ purpose: 'sample', file }, key()), 202);
      return { id, purpose, fileName, read: dataOf(await api.getUpload(id), 200).id };
    },
    async speak() {
      const audio = dataOf(await api.streamSpeech({ voiceId, text: TEXT, format: 'wav' }), 200);
      return { head: await audio.slice(0, 4).text(), bytes: audio.size };
    },
    async speakCutOff() {
      let bytes = 0;
      const onChunk = (chunk: Uint8Array) => (bytes += chunk.length);
      const noticed = await api.streamSpeech({ voiceId, text: TEXT, format: 'wav' }, { onChunk }).then(
        () => false,
        () => true,
      );
      return { bytes, noticed };
    },
    async range() {
      const audio = dataOf(await api.getSynthesisAudio(synthesisId, { Range: 'bytes=0-99' }), 206);
      return { hex: Buffer.from(await audio.arrayBuffer()).toString('hex') };
    },
    async captions() {
      return { vtt: await captions('vtt'), srt: await captions('srt') };
    },
    async events() {
      const { id } = await createSynthesis();
      const stream = await dataOf(await api.watchOperation(id), 200).text();
      const operations = Array.from(
        stream.matchAll(/^data: ?(.*)$/gm),
        ([, json = '']) => JSON.parse(json) as { status: string },
      );
      return { statuses: operations.map(({ status }) => status) };
    },
    async conflict() {
      const url = 'https://hooks.example.com/orval';
      const { id } = dataOf(await api.createWebhookEndpoint({ url }, key()), 201);
      const { headers } = await api.getWebhookEndpoint(id);
      const condition = { 'If-Match': headers.get('etag') ?? '' };
      const updated = dataOf(await api.updateWebhookEndpoint(id, { description: 'The first' }, condition), 200);
      const late = await api.updateWebhookEndpoint(id, { description: 'The second' }, condition);
      await api.deleteWebhookEndpoint(id);
      return { updated: updated.description, status: late.status, code: dataOf(late, 412).code };
    },
    async problem() {
      const answer = await api.createSynthesis({ voiceId: 'Ada', text: TEXT }, key());
      const { status, code, retryable, errors = [] } = dataOf(answer, 400);
      return { status, code, retryable, pointers: errors.map(({ pointer }) => pointer) };
    },
    async audit() {
      const { data } = dataOf(await api.listAuditEvents({ subjectId: voiceId, limit: AUDIT_LIMIT }), 200);
      return {
        events: data.map(({ sequence, action, at, details }) => ({
          sequence,
          action,
          atMs: Date.parse(at),
          details: details ?? null,
        })),
      };
    },
  };
}
