import { z } from 'zod';
import { type CallOptions, parseAnswer, type SpeechRestClient } from '../provider/speech-rest-client.ts';

/** New languages come a few times a year. */
const MAX_LIST_AGE_MS = 24 * 3_600_000;
/** How long to wait after a failed request for the list. */
const RETRY_AFTER_MS = 60_000;
const LIST_TIMEOUT_MS = 5000;

const listSchema = z.object({ translation: z.record(z.string(), z.unknown()) });

/** Where what is spoken in a region has a code of its own. */
const OF_REGION: Readonly<Record<string, string>> = { 'zh-HK': 'yue', 'pt-PT': 'pt-pt', 'fr-CA': 'fr-ca' };

const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latn', /\p{Script=Latin}/gu],
  ['Cyrl', /\p{Script=Cyrillic}/gu],
  ['Arab', /\p{Script=Arabic}/gu],
  ['Mong', /\p{Script=Mongolian}/gu],
  ['Cans', /\p{Script=Canadian_Aboriginal}/gu],
  ['Piqd', /[\uf8d0-\uf8ff]/gu],
];

/**
 * What Translator calls the language of a locale, by its own list (`GET /languages?scope=translation`): it tells scripts apart for some
 * languages (`sr-Cyrl` and `sr-Latn`, and no `sr`) and regions for others (`pt-PT`).
 */
export class TranslatorLanguages {
  private list: { readonly codes: Promise<readonly string[] | undefined>; readonly until: number } | undefined;

  constructor(
    private readonly rest: SpeechRestClient,
    private readonly path: string,
    private readonly query: Readonly<Record<string, string>>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param text in this locale, if there is one: it shows the script
   * @returns undefined for a language that Translator does not have. Without the list it is a guess.
   */
  async codeOf(locale: string, text?: string, options?: CallOptions): Promise<string | undefined> {
    const codes = await this.codes(options);
    const candidates = candidatesOf(locale, text);
    if (codes === undefined) return candidates.at(-1);
    const byName = new Map(codes.map((code) => [code.toLowerCase(), code]));
    const known = candidates.map((candidate) => byName.get(candidate.toLowerCase())).find((code) => code !== undefined);
    return known ?? codes.find((code) => code.split('-', 1)[0] === locale.split('-', 1)[0]);
  }

  private async codes(options?: CallOptions): Promise<readonly string[] | undefined> {
    if (this.list === undefined || this.now() >= this.list.until) {
      this.list = { codes: this.ask(), until: this.now() + MAX_LIST_AGE_MS };
    }
    const { list } = this;
    const answer = await list.codes;
    if (answer === undefined && this.list === list) this.list = { ...list, until: this.now() + RETRY_AFTER_MS };
    // The list was asked for on behalf of all callers: it does not end with one of them.
    options?.signal?.throwIfAborted();
    return answer;
  }

  private async ask(): Promise<readonly string[] | undefined> {
    try {
      const answer = await this.rest.send({
        method: 'GET',
        path: this.path,
        query: { ...this.query, scope: 'translation' },
        timeoutMs: LIST_TIMEOUT_MS,
        as: { operation: 'languages' },
      });
      return Object.keys(parseAnswer(listSchema, answer).translation);
    } catch {
      return undefined; // A translation may well succeed without the list; what it fails with says more.
    }
  }
}

/** From the most to the least particular; the last is a guess that is right for most languages. */
function candidatesOf(locale: string, text: string | undefined): string[] {
  const { language = locale, script } = maximized(locale);
  const written = text === undefined ? undefined : scriptOf(text);
  const ofRegion = OF_REGION[locale];
  const guess = SCRIPT_NAMED.has(language) && script !== undefined ? `${language}-${script}` : language;
  return [
    ofRegion,
    written && `${language}-${written}`,
    locale,
    script && `${language}-${script}`,
    language,
    ofRegion ?? guess,
  ].filter((candidate) => candidate !== undefined);
}

/** With the script that the language is most often written in. */
function maximized(locale: string): { language?: string | undefined; script?: string | undefined } {
  try {
    return new Intl.Locale(locale).maximize();
  } catch {
    return { language: locale.split('-', 1)[0] }; // Translator says what it thinks of it.
  }
}

/** Languages that the list has with their script only. */
const SCRIPT_NAMED: ReadonlySet<string> = new Set(['zh', 'sr', 'mn', 'tlh']);

/** The script of most letters, of those that tell codes of one language apart. */
function scriptOf(text: string): string | undefined {
  const counts = SCRIPTS.map(([name, letters]) => ({ name, count: text.match(letters)?.length ?? 0 }));
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count > 0 ? most.name : undefined;
}
