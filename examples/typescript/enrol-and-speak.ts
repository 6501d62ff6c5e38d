/**
 * Enrolls a voice with the consent of its owner, and speaks with it: a text that is stored, and one that is streamed while it is spoken.
 *
 *   API=http://127.0.0.1:3000 TOKEN=$(npm run --silent token) \
 *     node --conditions=development examples/typescript/enrol-and-speak.ts --statement
 *   … enrol-and-speak.ts --consent statement.wav --sample sample.wav --out speech.wav --live live.mp3
 */
import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { OperationFailed, ProblemError, UploadRejected, VoiceClient } from '#client';

const PERSON = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' } as const;

const { values } = parseArgs({
  options: {
    statement: { type: 'boolean', default: false },
    consent: { type: 'string', default: 'statement.wav' },
    sample: { type: 'string', multiple: true, default: ['sample.wav'] },
    out: { type: 'string', default: 'speech.wav' },
    live: { type: 'string', default: 'live.mp3' },
  },
});

const { API = 'http://127.0.0.1:3000', TOKEN = '' } = process.env;
// A service asks @azure/identity here, and a page MSAL: both keep the token while it is valid.
const client = new VoiceClient({ baseUrl: API, token: () => Promise.resolve(TOKEN) });

try {
  if (values.statement) await showStatement();
  else await enrolAndSpeak();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ProblemError) {
    console.error(`${error.message} (request ${error.requestId})`);
    for (const { pointer, detail } of error.errors) console.error(`  ${pointer} ${detail}`);
  } else if (error instanceof UploadRejected || error instanceof OperationFailed) {
    console.error(error.message);
  } else {
    throw error;
  }
}

async function showStatement(): Promise<void> {
  const { data: consent } = await client.POST('/v1/consents', { body: PERSON });
  console.log(`Record this sentence, spoken by the person whose voice you enroll:\n\n  ${consent.statement}`);
}

async function enrolAndSpeak(): Promise<void> {
  const consentRecording = await uploaded('consent', values.consent);
  const samples = await Promise.all(values.sample.map((file) => uploaded('sample', file)));

  const { data: enrollment } = await client.POST('/v1/voices', {
    body: {
      name: PERSON.voiceTalentName,
      kind: 'personal',
      consent: { ...PERSON, uploadId: consentRecording },
      samples: samples.map((uploadId) => ({ uploadId })),
    },
  });
  const { subject: voice } = await client.finishedOperation(enrollment, {
    onProgress: ({ stage, progress }) => console.log(`  ${stage} ${Math.round(progress * 100)} %`),
  });
  console.log(`The voice ${voice.id} is ready.`);

  const { data: speaking } = await client.POST('/v1/syntheses', {
    body: { voiceId: voice.id, text: 'This text is stored as a file.', format: 'wav' },
  });
  const { subject: synthesis } = await client.finishedOperation(speaking);
  const { data: file } = await client.GET('/v1/syntheses/{id}/audio', {
    params: { path: { id: synthesis.id } },
    parseAs: 'stream',
  });
  if (file) await pipeline(Readable.fromWeb(file), createWriteStream(values.out));

  const { audio, contentType } = await client.speak({
    voiceId: voice.id,
    text: 'This one is spoken now.',
    format: 'mp3',
  });
  await pipeline(Readable.fromWeb(audio), createWriteStream(values.live));
  console.log(`${values.out} and ${values.live} (${contentType}) are written.`);
}

/** The id of a recording that was accepted. */
async function uploaded(purpose: 'consent' | 'sample', path: string): Promise<string> {
  const { id } = await client.upload(await openAsBlob(path, { type: 'audio/wav' }), {
    purpose,
    fileName: basename(path),
    onProgress: ({ sentBytes, totalBytes = 0 }) =>
      console.log(`${basename(path)}: ${sentBytes} of ${totalBytes} bytes`),
  });
  await client.acceptedUpload(id);
  return id;
}
