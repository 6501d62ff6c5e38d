import { ProviderError, ServiceError } from '#domain';
import { inTurns, type Steps } from '#loop';
import { z } from 'zod';
import {
  type CallOptions,
  parseAnswer,
  SpeechRestClient,
  type SpeechRestOptions,
} from '../provider/speech-rest-client.ts';
import { finePointsInSteps, sentencesInSteps } from '../sentences/sentences.ts';
import { namedAs } from './provider-name.ts';
import { TranslatorLanguages } from './translator-languages.ts';

/** The api-version this client speaks. */
export const TRANSLATOR_API_VERSION = '3.0';
/** Characters of one request (service limits of Translator: 50,000), with room for what counts differently. */
const MAX_CHARACTERS = 45_000;
const DEFAULT_TIMEOUT_MS = 30_000;

const answerSchema = z
  .array(
    z.object({
      detectedLanguage: z.object({ language: z.string() }).optional(),
      translations: z.array(z.object({ text: z.string(), to: z.string() })).min(1),
    }),
  )
  .length(1);

export interface TranslatorOptions extends SpeechRestOptions {
  /** Azure resource id; a token needs it at the global endpoint, where no custom domain says whose request it is. */
  readonly resourceId?: string | undefined;
  /** Region of the resource; the global endpoint needs it for a regional resource. */
  readonly region?: string | undefined;
}

export interface TranslationRequest {
  readonly text: string;
  /** Locales, for example `de-DE`. */
  readonly to: string;
  /** Detected if not given. */
  readonly from?: string | undefined;
}

export interface Translation {
  readonly text: string;
  /** As Translator names it; given when it was detected. */
  readonly detectedLanguage?: string | undefined;
}

/**
 * Client of Azure Translator's text API. The endpoint is the custom domain (`https://{name}.cognitiveservices.azure.com`) or the global
 * one (`https://api.cognitive.microsofttranslator.com`). It never retries.
 */
export class TranslatorClient {
  private readonly rest: SpeechRestClient;
  private readonly path: string;
  private readonly languages: TranslatorLanguages;

  constructor(private readonly options: TranslatorOptions) {
    this.rest = new SpeechRestClient(options, DEFAULT_TIMEOUT_MS, { provider: 'translator', operation: 'translation' });
    const isGlobal = new URL(options.endpoint).hostname.endsWith('.microsofttranslator.com');
    const base = isGlobal ? '' : '/translator/text/v3.0';
    this.path = `${base}/translate`;
    this.languages = new TranslatorLanguages(this.rest, `${base}/languages`, { 'api-version': TRANSLATOR_API_VERSION });
  }

  /** @throws ServiceError `translation-unsupported` for a language that Translator does not know; ProviderError */
  async translate(request: TranslationRequest, options?: CallOptions): Promise<Translation> {
    const to = await this.languages.codeOf(request.to, undefined, options);
    const from =
      request.from && (await this.languages.codeOf(request.from, request.text.slice(0, SHOWN_TEXT), options));
    if (to === undefined || (request.from !== undefined && from === undefined)) throw unsupported(request);
    const codes: LanguageCodes = { to, from };
    const translated: Translation[] = [];
    let whole = '';
    const separator = WITHOUT_SPACES.has(request.to.split('-', 1)[0] ?? '') ? '' : ' ';
    for (const { text, before } of await inTurns(partsInSteps(request.text, request.from ?? 'en'))) {
      const part = await this.translatePart({ ...request, text }, codes, options);
      // Sentences of a language without spaces are translated into one that needs them.
      whole += (translated.length === 0 ? '' : before || separator) + part.text;
      translated.push(part);
    }
    return { text: whole, detectedLanguage: translated[0]?.detectedLanguage };
  }

  private async translatePart(
    request: TranslationRequest,
    { to, from }: LanguageCodes,
    options?: CallOptions,
  ): Promise<Translation> {
    const { resourceId, region } = this.options;
    try {
      const answer = await this.rest.send({
        ...options,
        method: 'POST',
        path: this.path,
        query: {
          'api-version': TRANSLATOR_API_VERSION,
          to,
          ...(from !== undefined && { from }),
        },
        headers: {
          'content-type': 'application/json',
          ...(resourceId !== undefined && { 'ocp-apim-resourceid': resourceId }),
          ...(region !== undefined && { 'ocp-apim-subscription-region': region }),
        },
        body: JSON.stringify([{ Text: request.text }]),
      });
      const [part] = parseAnswer(answerSchema, answer);
      return { text: part?.translations[0]?.text ?? '', detectedLanguage: part?.detectedLanguage?.language };
    } catch (error) {
      // Its codes are numbers: 400035 and 400036 are source and target languages that it does not know.
      if (error instanceof ProviderError && error.status === 400) throw unsupported(request, error);
      throw namedAs('Azure Translator', error);
    }
  }
}

/** As Translator calls them. */
interface LanguageCodes {
  readonly to: string;
  readonly from: string | undefined;
}

/** As much of a text as shows its script, in characters. */
const SHOWN_TEXT = 2000;

function unsupported({ from, to }: TranslationRequest, cause?: unknown): ServiceError {
  const pair = from === undefined ? `into ${to}` : `from ${from} into ${to}`;
  return new ServiceError('translation-unsupported', `Azure Translator does not translate this text ${pair}.`, {
    cause,
  });
}

/** Languages that put no space between two sentences. */
const WITHOUT_SPACES: ReadonlySet<string> = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my']);

interface Part {
  readonly text: string;
  /** The white space between it and the part before it. */
  readonly before: string;
}

/**
 * As many whole sentences as one request takes. The white space where it is cut, which may be the end of a paragraph, is not sent: what is
 * translated may come back without it.
 */
function* partsInSteps(text: string, locale: string): Steps<readonly Part[]> {
  if (text.length <= MAX_CHARACTERS) return [{ text, before: '' }];
  const ends: number[] = [];
  let [from, until] = [0, 0];
  for (const end of yield* pieceEndsInSteps(text, locale)) {
    if (end - from > MAX_CHARACTERS) {
      ends.push(until);
      from = until;
    }
    until = end;
  }
  const stretches = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
  const parts: Part[] = [];
  let before = '';
  for (const stretch of stretches) {
    const words = stretch.trim();
    const start = stretch.indexOf(words);
    before += stretch.slice(0, start);
    if (words === '') continue;
    parts.push({ text: words, before });
    before = stretch.slice(start + words.length);
  }
  return parts;
}

/** Where sentences end, and in one that is more than a request takes its words, or if there are none its characters. */
function* pieceEndsInSteps(text: string, locale: string): Steps<readonly number[]> {
  const ends: number[] = [];
  for (const sentence of yield* sentencesInSteps(text, locale)) {
    if (sentence.end - sentence.start > MAX_CHARACTERS) {
      const words = yield* finePointsInSteps(text, locale, sentence, 'word');
      const points = words.length > 0 ? words : yield* finePointsInSteps(text, locale, sentence, 'grapheme');
      for (const point of points) ends.push(point);
    }
    ends.push(sentence.end);
  }
  return ends;
}
