import { ServiceError } from '#domain';

/** A voice, as SSML names it. */
export interface VoiceName {
  /** Of a personal voice its base model, for example `DragonLatestNeural`; of a professional voice the name of its model. */
  readonly baseModel: string;
  /** UUID of a personal voice. */
  readonly speakerProfileId?: string | undefined;
  /** Of a professional voice: the UUID of the endpoint that speaks it. */
  readonly deploymentId?: string | undefined;
}

/** Elements that stand for something in or between the words of a text. */
export const SPEECH_ELEMENTS = [
  'break',
  'bookmark',
  'lang',
  'mstts:silence',
  'p',
  'phoneme',
  'prosody',
  's',
  'say-as',
  'sub',
] as const;
export type SpeechElementName = (typeof SPEECH_ELEMENTS)[number];

export interface SpeechElement {
  readonly name: SpeechElementName;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SpeechNode[];
}

/** A string is text as it is, never markup. */
export type SpeechNode = string | SpeechElement;

/** What one voice says in one go. */
export interface SpeechSegment {
  readonly voice: VoiceName;
  /** BCP-47. The voice detects the language sentence by sentence; this is the language of the document. */
  readonly locale: string;
  /** `effect` of the voice element. */
  readonly effect?: string | undefined;
  readonly content: readonly SpeechNode[];
}

/** The whole script, voice after voice: a monologue has one segment, a dialogue many. See ADR 66. */
export type SpeechScript = readonly SpeechSegment[];

/** Range of `prosody rate`; the service clamps silently what lies outside (speech-synthesis-markup-voice). */
export const MIN_RATE = 0.5;
export const MAX_RATE = 2;

/** The longest pause that `break` and `mstts:silence` know, in milliseconds (speech-synthesis-markup-structure). */
export const MAX_PAUSE_MS = 20_000;

/** Spoken in one language, whatever is detected. @param locale BCP-47 */
export function inLanguage(locale: string, children: readonly SpeechNode[]): SpeechElement {
  checkLocale(locale);
  return { name: 'lang', attributes: { 'xml:lang': locale }, children };
}

/** Spoken at 0.5 to 2 times the voice's own rate. */
export function atRate(rate: number, children: readonly SpeechNode[]): SpeechElement {
  if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
    throw new ServiceError('invalid-request', `The rate must be between ${MIN_RATE} and ${MAX_RATE}`);
  }
  const change = (rate - 1) * 100;
  return {
    name: 'prosody',
    attributes: { rate: `${change < 0 ? '' : '+'}${change.toFixed(2)}%` },
    children,
  };
}

export function checkLocale(locale: string): void {
  if (isLocale(locale)) return;
  throw new ServiceError('invalid-request', 'The locale is not a BCP-47 language tag');
}

export function isLocale(locale: string): boolean {
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/v.test(locale);
}

/** The text of the content, without what is not said as it is written (aliases, pauses). */
export function textOf(content: readonly SpeechNode[]): string {
  return content.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}

/** The endpoint that speaks a script; undefined: none but that of the service. All voices of a script speak by the same. */
export function deploymentOf(script: SpeechScript): string | undefined {
  return script[0]?.voice.deploymentId;
}

/** The text of a script: what offsets of timings count in. */
export function scriptText(script: SpeechScript): string {
  return script.map(({ content }) => textOf(content)).join('');
}

/**
 * What engines read: letters, figures, and signs that have a name in speech, such as "%", "&", "@", "#", "$" and emoji. Not read are accents
 * that stand alone, rules and boxes, "|", and what is invisible: default ignorable code points, which some letters are (the Hangul fillers), and
 * the blank Braille pattern.
 */
const SPEAKABLE =
  /[[\p{L}\p{N}\p{S}%\u{26}@#‰§]--[\p{Sk}\p{Default_Ignorable_Code_Point}\|\u{2500}-\u{259F}\u{2800}\u{FFFC}\u{FFFD}]]/v;

/** Whether there is anything in a text that makes a sound. */
export function isSpeakable(text: string): boolean {
  return SPEAKABLE.test(text);
}
