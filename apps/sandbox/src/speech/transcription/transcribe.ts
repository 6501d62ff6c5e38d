import { consentStatement, isConsentLocale } from '#domain';
import { z } from 'zod';
import type { Ear, Expectation } from '../hearing/ear.ts';
import type { TimedWord } from '../hearing/speech-memory.ts';
import { fileParts, textParts } from '../custom-voice/form-parts.ts';
import { ApiError, invalidRequest } from '../rest/api-error.ts';
import { checked, parseJson, type RestAnswer, type RestCall } from '../rest/call.ts';
import type { Route } from '../rest/route.ts';
import { UnreadableRecordingError } from '../voice/engine.ts';

/** The `definition` part of a fast transcription, 2025-10-15. */
const definition = z.object({
  locales: z.array(z.string().min(2)).optional(),
  profanityFilterMode: z.enum(['None', 'Masked', 'Removed', 'Tags']).optional(),
  channels: z.array(z.int()).optional(),
  diarization: z.object({ enabled: z.boolean().optional(), maxSpeakers: z.int().min(2).optional() }).optional(),
  phraseList: z.object({ phrases: z.array(z.string()), biasingWeight: z.number().min(0).max(2).optional() }).optional(),
});

type Definition = z.infer<typeof definition>;

const FALLBACK_LOCALE = 'en-US';

export function transcriptionRoutes(ear: Ear): Route[] {
  return [
    {
      operation: 'Transcriptions_Transcribe',
      api: 'transcription',
      method: 'POST',
      path: '/speechtotext/transcriptions:transcribe',
      handle: (call) => transcribe(call, ear),
    },
  ];
}

async function transcribe(call: RestCall, ear: Ear): Promise<RestAnswer> {
  const form = await call.form();
  const [audio] = await fileParts(form, ['audio']);
  if (audio === undefined) throw invalidRequest([{ target: 'audio', message: 'The audio part is required.' }]);
  const wish = await readDefinition(form);
  const locale = wish.locales?.[0] ?? FALLBACK_LOCALE;
  // That the text names the locale is UNVERIFIED; the documentation lists locales by region and no error for the others.
  if (!ear.knows(locale)) throw new ApiError('BadRequest', `The locale ${locale} is not supported in this region.`);
  try {
    const heard = await ear.listen(audio);
    const durationMs = Math.round(heard.durationMs);
    const { text, words } = ear.transcribe(heard, expectationOf(wish, locale), 'transcription');
    return { status: 200, body: document(text, words ?? spread(text, heard.durationMs), durationMs, locale) };
  } catch (error) {
    if (error instanceof UnreadableRecordingError) {
      throw invalidRequest([{ target: 'audio', message: 'The audio could not be decoded.' }]);
    }
    throw error;
  }
}

async function readDefinition(form: FormData): Promise<Definition> {
  // The part may come with a file name, which makes it a file.
  const [file] = await fileParts(form, ['definition']);
  const source = textParts(form)['definition'] ?? (file === undefined ? '{}' : Buffer.from(file).toString('utf8'));
  const parsed = parseJson(source);
  if (parsed === undefined)
    throw invalidRequest([{ target: 'definition', message: 'The definition part is not valid JSON.' }]);
  return checked(definition, parsed.value);
}

/**
 * What the caller probably hopes to hear. A caller that checks a verbal consent lists the talent's and the company's name, in this
 * order, as phrases to listen for: the statement of the locale with these two names. No text for any other caller.
 */
function expectationOf(wish: Definition, locale: string): Expectation {
  const phrases = wish.phraseList?.phrases ?? [];
  const [talent, company] = phrases;
  const isConsent = talent !== undefined && company !== undefined && isConsentLocale(locale);
  return { text: isConsent ? consentStatement(locale, talent, company) : '', locale, phrases };
}

function document(text: string, words: readonly TimedWord[], durationMilliseconds: number, locale: string): object {
  const startMs = words[0]?.startMs ?? 0;
  const endMs = words.at(-1)?.endMs ?? 0;
  const phrase = {
    offsetMilliseconds: Math.round(startMs),
    durationMilliseconds: Math.round(endMs - startMs),
    text,
    words: words.map((word) => ({
      text: word.text,
      offsetMilliseconds: Math.round(word.startMs),
      durationMilliseconds: Math.round(word.endMs - word.startMs),
    })),
    locale,
    confidence: 0.9,
  };
  return { durationMilliseconds, combinedPhrases: [{ text }], phrases: text === '' ? [] : [phrase] };
}

/** Words without known times, spread evenly by their lengths. */
function spread(text: string, durationMs: number): TimedWord[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const total = words.reduce((sum, word) => sum + word.length, 0);
  let at = 0;
  return words.map((word) => {
    const startMs = (at / total) * durationMs;
    at += word.length;
    return { text: word, startMs, endMs: (at / total) * durationMs };
  });
}
