import { createHash } from 'node:crypto';
import type { Log } from '../../log.ts';
import type { SpeechEngine } from '../voice/engine.ts';
import type { Heard } from '../voice/messages.ts';
import { DEFAULT_HEARING, type Hearing, mishear } from './mishear.ts';
import type { SpeechMemory, TimedWord } from './speech-memory.ts';

export interface Transcript {
  readonly text: string;
  /** Known when the sandbox's own voice was recognized, and every word of it understood. */
  readonly words?: readonly TimedWord[];
}

/** What the caller knows about a recording. */
export interface Expectation {
  /** What is probably said. */
  readonly text: string;
  readonly locale: string;
  /** Names and words to listen for: they are understood. */
  readonly phrases: readonly string[];
}

/** How many recordings it remembers having heard. */
const MAX_REMEMBERED = 32;

/** Quieter than this is nobody speaking, dB relative to full scale. */
const SILENCE_DB = -60;

/**
 * What the sandbox makes of a recording. It cannot recognize speech: it knows its own voice, and for anything else answers with what was
 * scripted, or with the sentence that the caller expects to hear.
 */
export class Ear {
  private scripted: string | undefined;
  private hearing: Hearing = DEFAULT_HEARING;
  /** What was heard of the recordings that came last, by their SHA-256: a recording is transcribed first and made a voice of later. */
  private readonly heard = new Map<string, Promise<Heard>>();

  constructor(
    private readonly engine: SpeechEngine,
    private readonly memory: SpeechMemory,
    private readonly log: Log,
  ) {}

  /** The transcript of every recording that is not of the sandbox's voice; undefined goes back to the expected sentence. */
  scriptTranscript(text: string | undefined): void {
    this.scripted = text;
  }

  /** How well it hears from now on; what is not given is as by default. */
  scriptHearing(hearing: Partial<Hearing>): void {
    this.hearing = { ...DEFAULT_HEARING, ...hearing };
  }

  /** Whether fast transcription knows a locale in the region that is played. */
  knows(locale: string): boolean {
    return this.hearing.locales?.includes(locale) ?? true;
  }

  /** @throws UnreadableRecordingError */
  listen(recording: Uint8Array): Promise<Heard> {
    const sha256 = createHash('sha256').update(recording).digest('hex');
    const known = this.heard.get(sha256);
    if (known) return known;
    const listening = this.engine.listen(recording);
    listening.catch(() => this.heard.delete(sha256));
    const [oldest] = this.heard.keys();
    if (this.heard.size >= MAX_REMEMBERED && oldest !== undefined) this.heard.delete(oldest);
    this.heard.set(sha256, listening);
    return listening;
  }

  /** `purpose` is a constant for the log. */
  transcribe(heard: Heard, expected: Expectation, purpose: string): Transcript {
    const own = this.memory.recognise(heard.fingerprint);
    if (own !== undefined) {
      this.log('speech: recognized a recording of the sandbox voice', { purpose });
      const text = mishear(own.text, own.locale, this.hearing, expected.phrases);
      return text === own.text ? { text, words: own.words } : { text };
    }
    if (heard.rmsDb < SILENCE_DB || heard.traits === undefined) {
      this.log('speech: the recording is silent', { purpose });
      return { text: '' };
    }
    const source = this.scripted !== undefined ? 'scripted' : expected.text === '' ? 'empty' : 'expected sentence';
    this.log(
      'speech: nothing was recognized, the sandbox cannot recognize speech; the transcript is not from the audio',
      {
        purpose,
        transcript: source,
      },
    );
    return { text: this.scripted ?? mishear(expected.text, expected.locale, this.hearing, expected.phrases) };
  }
}
