import { localName, parseXml, textOf, XmlError, type XmlElement } from '../xml/xml.ts';
import { breakMs, rateFactor, spokenAs } from './values.ts';

/** The SSML cannot be spoken. The message is what the client is told; it holds none of the text. */
export class SsmlError extends Error {
  override readonly name = 'SsmlError';
}

/** Who speaks. */
export interface VoiceChoice {
  readonly name: string;
  /** Of the personal voice, when the text stands inside `mstts:ttsembedding`. */
  readonly speakerProfileId: string | undefined;
}

/** The document, flattened into what happens one after the other. */
export type SsmlStep =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The original of an alias. */
      readonly shownAs?: string;
      readonly locale: string;
      /** 0.5..2 */
      readonly rate: number;
      readonly voice: VoiceChoice;
    }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'bookmark'; readonly name: string }
  /** A sentence may not run across this. */
  | { readonly kind: 'boundary' };

interface Surroundings {
  readonly locale: string;
  readonly rate: number;
  readonly voice: VoiceChoice | undefined;
}

const SSML_NAMESPACE = 'http://www.w3.org/2001/10/synthesis';
const MSTTS_NAMESPACES = new Set(['http://www.w3.org/2001/mstts', 'https://www.w3.org/2001/mstts']);

/** Elements whose content is read as if they were not there: the sandbox's voice cannot do what they ask for. */
const TRANSPARENT = new Set(['emphasis', 'phoneme', 'w', 'mstts:express-as', 'mstts:audioduration', 'mstts:ttsbreak']);
/** Elements without spoken content that change nothing here. */
const IGNORED = new Set(['lexicon', 'mstts:viseme', 'mstts:backgroundaudio', 'meta', 'metadata']);

/**
 * Reads an SSML document.
 *
 * @throws SsmlError
 */
export function readSsml(source: string): SsmlStep[] {
  const speak = parse(source);
  if (speak.name !== 'speak') throw new SsmlError('The root element must be speak.');
  if (speak.attributes.get('version') !== '1.0') throw new SsmlError('speak must have version 1.0.');
  if (speak.attributes.get('xmlns') !== SSML_NAMESPACE) throw new SsmlError('speak must declare the SSML namespace.');
  const locale = speak.attributes.get('xml:lang');
  if (locale === undefined || locale === '') throw new SsmlError('speak must have xml:lang.');
  const steps: SsmlStep[] = [];
  let voices = 0;
  for (const child of speak.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') throw new SsmlError('Text must stand inside a voice element.');
    } else if (child.name === 'voice') {
      voices += 1;
      walkVoice(child, { locale, rate: 1, voice: undefined }, steps);
    } else if (!IGNORED.has(child.name)) {
      throw new SsmlError(`Element ${child.name} is not allowed in speak.`);
    }
  }
  if (voices === 0) throw new SsmlError('There must be a voice element.');
  return steps;
}

function parse(source: string): XmlElement {
  try {
    const root = parseXml(source);
    const mstts = root.attributes.get('xmlns:mstts');
    if (mstts !== undefined && !MSTTS_NAMESPACES.has(mstts)) throw new SsmlError('The mstts namespace is not known.');
    return root;
  } catch (error) {
    if (error instanceof XmlError) throw new SsmlError('The SSML is not well-formed.');
    throw error;
  }
}

function walkVoice(element: XmlElement, around: Surroundings, steps: SsmlStep[]): void {
  const name = element.attributes.get('name');
  if (name === undefined || name === '') throw new SsmlError('voice must have a name.');
  steps.push({ kind: 'boundary' });
  walk(element, { ...around, voice: { name, speakerProfileId: undefined } }, steps);
  steps.push({ kind: 'boundary' });
}

function walk(element: XmlElement, around: Surroundings, steps: SsmlStep[]): void {
  for (const child of element.children) {
    if (typeof child === 'string') addText(child, around, steps);
    else walkElement(child, around, steps);
  }
}

function walkElement(element: XmlElement, around: Surroundings, steps: SsmlStep[]): void {
  const attribute = (name: string): string | undefined => element.attributes.get(name);
  switch (element.name) {
    case 'voice':
      walkVoice(element, around, steps);
      return;
    case 'mstts:ttsembedding': {
      const speakerProfileId = attribute('speakerProfileId');
      if (speakerProfileId === undefined) throw new SsmlError('mstts:ttsembedding must have a speakerProfileId.');
      if (around.voice === undefined) throw new SsmlError('mstts:ttsembedding must stand inside voice.');
      walk(element, { ...around, voice: { name: around.voice.name, speakerProfileId } }, steps);
      return;
    }
    case 'p':
    case 's':
      steps.push({ kind: 'boundary' });
      walk(element, { ...around, locale: attribute('xml:lang') ?? around.locale }, steps);
      steps.push({ kind: 'boundary' });
      return;
    case 'lang': {
      const locale = attribute('xml:lang');
      if (locale === undefined) throw new SsmlError('lang must have xml:lang.');
      walk(element, { ...around, locale }, steps);
      return;
    }
    case 'prosody': {
      const rate = attribute('rate');
      const factor = rate === undefined ? 1 : rateFactor(rate);
      if (factor === undefined) throw new SsmlError('The rate of prosody is not valid.');
      walk(element, { ...around, rate: Math.min(2, Math.max(0.5, around.rate * factor)) }, steps);
      return;
    }
    case 'break': {
      const ms = breakMs(attribute('time'), attribute('strength'));
      if (ms === undefined) throw new SsmlError('The duration of break is not valid.');
      steps.push({ kind: 'pause', ms });
      return;
    }
    case 'mstts:silence': {
      const ms = breakMs(attribute('value'), undefined);
      if (ms === undefined) throw new SsmlError('The value of mstts:silence is not valid.');
      if (attribute('type')?.startsWith('Leading') === true) steps.push({ kind: 'pause', ms });
      return;
    }
    case 'bookmark':
      steps.push({ kind: 'bookmark', name: attribute('mark') ?? '' });
      return;
    case 'sub': {
      const alias = attribute('alias');
      if (alias === undefined) throw new SsmlError('sub must have an alias.');
      addText(alias, around, steps, textOf(element));
      return;
    }
    case 'say-as': {
      const shown = textOf(element);
      const spoken = spokenAs(shown, attribute('interpret-as') ?? '');
      if (spoken === undefined) throw new SsmlError('The interpret-as of say-as is not valid.');
      addText(spoken, around, steps, spoken === shown ? undefined : shown);
      return;
    }
    case 'audio':
      throw new SsmlError('The audio could not be fetched: this service plays no recordings.');
    default:
      if (IGNORED.has(element.name)) return;
      if (!TRANSPARENT.has(element.name)) throw new SsmlError(`Element ${localName(element.name)} is not supported.`);
      walk(element, around, steps);
  }
}

function addText(text: string, around: Surroundings, steps: SsmlStep[], shownAs?: string): void {
  if (around.voice === undefined) throw new SsmlError('Text must stand inside a voice element.');
  const { locale, rate, voice } = around;
  steps.push({ kind: 'text', text, locale, rate, voice, ...(shownAs === undefined ? {} : { shownAs }) });
}
