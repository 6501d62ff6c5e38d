import type { SpeechScript } from './speech-script.ts';
import { speakableText } from './xml-text.ts';

/** What the text of a disclosed script begins with. The empty line makes it a sentence of its own, whatever follows. */
export function disclosureText(sentence: string): string {
  return `${speakableText(sentence)}\n\n`;
}

/**
 * A script before which its first voice says a sentence, at its own rate and without the lexicon of the request.
 * @param sentence undefined: none
 */
export function disclosed(script: SpeechScript, sentence: string | undefined): SpeechScript {
  const [first, ...others] = script;
  if (first === undefined || sentence === undefined) return script;
  const [start, ...rest] = first.content;
  const said = disclosureText(sentence);
  const content = typeof start === 'string' ? [`${said}${start}`, ...rest] : [said, ...first.content];
  return [{ ...first, content }, ...others];
}
