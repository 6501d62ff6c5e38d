import { similarity, type Fingerprint } from '../signal/fingerprint.ts';

/** A word and where it was said, ms. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Something that the sandbox's voice said. */
export interface Utterance {
  readonly fingerprint: Fingerprint;
  readonly text: string;
  readonly locale: string;
  readonly words: readonly TimedWord[];
}

/** The oldest is forgotten beyond this. */
const KEPT = 2000;

/**
 * Measured: the same speech after resampling, trimming, MP3, Opus, G.711, compression or noise reduction reaches 0.967 or more; a
 * consent statement with another person's name 0.94 or less; other sentences 0.75 or less.
 */
const SAME_SPEECH = 0.955;

/** What the sandbox's voice has said, so that a recording of it can be recognised. */
export class SpeechMemory {
  private readonly utterances: Utterance[] = [];

  remember(utterance: Utterance): void {
    this.utterances.push(utterance);
    if (this.utterances.length > KEPT) this.utterances.shift();
  }

  recognise(heard: Fingerprint): Utterance | undefined {
    let best: Utterance | undefined;
    let bestSimilarity = SAME_SPEECH;
    for (const utterance of this.utterances) {
      const alike = similarity(heard, utterance.fingerprint);
      if (alike <= bestSimilarity) continue;
      best = utterance;
      bestSimilarity = alike;
    }
    return best;
  }
}
