// espeak-ng is GPL-3.0: it is imported by this file only, and this file runs only in the sandbox.
import loadEspeak, { type EspeakEvent, type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import type { Pcm } from '../signal/wav.ts';
import { isLanguageTag } from './languages.ts';

/** espeak-ng's own controls, in its units. */
export interface EspeakSettings {
  /** An espeak-ng voice, optionally with a variant: `en-us`, `de+f3`. */
  readonly voice: string;
  /** Words per minute, 80..450. */
  readonly rate: number;
  /** 0..100, 50 is the voice's own. */
  readonly pitch: number;
  /** 0..100, 50 is the voice's own. */
  readonly range: number;
}

/** A word or a punctuation mark of the text that was spoken. */
export interface SpokenMark {
  readonly kind: 'word' | 'punctuation';
  readonly text: string;
  /** Milliseconds from the start of the audio. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Rendering {
  readonly pcm: Pcm;
  readonly marks: readonly SpokenMark[];
}

/** The speech synthesizer. One call blocks its thread for about a twentieth of the speech's duration. */
export class Espeak {
  private readonly worker: EspeakWorker;

  private constructor(worker: EspeakWorker) {
    this.worker = worker;
  }

  static async load(): Promise<Espeak> {
    const module = await loadEspeak();
    return new Espeak(new module.eSpeakNGWorker());
  }

  hasVoice(name: string): boolean {
    return this.worker.set_voice(name) === 0;
  }

  /** `locale` says where words end; `settings.voice`, how they sound. `isCanceled` is asked every few 100 ms of audio; a canceled rendering is cut short. */
  render(text: string, locale: string, settings: EspeakSettings, isCanceled: () => boolean = () => false): Rendering {
    if (this.worker.set_voice(settings.voice) !== 0) throw new Error(`espeak-ng has no voice ${settings.voice}`);
    this.worker.set_rate(Math.round(settings.rate));
    this.worker.set_pitch(Math.round(settings.pitch));
    this.worker.set_range(Math.round(settings.range));
    const { markup, sources } = toMarkup(text);
    const pieces: Int16Array[] = [];
    const events: EspeakEvent[] = [];
    this.worker.synthesize(markup, (audio, news) => {
      pieces.push(audio);
      events.push(...news);
      return isCanceled();
    });
    const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) for (const sample of piece) samples[at++] = sample / 0x8000;
    const sampleRate = this.worker.get_samplerate();
    const durationMs = (samples.length / sampleRate) * 1000;
    return { pcm: { samples, sampleRate }, marks: toMarks(text, locale, sources, events, durationMs) };
  }
}

/** Escapes the text; `sources[i]` is the index in `text` (UTF-16) of the character that code point i of the markup stands for. */
function toMarkup(text: string): { markup: string; sources: number[] } {
  let markup = '';
  const sources: number[] = [];
  let index = 0;
  for (const character of text) {
    const escaped = character === '&' ? '&amp;' : character === '<' ? '&lt;' : character === '>' ? '&gt;' : character;
    markup += escaped;
    for (let i = Array.from(escaped).length; i > 0; i--) sources.push(index);
    index += character.length;
  }
  return { markup, sources };
}

/** A stretch of the text that espeak-ng reported as one word; it may hold several ("was a"), or many in a script without spaces. */
interface Stretch {
  readonly at: number;
  readonly startMs: number;
  /** Where the pause after it begins. */
  silentFromMs: number | undefined;
}

function toMarks(
  text: string,
  locale: string,
  sources: readonly number[],
  events: readonly EspeakEvent[],
  durationMs: number,
): SpokenMark[] {
  const stretches: Stretch[] = [];
  for (const event of events) {
    const last = stretches.at(-1);
    if (event.type === 'word') {
      const at = sources[event.text_position - 1];
      if (at === undefined || (last !== undefined && at <= last.at)) continue;
      stretches.push({ at, startMs: event.audio_position, silentFromMs: undefined });
    } else if (event.type === 'phoneme' && last !== undefined) {
      if (event.id === '') last.silentFromMs ??= event.audio_position;
      else if (event.id !== undefined) last.silentFromMs = undefined;
    } else if (event.type === 'end' && last !== undefined) {
      last.silentFromMs ??= event.audio_position;
    }
  }
  return stretches.flatMap((stretch, index) => {
    const next = stretches[index + 1];
    const nextMs = next?.startMs ?? durationMs;
    const endMs = Math.max(stretch.startMs, Math.min(nextMs, stretch.silentFromMs ?? nextMs));
    return marksOf(text.slice(stretch.at, next?.at ?? text.length), locale, stretch.startMs, endMs, nextMs);
  });
}

/** The words of a stretch share its time by their lengths; a punctuation mark at its end takes the pause. */
function marksOf(stretch: string, locale: string, startMs: number, endMs: number, nextMs: number): SpokenMark[] {
  const segments = [...wordSegmenter(locale).segment(stretch)];
  let words = segments.filter(({ isWordLike }) => isWordLike).map(({ segment, index }) => ({ segment, index }));
  if (words.length === 0) {
    // A sign that is read aloud: "&", "%".
    const symbol = /[^\s\p{P}]+/u.exec(stretch) ?? /\S/u.exec(stretch);
    if (symbol !== null) words = [{ segment: symbol[0], index: symbol.index }];
  }
  const letters = words.reduce((sum, { segment }) => sum + segment.length, 0);
  let spoken = 0;
  const timeAt = (share: number): number => startMs + (share / letters) * (endMs - startMs);
  const marks: SpokenMark[] = words.map(({ segment }) => {
    const from = timeAt(spoken);
    spoken += segment.length;
    return { kind: 'word', text: segment, startMs: from, endMs: timeAt(spoken) };
  });
  const last = words.at(-1);
  const punctuation = last === undefined ? null : /^\s*(\p{P}+)/u.exec(stretch.slice(last.index + last.segment.length));
  if (punctuation !== null)
    marks.push({ kind: 'punctuation', text: punctuation[1] ?? '', startMs: endMs, endMs: nextMs });
  return marks;
}

const segmenters = new Map<string, Intl.Segmenter>();

function wordSegmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale);
  if (known !== undefined) return known;
  const tag = isLanguageTag(locale) ? locale : 'en';
  const segmenter = new Intl.Segmenter(tag, { granularity: 'word' });
  segmenters.set(locale, segmenter);
  return segmenter;
}
