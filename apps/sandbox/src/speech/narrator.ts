import { findBaseModel } from './custom-voice/base-models.ts';
import type { SpeechMemory, TimedWord } from './hearing/speech-memory.ts';
import type { OutputFormat } from './output-format.ts';
import { planSpeech } from './ssml/plan.ts';
import { readSsml, SsmlError, type SsmlStep, type VoiceChoice } from './ssml/ssml.ts';
import type { SpeakOptions, SpeechEngine } from './voice/engine.ts';
import type { SpeechUnit, SpokenChunk, SpokenTotal } from './voice/messages.ts';
import { findPrebuiltVoice, traitsOfPrebuilt } from './voice/prebuilt-voices.ts';
import type { SpeakerTraits } from './voice/traits.ts';

/** SSML that can be spoken. */
export interface Narration {
  readonly units: readonly SpeechUnit[];
  readonly text: string;
  /** Of the first text. */
  readonly locale: string;
  readonly voice: VoiceChoice;
  /** Profile, or name of a prebuilt voice, turn by turn. */
  readonly speakers: readonly string[];
  /** Whether the voice reports them: Dragon does not. */
  readonly wordBoundaries: boolean;
}

/** Something that was spoken, for tests. */
export interface SpokenRecord {
  readonly speakerProfileId?: string;
  readonly voice: string;
  /** Who spoke, turn by turn: profile, or name of a prebuilt voice. */
  readonly speakers: readonly string[];
  readonly text: string;
  /** Milliseconds since the Unix epoch, by the sandbox's clock. */
  readonly at: number;
  /** False while it is being spoken, and permanently if the client went away. */
  completed: boolean;
  /** When it was completed. */
  completedAt?: number;
  /** How long it was. The same text is not always as long: espeak-ng carries something over from what it said before. */
  durationMs?: number;
}

export interface NarratorParts {
  readonly engine: SpeechEngine;
  readonly memory: SpeechMemory;
  readonly now: () => number;
  /** Undefined unless there is a finished personal voice with this id. */
  readonly traitsOfProfile: (speakerProfileId: string) => SpeakerTraits | undefined;
  /** Of the professional voice of an endpoint. @throws SsmlError when it cannot speak */
  readonly traitsOfDeployment: (deploymentId: string, voiceName: string) => SpeakerTraits;
}

/** By which endpoint a voice of this name speaks; undefined for one that needs none. */
export type DeploymentOf = (voiceName: string) => string | undefined;
const NO_DEPLOYMENT: DeploymentOf = () => undefined;

/** How many records are kept; the oldest are forgotten. */
const KEPT = 2000;

/** Speaks SSML with the voices that exist, and remembers what was said. */
export class Narrator {
  private readonly records: SpokenRecord[] = [];

  constructor(private readonly parts: NarratorParts) {}

  spoken(): readonly SpokenRecord[] {
    return this.records.map((record) => ({ ...record }));
  }

  /** @param deploymentOf from the request, beside the SSML
   * @throws SsmlError when it cannot be spoken: not SSML, a voice that does not exist, nothing to say. */
  prepare(ssml: string, deploymentOf: DeploymentOf = NO_DEPLOYMENT): Narration {
    const steps = readSsml(ssml);
    const texts = steps.filter((step) => step.kind === 'text' && step.text.trim() !== '') as Extract<
      SsmlStep,
      { kind: 'text' }
    >[];
    const first = texts[0];
    if (first === undefined) throw new SsmlError('There is no text to speak.');
    const units = planSpeech(steps, (voice) => this.traitsOf(voice, deploymentOf));
    if (!units.some((unit) => unit.kind === 'speech')) throw new SsmlError('There is no text to speak.');
    const text = texts.map((step) => step.shownAs ?? step.text).join('');
    return {
      units,
      text: text.replaceAll(/\s+/g, ' ').trim(),
      locale: first.locale,
      voice: first.voice,
      speakers: turnsOf(texts.map(({ voice }) => voice.speakerProfileId ?? voice.name)),
      wordBoundaries: texts.every((step) => findBaseModel(step.voice.name)?.wordBoundaries !== false),
    };
  }

  async narrate(
    narration: Narration,
    format: OutputFormat,
    onChunk: (chunk: SpokenChunk) => void,
    options: SpeakOptions = {},
  ): Promise<SpokenTotal> {
    const { speakerProfileId, name } = narration.voice;
    const record: SpokenRecord = {
      ...(speakerProfileId === undefined ? {} : { speakerProfileId }),
      voice: name,
      speakers: narration.speakers,
      text: narration.text,
      at: this.parts.now(),
      completed: false,
    };
    this.records.push(record);
    if (this.records.length > KEPT) this.records.shift();
    const words: TimedWord[] = [];
    const collect = (chunk: SpokenChunk): void => {
      for (const { kind, text, startMs, endMs } of chunk.marks)
        if (kind === 'word') words.push({ text, startMs, endMs });
      onChunk(chunk);
    };
    const total = await this.parts.engine.speak(narration.units, format, collect, options);
    if (options.signal?.aborted === true) return total;
    record.completed = true;
    record.completedAt = this.parts.now();
    record.durationMs = total.durationMs;
    this.parts.memory.remember({
      fingerprint: total.fingerprint,
      text: narration.text,
      locale: narration.locale,
      words,
    });
    return total;
  }

  private traitsOf(voice: VoiceChoice, deploymentOf: DeploymentOf): SpeakerTraits {
    const deploymentId = deploymentOf(voice.name);
    if (deploymentId !== undefined) return this.parts.traitsOfDeployment(deploymentId, voice.name);
    const baseModel = findBaseModel(voice.name);
    if (baseModel === undefined) {
      const prebuilt = findPrebuiltVoice(voice.name);
      if (prebuilt === undefined) throw new SsmlError('Unsupported voice.');
      if (voice.speakerProfileId !== undefined) throw new SsmlError('The voice does not take a speaker profile.');
      return traitsOfPrebuilt(prebuilt);
    }
    if (voice.speakerProfileId === undefined)
      throw new SsmlError('The voice needs mstts:ttsembedding with a speakerProfileId.');
    const traits = this.parts.traitsOfProfile(voice.speakerProfileId);
    if (traits === undefined) throw new SsmlError('The speaker profile does not exist.');
    return traits;
  }
}

function turnsOf(speakers: readonly string[]): string[] {
  return speakers.filter((speaker, index) => speaker !== speakers[index - 1]);
}
