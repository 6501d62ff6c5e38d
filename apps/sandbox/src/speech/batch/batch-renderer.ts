import { zip, type Zippable } from 'fflate';
import type { FaultPlan } from '../../faults/fault-plan.ts';
import type { Narration, Narrator } from '../narrator.ts';
import type { OutputFormat } from '../output-format.ts';
import { SsmlError } from '../ssml/ssml.ts';
import { riffHeader } from '../voice/encoder.ts';
import type { BatchBody, SynthesisConfig } from './batch-schemas.ts';

export interface RenderedBatch {
  /** File name to content: the audio, its boundaries, `summary.json`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly succeeded: number;
  readonly failed: number;
  /** Of the audio. */
  readonly sizeInBytes: number;
  readonly durationMs: number;
  readonly neuralCharacters: number;
  readonly personalVoiceCharacters: number;
}

interface Boundary {
  readonly Text: string;
  /** Milliseconds here; 100-ns ticks in the realtime protocol. */
  readonly AudioOffset: number;
  readonly Duration: number;
}

interface Result {
  readonly contents: readonly string[];
  readonly status: 'Succeeded' | 'Failed';
  readonly audioFileName?: string;
  readonly wordBoundaryFileName?: string;
  readonly sentenceBoundaryFileName?: string;
  readonly properties?: { readonly sizeInBytes: string; readonly durationInMilliseconds: string };
  readonly error?: { readonly code: string; readonly message: string };
}

/** Speaks the inputs of a batch one after the other. An input that cannot be spoken fails alone. */
export class BatchRenderer {
  constructor(
    private readonly narrator: Narrator,
    private readonly format: OutputFormat,
    private readonly body: BatchBody,
    private readonly signal: AbortSignal,
    private readonly faults: FaultPlan,
  ) {}

  async render(jobId: string): Promise<RenderedBatch> {
    const { inputs, properties } = this.body;
    const contents = inputs.map(({ content }) => content);
    const groups = properties.concatenateResult ? [contents] : contents.map((content) => [content]);
    const files = new Map<string, Uint8Array>();
    const results: Result[] = [];
    let durationMs = 0;
    let sizeInBytes = 0;
    let neuralCharacters = 0;
    let personalVoiceCharacters = 0;
    for (const [index, group] of groups.entries()) {
      if (this.signal.aborted) break;
      const name = String(index + 1).padStart(4, '0');
      try {
        for (const content of group) this.failIfScripted(content);
        const narrations = group.map((content) =>
          this.narrator.prepare(this.ssmlOf(content), (name) => this.body.customVoices?.[name]),
        );
        const rendered = await this.speak(narrations, name, files);
        results.push({ contents: group, status: 'Succeeded', ...rendered.result });
        durationMs += rendered.durationMs;
        sizeInBytes += rendered.sizeInBytes;
        for (const { voice, text } of narrations) {
          if (voice.speakerProfileId === undefined) neuralCharacters += text.length;
          else personalVoiceCharacters += text.length;
        }
      } catch (error) {
        if (!(error instanceof SsmlError)) throw error;
        results.push({ contents: group, status: 'Failed', error: { code: 'BadRequest', message: error.message } });
      }
    }
    const succeeded = results.filter(({ status }) => status === 'Succeeded').length;
    const summary = { jobID: jobId, status: succeeded === 0 ? 'Failed' : 'Succeeded', results };
    files.set('summary.json', Buffer.from(JSON.stringify(summary, null, 2)));
    const failed = results.length - succeeded;
    return { files, succeeded, failed, sizeInBytes, durationMs, neuralCharacters, personalVoiceCharacters };
  }

  /** An input can be made to fail by a fault on `BatchSyntheses_Input`; its subject is the content. */
  private failIfScripted(content: string): void {
    const effect = this.faults.take('speech', 'BatchSyntheses_Input', content);
    if (effect?.kind === 'error') throw new SsmlError(effect.message ?? 'The input cannot be synthesized.');
  }

  private async speak(
    narrations: readonly Narration[],
    name: string,
    files: Map<string, Uint8Array>,
  ): Promise<{ result: Partial<Result>; durationMs: number; sizeInBytes: number }> {
    const { wordBoundaryEnabled, sentenceBoundaryEnabled } = this.body.properties;
    const audio: Uint8Array[] = [];
    const words: Boundary[] = [];
    const sentences: Boundary[] = [];
    const narration = join(narrations);
    const total = await this.narrator.narrate(
      narration,
      this.format,
      (chunk) => {
        audio.push(chunk.audio);
        if (!narration.wordBoundaries) return;
        for (const mark of chunk.marks) if (mark.kind === 'word') words.push(boundary(mark.text, mark));
        if (chunk.sentence !== undefined) sentences.push(boundary(chunk.sentence.text, chunk.sentence));
      },
      { priority: 'batch', signal: this.signal },
    );
    const file = Buffer.concat(audio);
    if (this.format.container === 'riff')
      file.set(riffHeader(this.format, file.length - riffHeader(this.format).length));
    const audioFileName = `${name}.${this.format.fileExtension}`;
    files.set(audioFileName, file);
    const boundaryFile = (kind: string, enabled: boolean, found: readonly Boundary[]): string | undefined => {
      // As at the service, there is no file where there is nothing to report.
      if (!enabled || found.length === 0) return undefined;
      files.set(`${name}.${kind}.json`, Buffer.from(JSON.stringify(found)));
      return `${name}.${kind}.json`;
    };
    const wordBoundaryFileName = boundaryFile('word', wordBoundaryEnabled, words);
    const sentenceBoundaryFileName = boundaryFile('sentence', sentenceBoundaryEnabled, sentences);
    return {
      result: {
        audioFileName,
        ...(wordBoundaryFileName === undefined ? {} : { wordBoundaryFileName }),
        ...(sentenceBoundaryFileName === undefined ? {} : { sentenceBoundaryFileName }),
        properties: { sizeInBytes: String(file.length), durationInMilliseconds: String(Math.round(total.durationMs)) },
      },
      durationMs: total.durationMs,
      sizeInBytes: file.length,
    };
  }

  private ssmlOf(content: string): string {
    const { inputKind, synthesisConfig } = this.body;
    return inputKind === 'SSML' || synthesisConfig === undefined ? content : toSsml(content, synthesisConfig);
  }
}

/** One narration out of several, for one file. */
function join(narrations: readonly Narration[]): Narration {
  const [first, ...rest] = narrations;
  if (first === undefined) throw new SsmlError('There is no text to speak.');
  let sentences = 0;
  const units = narrations.flatMap((narration) => {
    const base = sentences;
    sentences += narration.units.length;
    return narration.units.map((unit) => (unit.kind === 'speech' ? { ...unit, sentence: unit.sentence + base } : unit));
  });
  return {
    ...first,
    units,
    speakers: narrations.flatMap(({ speakers }) => speakers),
    text: narrations.map(({ text }) => text).join(' '),
    wordBoundaries: first.wordBoundaries && rest.every(({ wordBoundaries }) => wordBoundaries),
  };
}

function boundary(text: string, { startMs, endMs }: { startMs: number; endMs: number }): Boundary {
  return { Text: text, AudioOffset: Math.round(startMs), Duration: Math.round(endMs - startMs) };
}

function toSsml(text: string, config: SynthesisConfig): string {
  const rate =
    config.rate === undefined ? escape(text) : `<prosody rate="${escape(config.rate)}">${escape(text)}</prosody>`;
  const spoken =
    config.speakerProfileId === undefined
      ? rate
      : `<mstts:ttsembedding speakerProfileId="${escape(config.speakerProfileId)}">${rate}</mstts:ttsembedding>`;
  // Names of prebuilt voices begin with their locale; those of base models and of professional voices do not.
  const locale = /^[a-z]{2,3}-[A-Z]{2}-/.test(config.voice) ? config.voice.split('-').slice(0, 2).join('-') : 'en-US';
  return (
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="${escape(locale)}">` +
    `<voice name="${escape(config.voice)}">${spoken}</voice></speak>`
  );
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The files as one zip. Audio is stored as it is: compressing it takes long and saves little. */
export function zipFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const entries: Zippable = {};
  for (const [name, content] of files)
    entries[name] = [new Uint8Array(content), { level: name.endsWith('.json') ? 6 : 0 }];
  return new Promise((resolve, reject) => {
    zip(entries, (error, data) => (error === null ? resolve(data) : reject(error)));
  });
}
