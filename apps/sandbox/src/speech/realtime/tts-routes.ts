import { findOutputFormat } from '../output-format.ts';
import type { Narration, Narrator } from '../narrator.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';
import type { Route } from '../rest/route.ts';
import { SsmlError } from '../ssml/ssml.ts';
import { riffHeader } from '../voice/encoder.ts';
import { PREBUILT_VOICES } from '../voice/prebuilt-voices.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { MAX_AUDIO_MS } from './limits.ts';
import { redirectRoute } from './regional-host.ts';

/** Regional hosts serve the first prefix, custom domains the second. */
const PREFIXES = ['/cognitiveservices', '/tts/cognitiveservices'];

/** Text to speech by REST. Its errors are plain text, not the envelope of the management APIs. */
export function ttsRoutes(narrator: Narrator): Route[] {
  const ofPrefixes = PREFIXES.flatMap((prefix): Route[] => [
    {
      operation: 'TTS_Speak',
      api: 'text-to-speech',
      method: 'POST',
      path: `${prefix}/v1`,
      handle: (call) => speak(call, narrator),
    },
    {
      operation: 'TTS_ListVoices',
      api: 'text-to-speech',
      method: 'GET',
      path: `${prefix}/voices/list`,
      handle: listVoices,
    },
  ]);
  return [...ofPrefixes, redirectRoute];
}

async function speak(call: RestCall, narrator: Narrator): Promise<RestAnswer> {
  if (call.mediaType !== 'application/ssml+xml') return plain(415, 'The content type must be application/ssml+xml.');
  const userAgent = call.headers['user-agent'] ?? '';
  if (userAgent === '' || userAgent.length >= 255)
    return plain(400, 'The User-Agent header must have 1 to 254 characters.');
  const name = call.headers['x-microsoft-outputformat'] ?? '';
  const format = findOutputFormat(name);
  if (format === undefined) return plain(400, 'The X-Microsoft-OutputFormat header is missing or not supported.');
  let narration: Narration;
  try {
    const deploymentId = call.url.searchParams.get('deploymentId') ?? undefined;
    narration = narrator.prepare(call.body.toString('utf8'), () => deploymentId);
  } catch (error) {
    if (error instanceof SsmlError) return plain(400, error.message);
    throw error;
  }
  const headers = { 'content-type': format.contentType };
  const queue = new ChunkQueue();
  const speaking = narrator.narrate(narration, format, (chunk) => queue.push(chunk.audio), {
    signal: call.signal,
    longestMs: MAX_AUDIO_MS,
  });
  speaking.then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  if (format.container !== 'riff') return { status: 200, headers, body: queue };
  // The header of a RIFF file holds the length, so these formats do not stream.
  const pieces: Uint8Array[] = [];
  for await (const piece of queue) pieces.push(piece);
  const file = Buffer.concat(pieces);
  file.set(riffHeader(format, file.length - riffHeader(format).length));
  return { status: 200, headers, body: file };
}

function plain(status: number, message: string): RestAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(message) };
}

function listVoices(): RestAnswer {
  const languages = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
  return {
    status: 200,
    body: PREBUILT_VOICES.map(({ shortName, displayName, gender, locale }) => ({
      Name: `Microsoft Server Speech Text to Speech Voice (${locale}, ${shortName.slice(locale.length + 1)})`,
      DisplayName: displayName,
      LocalName: displayName,
      ShortName: shortName,
      Gender: gender,
      Locale: locale,
      LocaleName: languages.of(locale) ?? locale,
      SampleRateHertz: '24000',
      VoiceType: 'Neural',
      Status: 'GA',
      WordsPerMinute: '150',
    })),
  };
}
