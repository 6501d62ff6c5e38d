import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type Disclosure, disclosureSentence } from '#domain';
import { disclosed, disclosureText, type SpeechScript } from '#speech';

export interface DisclosedScript {
  readonly script: SpeechScript;
  /** What is said first; undefined: nothing. */
  readonly sentence: string | undefined;
  /** UTF-16 code units before the text of the request. */
  readonly characters: number;
}

/** Has voices say first that they are generated, where a request or this deployment asks for it. See ADR 176. */
@Injectable()
export class Disclosures {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @param asked undefined: as this deployment is configured @param locale what is spoken in */
  sentence(asked: Disclosure | undefined, locale: string): string | undefined {
    const { byDefault, sentences } = this.config.disclosure;
    return (asked ?? byDefault) === 'none' ? undefined : disclosureSentence(locale, sentences);
  }

  /** @param locale into which the script will be translated; that of the script, if it will not be */
  disclose(script: SpeechScript, asked: Disclosure | undefined, locale = script[0]?.locale ?? ''): DisclosedScript {
    const sentence = this.sentence(asked, locale);
    const characters = sentence === undefined ? 0 : disclosureText(sentence).length;
    return { script: disclosed(script, sentence), sentence, characters };
  }
}
