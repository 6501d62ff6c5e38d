import type { SpeechUnit } from '../voice/messages.ts';
import { isLanguageTag } from '../voice/languages.ts';
import type { SpeakerTraits } from '../voice/traits.ts';
import type { SsmlStep, VoiceChoice } from './ssml.ts';

/** Longest piece given to the synthesizer at once, characters: a text without sentence ends must not hold back the first audio. */
const MAX_PIECE = 400;
/** An ordinal, an initial or letters with full stops, after which a voice goes on: "3.", "J.", "U.S.". */
const SHORT_FORM = /(?:^|[^\p{L}\p{N}])(?:\p{Nd}{1,3}|(?:\p{L}\.)*\p{L})\.\s*$/u;
/** Rest between two sentences, where no `break` asks for another. */
const SENTENCE_PAUSE_MS = 400;

/**
 * Cuts the steps into units, sentence by sentence. `traitsOf` says how a voice sounds, and throws for one that does not exist.
 */
export function planSpeech(steps: readonly SsmlStep[], traitsOf: (voice: VoiceChoice) => SpeakerTraits): SpeechUnit[] {
  const units: SpeechUnit[] = [];
  let sentence = 0;
  let open = false;
  let isRestDue = false;
  const endSentence = (): void => {
    if (open) {
      sentence += 1;
      isRestDue = true;
    }
    open = false;
  };
  for (const step of steps) {
    switch (step.kind) {
      case 'boundary':
        endSentence();
        break;
      case 'pause':
        units.push(step);
        isRestDue = false;
        break;
      case 'bookmark':
        units.push(step);
        break;
      case 'text': {
        const traits = traitsOf(step.voice);
        const { locale, rate, shownAs } = step;
        const pieces = shownAs === undefined ? splitSentences(step.text, locale) : [step.text];
        for (const piece of pieces) {
          if (!/[\p{L}\p{N}\p{S}%&@#]/u.test(piece)) continue;
          if (isRestDue) units.push({ kind: 'pause', ms: SENTENCE_PAUSE_MS });
          isRestDue = false;
          const unit: SpeechUnit = { kind: 'speech', text: piece, locale, rate, traits, sentence };
          units.push(shownAs === undefined ? unit : { ...unit, shownAs });
          open = true;
          if (shownAs === undefined && /[.!?。！？؟।…]["'”’)\]]*\s*$/u.test(piece)) endSentence();
        }
        break;
      }
    }
  }
  return units;
}

function splitSentences(text: string, locale: string): string[] {
  const flat = text.replaceAll(/\s+/g, ' ');
  const segments: string[] = [];
  for (const { segment } of segmenter(locale).segment(flat)) {
    const last = segments.at(-1);
    if (last !== undefined && SHORT_FORM.test(last)) segments[segments.length - 1] = last + segment;
    else segments.push(segment);
  }
  return segments.flatMap((segment) => (segment.length > MAX_PIECE ? splitLong(segment) : [segment]));
}

function splitLong(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > MAX_PIECE) {
    const space = rest.lastIndexOf(' ', MAX_PIECE);
    const inPair = /[\uD800-\uDBFF]/.test(rest[MAX_PIECE - 1] ?? '');
    const cut = space > 0 ? space + 1 : MAX_PIECE - (inPair ? 1 : 0);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

function segmenter(locale: string): Intl.Segmenter {
  return new Intl.Segmenter(isLanguageTag(locale) ? locale : 'en', { granularity: 'sentence' });
}
