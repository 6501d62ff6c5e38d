import { z } from 'zod';
import { DISCLOSURES } from '#domain';
import { json } from './json-variable.ts';

/** About twenty seconds of speech. */
const MAX_CHARACTERS = 300;

const sentence = z
  .string()
  .trim()
  .max(MAX_CHARACTERS)
  .regex(/\p{L}/u, 'must have words')
  .regex(/^\P{Cc}*$/u, 'must be one line');
const language = z.string().regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/, 'must be a language or locale');

/** What voices say of themselves. See ADR 176. */
export const DISCLOSURE_VARIABLES = {
  DISCLOSURE_DEFAULT: z
    .enum(DISCLOSURES)
    .default('none')
    .describe(
      'Whether voices say first that they are generated (`prefix`) or not (`none`), for requests without `disclosure`, as all of the OpenAI-compatible route are',
    ),
  DISCLOSURE_SENTENCES: json
    .pipe(z.record(language, sentence))
    .optional()
    .describe(
      'What is said for `disclosure: "prefix"`, by language or locale, as JSON: `{"en":"…","pt-BR":"…"}`. Each replaces a built-in sentence; see docs/provenance.md',
    ),
};
