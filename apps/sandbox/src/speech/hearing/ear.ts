import type { Log } from '../../log.ts';
import type { SpeechEngine } from '../voice/engine.ts';
import type { Heard } from '../voice/messages.ts';
import type { SpeechMemory, TimedWord } from './speech-memory.ts';

export interface Transcript {
  readonly text: string;
  /** Known when the sandbox's own voice was recognised. */
  readonly words?: readonly TimedWord[];
}

/** Quieter than this is nobody speaking, dB relative to full scale. */
const SILENCE_DB = -60;

/**
 * What the sandbox makes of a recording. It cannot recognise speech: it knows its own voice, and for anything else answers with what was
 * scripted, or with the sentence that the caller expects to hear.
 */
export class Ear {
  private scripted: string | undefined;

  constructor(
    private readonly engine: SpeechEngine,
    private readonly memory: SpeechMemory,
    private readonly log: Log,
  ) {}

  /** The transcript of every recording that is not of the sandbox's voice; undefined goes back to the expected sentence. */
  scriptTranscript(text: string | undefined): void {
    this.scripted = text;
  }

  /** @throws UnreadableRecordingError */
  listen(recording: Uint8Array): Promise<Heard> {
    return this.engine.listen(recording);
  }

  /** `purpose` is a constant for the log. */
  transcribe(heard: Heard, expected: string, purpose: string): Transcript {
    const own = this.memory.recognise(heard.fingerprint);
    if (own !== undefined) {
      this.log('speech: recognised a recording of the sandbox voice', { purpose });
      return { text: own.text, words: own.words };
    }
    if (heard.rmsDb < SILENCE_DB || heard.traits === undefined) {
      this.log('speech: the recording is silent', { purpose });
      return { text: '' };
    }
    const source = this.scripted !== undefined ? 'scripted' : expected === '' ? 'empty' : 'expected sentence';
    this.log(
      'speech: nothing was recognised, the sandbox cannot recognise speech; the transcript is not from the audio',
      {
        purpose,
        transcript: source,
      },
    );
    return { text: this.scripted ?? expected };
  }
}
