import { atRate, inLanguage, type PersonalVoiceName, type SpeechNode } from './speech-script.ts';
import { writeSsml } from './ssml-writer.ts';

export interface PersonalVoiceSpeech extends PersonalVoiceName {
  /** BCP-47, the language of the document. The voice detects the language sentence by sentence. */
  readonly locale: string;
  /** Any text; spoken as it is, never read as markup. */
  readonly text: string;
  /** 0.5 to 2, 1 is the voice's own. */
  readonly rate?: number | undefined;
  /** Speak all of it in `locale`, whatever language is detected. */
  readonly forceLocale?: boolean | undefined;
}

/**
 * The SSML that speaks a text with a personal voice. Its text, read back by an XML parser, is `speakableText(text)`.
 * @throws ServiceError `invalid-request` for a malformed parameter, `text-too-long` beyond 64 KB of SSML.
 */
export function buildPersonalVoiceSsml(speech: PersonalVoiceSpeech): string {
  const { baseModel, speakerProfileId, locale, text, rate = 1, forceLocale } = speech;
  return writeSsml([
    { voice: { baseModel, speakerProfileId }, locale, content: wrap([text], { locale, rate, forceLocale }) },
  ]);
}

export interface Delivery {
  readonly locale: string;
  /** 0.5 to 2, 1 is the voice's own. */
  readonly rate: number;
  /** Speak all of it in `locale`, whatever language is detected. */
  readonly forceLocale?: boolean | undefined;
}

/** The content at a rate and in a language of its own, where they are asked for. */
export function wrap(content: readonly SpeechNode[], { locale, rate, forceLocale }: Delivery): readonly SpeechNode[] {
  const paced = rate === 1 ? content : [atRate(rate, content)];
  return forceLocale === true ? [inLanguage(locale, paced)] : paced;
}
