import { z } from 'zod';
import type { RestAnswer, RestCall } from '../speech/rest/call.ts';
import type { Route } from '../speech/rest/route.ts';
import { isTranslatorLanguage, translationLanguages } from './languages.ts';
import { detectLanguage, standInLanguage, translateWords } from './dictionary.ts';

const body = z
  .array(z.object({ Text: z.string() }))
  .min(1)
  .max(1_000);
/** Service limits of Translator. */
const MAX_CHARACTERS = 50_000;
const NO_WORDS = 'The sandbox translates between English, German, French and Spanish only.';

/**
 * A stand-in for Azure Translator's text API v3, on its protocol: it translates word for word from a small dictionary between English,
 * German, French and Spanish, and says so in a header.
 */
export function translatorRoutes(): Route[] {
  return [
    {
      operation: 'Translator_Translate',
      api: 'translator',
      method: 'POST',
      path: '/translator/text/v3.0/translate',
      handle: translate,
    },
    {
      operation: 'Translator_Languages',
      api: 'translator',
      method: 'GET',
      path: '/translator/text/v3.0/languages',
      anonymous: true,
      handle: languages,
    },
  ];
}

/** The other scopes, transliteration and dictionary, are not imitated. */
function languages({ url }: RestCall): RestAnswer {
  const scopes = (url.searchParams.get('scope') ?? 'translation').split(',');
  if (scopes.some((scope) => scope !== 'translation'))
    return refusal(400_008, 'The sandbox has the scope translation only.');
  return { status: 200, body: { translation: translationLanguages() } };
}

function translate(call: RestCall): RestAnswer {
  const texts = call.json(body);
  const query = call.url.searchParams;
  const targets = query.getAll('to');
  if (targets.length === 0) return refusal(400_036, 'The target language is not valid.');
  if (texts.reduce((sum, { Text }) => sum + Text.length, 0) * targets.length > MAX_CHARACTERS) {
    return refusal(400_050, 'The input text is too long.');
  }
  const given = query.get('from');
  const unknown = [...targets, ...(given === null ? [] : [given])].find((code) => !isTranslatorLanguage(code));
  if (unknown !== undefined) {
    const isSource = unknown === given;
    return refusal(isSource ? 400_035 : 400_036, `The ${isSource ? 'source' : 'target'} language is not valid.`);
  }
  const from = given === null ? undefined : standInLanguage(given);
  if (given !== null && from === undefined) return refusal(400_035, NO_WORDS);
  const wanted = targets.map((to) => ({ to, language: standInLanguage(to) }));
  const answer = texts.map(({ Text }) => {
    const source = from ?? detectLanguage(Text);
    return {
      ...(given === null && { detectedLanguage: { language: source, score: 0.5 } }),
      translations: wanted.map(({ to, language }) => ({
        text: language === undefined ? '' : translateWords(Text, source, language),
        to,
      })),
    };
  });
  if (wanted.some(({ language }) => language === undefined)) return refusal(400_036, NO_WORDS);
  return { status: 200, headers: { 'x-sandbox-stand-in': 'a small dictionary' }, body: answer };
}

/** Errors as Translator writes them: the code is a number. */
function refusal(code: number, message: string): RestAnswer {
  return { status: 400, body: { error: { code, message } } };
}
