import { Pace, type Steps } from '#loop';
import { characterDurationsInSteps, estimateSpeechMs } from './speech-estimate.ts';
import { breakMs, rateFactor } from './ssml-elements.ts';
import { silencePointsInSteps, silencesOf } from './silence-settings.ts';
import {
  MAX_RATE,
  MIN_RATE,
  type SpeechElement,
  type SpeechNode,
  type SpeechScript,
  scriptText,
  textOf,
} from './speech-script.ts';
import { closeSegment, openSegment, openTag } from './ssml-writer.ts';
import { escapedBytes, speakableText } from './xml-text.ts';

/** A script as one text, with what each stretch of it costs. */
export interface ScriptLayout {
  readonly text: string;
  /** Offsets where each part begins, and the end of the text. */
  readonly segmentOffsets: readonly number[];
  /** Offsets where a sentence ends because an element does. */
  readonly edges: ReadonlySet<number>;
  /** Of these edges, those of paragraphs and voices. */
  readonly paragraphEdges: ReadonlySet<number>;
  /** Stretches that must stay whole. */
  readonly whole: readonly { readonly start: number; readonly end: number }[];
  /** Sums up to each offset: SSML in bytes, speech in milliseconds. */
  readonly bytesUpTo: Float64Array;
  readonly msUpTo: Float64Array;
  /** Of the speech up to an offset, what is pause right before it: at a cut it is not spoken. */
  readonly pauseBefore: Float64Array;
  /** What `mstts:silence` asks for right before an offset, in milliseconds: Azure makes none at the end of a request. */
  readonly silenceBefore: ReadonlyMap<number, number>;
  /** Of the elements that may have to be closed and opened again at a cut, and the settings that each part needs. */
  readonly reopenBytes: number;
}

/** What an element costs beside its text, as `Pace` counts. */
const ELEMENT_UNITS = 32;

interface Around {
  readonly tagBytes: number;
  readonly rate: number;
}

/** Lays a script out. Bytes and durations are upper bounds: every run of text is counted with all elements around it. */
export function* layOutInSteps(script: SpeechScript): Steps<ScriptLayout> {
  const pace = new Pace();
  const text = scriptText(script);
  const bytes = new Float64Array(text.length + 1);
  const ms = new Float64Array(text.length + 1);
  const pauses = new Float64Array(text.length + 1);
  const edges = new Set<number>();
  const paragraphEdges = new Set<number>();
  const whole: { start: number; end: number }[] = [];
  const segmentOffsets: number[] = [];
  const durations = new Float64Array(text.length);
  const silenceBefore = new Map<number, number>();
  let reopenBytes = 0;
  let settingBytes = 0;
  let at = 0;

  const charge = (sums: Float64Array, offset: number, amount: number): void => {
    const index = Math.max(0, Math.min(text.length - 1, offset)) + 1;
    sums[index] = (sums[index] ?? 0) + amount;
  };
  const walk = function* (nodes: readonly SpeechNode[], around: Around): Steps<void> {
    for (const node of nodes) {
      if (typeof node === 'string') yield* walkText(node, around);
      else yield* walkElement(node, around);
    }
  };
  const walkText = function* (content: string, { tagBytes, rate }: Around): Steps<void> {
    charge(bytes, at, tagBytes);
    reopenBytes = Math.max(reopenBytes, tagBytes);
    const start = at;
    let inside = 0;
    for (const character of speakableText(content)) {
      charge(bytes, start + inside, escapedBytes(character));
      charge(ms, start + inside, (durations[start + inside] ?? 0) / rate);
      inside += character.length;
      if (pace.isDue(1)) yield;
    }
    at += content.length;
  };
  const walkElement = function* (element: SpeechElement, around: Around): Steps<void> {
    const { name, attributes, children } = element;
    // A setting is counted with its voice element.
    if (name === 'mstts:silence') return;
    if (pace.isDue(ELEMENT_UNITS)) yield;
    const own = elementBytes(element);
    if (children.length === 0) {
      // What stands between two words goes with the one before.
      charge(bytes, at - 1, own + around.tagBytes);
      charge(ms, at - 1, breakMs(element));
      charge(pauses, at - 1, breakMs(element));
      return;
    }
    const start = at;
    const inner = { ...around, tagBytes: around.tagBytes + own };
    if (name === 'sub' || name === 'say-as' || name === 'phoneme') {
      yield* walk(children, inner);
      if (pace.isDue(attributes['alias']?.length ?? 0)) yield;
      whole.push({ start, end: at });
      charge(ms, start, extraMs(element, textOf(children)) / around.rate);
      return;
    }
    const factor = name === 'prosody' ? (rateFactor(attributes['rate'] ?? '') ?? 1) : 1;
    const isBlock = name === 'p' || name === 's';
    if (isBlock) edges.add(at);
    if (name === 'p') paragraphEdges.add(at);
    yield* walk(children, { ...inner, rate: Math.min(MAX_RATE, Math.max(MIN_RATE, around.rate * factor)) });
    if (isBlock) edges.add(at);
    if (name === 'p') paragraphEdges.add(at);
  };

  for (const segment of script) {
    segmentOffsets.push(at);
    edges.add(at);
    paragraphEdges.add(at);
    const opened = Buffer.byteLength(openSegment(segment)) + closeSegment(segment).length;
    const settings = silencesOf(segment.content).reduce((sum, silence) => sum + elementBytes(silence), 0);
    charge(bytes, at, opened + settings);
    settingBytes = Math.max(settingBytes, settings);
    for (const silence of yield* silencePointsInSteps(segment.content, segment.locale)) {
      const offset = at + silence.at;
      charge(ms, offset - 1, silence.ms);
      charge(pauses, offset - 1, silence.ms);
      silenceBefore.set(offset, (silenceBefore.get(offset) ?? 0) + silence.ms);
    }
    // The estimate of a part is made of its own language.
    durations.set(yield* characterDurationsInSteps(textOf(segment.content), segment.locale), at);
    yield* walk(segment.content, { tagBytes: 0, rate: 1 });
  }
  segmentOffsets.push(at);
  for (let i = 1; i <= text.length; i++) {
    bytes[i] = (bytes[i] ?? 0) + (bytes[i - 1] ?? 0);
    ms[i] = (ms[i] ?? 0) + (ms[i - 1] ?? 0);
  }
  return {
    text,
    segmentOffsets,
    edges,
    paragraphEdges,
    whole,
    bytesUpTo: bytes,
    msUpTo: ms,
    pauseBefore: pauses,
    silenceBefore,
    reopenBytes: reopenBytes + settingBytes,
  };
}

function elementBytes({ name, attributes }: SpeechElement): number {
  return Buffer.byteLength(openTag(name, attributes)) + name.length + 3;
}

/** What an element says beyond its text, in milliseconds: an alias, figures read one by one. */
function extraMs({ name, attributes }: SpeechElement, text: string): number {
  return estimateSpeechMs(name === 'sub' ? (attributes['alias'] ?? '') : `${text}${text}`, 'en');
}
