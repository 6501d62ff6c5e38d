/**
 * Orders work by messages: enrolls a voice, has a text and a batch spoken, sends a request that is rejected, and cancels one. It prints each reply;
 * docs/producers.md describes them. Recordings and audio are too large for messages: they go over HTTP, as the owner on whose behalf the producer acts.
 *
 *   npm start -- --producer ivr
 *   set -a; . .sandbox/producer-ivr.env; set +a; export TOKEN=$(npm run --silent token)
 *   npx node --conditions=development examples/typescript/order-by-message.ts \
 *     --talent "Ada Lovelace" --company Contoso --statement statement.wav --sample sample.wav --out spoken "The kettle is on."
 *
 * With --voice vce_… it speaks with that voice, and enrolls none.
 */
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { ManagedIdentityCredential } from '@azure/identity';
import { VoiceClient } from '#client';
import { type Order, Producer, type Reply, RequestRejected } from './producer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    voice: { type: 'string' },
    talent: { type: 'string', default: 'Ada Lovelace' },
    company: { type: 'string', default: 'Contoso' },
    statement: { type: 'string', default: 'statement.wav' },
    sample: { type: 'string', default: 'sample.wav' },
    out: { type: 'string', default: '.' },
  },
});
const { API = 'http://127.0.0.1:3000', TOKEN = '' } = process.env;
const { SERVICE_BUS_NAMESPACE = '', PRODUCER = 'ivr', AZURE_CLIENT_ID: clientId = '' } = process.env;

const text = positionals.join(' ');
const client = new VoiceClient({ baseUrl: API, token: () => Promise.resolve(TOKEN) });
const producer = new Producer(SERVICE_BUS_NAMESPACE, PRODUCER, new ManagedIdentityCredential({ clientId }));
try {
  const voiceId = values.voice ?? (await enroll());
  await mkdir(values.out, { recursive: true });

  const { subject: synthesis } = await succeeded(
    await producer.send('synthesis.request', { voiceId, text, format: 'wav' }),
  );
  const { data: audio } = await client.GET('/v1/syntheses/{id}/audio', {
    params: { path: { id: synthesis.id } },
    parseAs: 'stream',
  });
  await save(audio, 'speech.wav');

  const items = ['first', 'second'].map((key) => ({ key, text }));
  const { subject: batch } = await succeeded(await producer.send('batch.request', { voiceId, items, format: 'wav' }));
  const { data: archive } = await client.GET('/v1/batches/{id}/archive', {
    params: { path: { id: batch.id } },
    parseAs: 'stream',
  });
  await save(archive, 'batch.zip');

  await showRejection(voiceId);
  await showCancel(voiceId);
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  await producer.close();
}

/** @returns the id of the voice */
async function enroll(): Promise<string> {
  const consent = { voiceTalentName: values.talent, companyName: values.company, locale: 'en-US' } as const;
  const [statement, sample] = [await uploaded('consent', values.statement), await uploaded('sample', values.sample)];
  const order = await producer.send('voice.request', {
    name: values.talent,
    kind: 'personal',
    consent: { ...consent, uploadId: statement },
    samples: [{ uploadId: sample }],
  });
  return (await succeeded(order)).subject.id;
}

/** The id of a recording that was accepted. */
async function uploaded(purpose: 'consent' | 'sample', path: string): Promise<string> {
  const recording = await openAsBlob(path, { type: 'audio/wav' });
  const { id } = await client.upload(recording, { purpose, fileName: basename(path) });
  await client.acceptedUpload(id);
  return id;
}

/** The last reply. @throws Error when the work has failed, or was canceled */
async function succeeded({ finished }: Order): Promise<Reply & { readonly subject: { readonly id: string } }> {
  const { subject, ...reply } = await finished;
  if (reply.status !== 'succeeded' || !subject) throw new Error(reply.error?.detail ?? `The work was ${reply.status}.`);
  return { ...reply, subject };
}

async function save(audio: ReadableStream<Uint8Array<ArrayBuffer>> | null, name: string): Promise<void> {
  if (audio) await pipeline(Readable.fromWeb(audio), createWriteStream(join(values.out, name)));
}

/** The sample rate is none of this format: a rule that no schema has, so that the check before sending does not find it. */
async function showRejection(voiceId: string): Promise<void> {
  const { accepted } = await producer.send('synthesis.request', {
    voiceId,
    text,
    format: 'mulaw',
    sampleRateHz: 48_000,
  });
  const error: unknown = await accepted.then(
    () => new Error('A wrong request was accepted.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RequestRejected)) throw error;
  const { code, errors = [] } = error.problem;
  console.log(`${code} at ${errors[0]?.pointer}: ${errors[0]?.detail}`);
}

async function showCancel(voiceId: string): Promise<void> {
  // Long enough that it is still being spoken when the cancel arrives.
  const book = `${text} `.repeat(Math.ceil(50_000 / (text.length + 1)));
  const speech = await producer.send('synthesis.request', { voiceId, text: book });
  const { operation } = await speech.accepted;
  const cancel = await producer.send('speech.cancel', { operationId: operation?.id ?? '' });
  await cancel.accepted;
  const ended = await speech.finished;
  console.log(`The operation ${ended.operation?.id} is ${ended.status}.`);
}
