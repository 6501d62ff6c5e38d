import { z } from 'zod';
import type { RestAnswer, RestCall } from '../speech/rest/call.ts';
import type { Route } from '../speech/rest/route.ts';
import { detectLanguage, standInLanguage, translateWords } from './dictionary.ts';

const body = z
  .array(z.object({ Text: z.string() }))
  .min(1)
  .max(1_000);
/** Service limits of Translator. */
const MOST_CHARACTERS = 50_000;

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
  ];
}

function translate(call: RestCall): RestAnswer {
  const texts = call.json(body);
  const query = call.url.searchParams;
  const targets = query.getAll('to');
  if (targets.length === 0) return refusal(400_036, 'The target language is not valid.');
  if (texts.reduce((sum, { Text }) => sum + Text.length, 0) * targets.length > MOST_CHARACTERS) {
    return refusal(400_050, 'The input text is too long.');
  }
  const given = query.get('from');
  const from = given === null ? undefined : standInLanguage(given);
  if (given !== null && from === undefined) return refusal(400_035, 'The source language is not valid.');
  const languages = targets.map((to) => ({ to, language: standInLanguage(to) }));
  const answer = texts.map(({ Text }) => {
    const source = from ?? detectLanguage(Text);
    return {
      ...(given === null && { detectedLanguage: { language: source, score: 0.5 } }),
      translations: languages.map(({ to, language }) => ({
        text: language === undefined ? '' : translateWords(Text, source, language),
        to,
      })),
    };
  });
  if (languages.some(({ language }) => language === undefined)) {
    return refusal(400_036, 'The target language is not valid.');
  }
  return { status: 200, headers: { 'x-sandbox-stand-in': 'a small dictionary' }, body: answer };
}

/** Errors as Translator writes them: the code is a number. */
function refusal(code: number, message: string): RestAnswer {
  return { status: 400, body: { error: { code, message } } };
}
