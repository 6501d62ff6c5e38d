import { similarity } from '#domain';

/** Below this, two names have nothing to do with each other: `voice` and `voiceId` are 0.71 alike, `text` and `test` 0.75. */
const MIN_SIMILARITY = 0.6;
/** No known name is as long, and comparing takes time by the length. */
const MAX_NAME = 60;

/** What other APIs and earlier examples call a field; the first that is known is meant. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  input: ['text'],
  content: ['text'],
  message: ['text'],
  prompt: ['text'],
  language: ['locale'],
  lang: ['locale'],
  languagecode: ['locale'],
  speed: ['rate'],
  speakingrate: ['rate'],
  speaker: ['voiceId'],
  model: ['baseModel'],
  title: ['name'],
  recordings: ['samples'],
  files: ['samples'],
  audio: ['samples', 'uploadId'],
  talent: ['voiceTalentName'],
  endpoint: ['url'],
  callbackurl: ['url'],
  pagesize: ['limit'],
  perpage: ['limit'],
  count: ['limit'],
  cursor: ['after'],
  pagetoken: ['after'],
  state: ['status'],
  since: ['from'],
  until: ['to'],
};

/** The name that was probably meant; undefined where none is similar. */
export function meantBy(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_NAME) return undefined;
  const given = plain(name);
  // `constructor` is a name that every object inherits.
  const others = Object.hasOwn(OTHER_NAMES, given) ? (OTHER_NAMES[given] ?? []) : [];
  const other = others.find((candidate) => known.includes(candidate));
  if (other !== undefined && !known.some((candidate) => plain(candidate) === given)) return other;
  const ranked = known
    .map((candidate) => ({ candidate, score: scoreOf(given, plain(candidate)) }))
    .toSorted((a, b) => b.score - a.score);
  return ranked[0] !== undefined && ranked[0].score >= MIN_SIMILARITY ? ranked[0].candidate : undefined;
}

/** `voice_id`, `voice-id` and `VoiceID` are all `voiceId`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

/** A name that contains the other one whole is close too: `file` and `fileName`. */
function scoreOf(a: string, b: string): number {
  const contained = a.length >= 3 && b.length >= 3 && (a.includes(b) || b.includes(a)) ? MIN_SIMILARITY : 0;
  return Math.max(similarity(a, b), contained, lettersOf(a) === lettersOf(b) ? MIN_SIMILARITY : 0);
}

/** The same for names with letters in another order: `nmae` and `name`. */
function lettersOf(name: string): string {
  return Array.from(name).toSorted().join('');
}

/** ` Did you mean x?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = meantBy(name, known);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}
