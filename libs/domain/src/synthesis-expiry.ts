import { isTerminal } from './state-machine.ts';
import { type Synthesis, SYNTHESIS_TRANSITIONS, type TextLengths } from './synthesis.ts';

/** How long what is not to be stored is kept after it has ended, if nobody downloads it. */
export const UNSTORED_KEPT_MS = 24 * 3_600_000;
/** How long after it was first downloaded completely. */
export const UNSTORED_KEPT_AFTER_SENT_MS = 3_600_000;

/** @param now epoch milliseconds */
export function isExpired({ expiresAt }: Pick<Synthesis, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now;
}

/**
 * When a synthesis is removed that is not to be stored and has ended; undefined when it is to be stored, has not ended, or that is known already.
 * A failed one is kept as long, so that an operator can resubmit it.
 * @param now epoch milliseconds. @returns RFC 3339
 */
export function newExpiry({ store, status, expiresAt }: Synthesis, now: number): string | undefined {
  if (store !== false || expiresAt !== undefined || !isTerminal(SYNTHESIS_TRANSITIONS, status)) return undefined;
  return new Date(now + UNSTORED_KEPT_MS).toISOString();
}

/**
 * After its audio was sent as a whole; undefined when that changes nothing: it is to be stored, or that was not the first time.
 * @param now epoch milliseconds
 */
export function withSent<S extends Synthesis>(synthesis: S, now: number): S | undefined {
  const { store, status, sentAt, expiresAt } = synthesis;
  if (store !== false || status !== 'succeeded' || sentAt !== undefined) return undefined;
  const limit = expiresAt === undefined ? Infinity : Date.parse(expiresAt);
  return {
    ...synthesis,
    sentAt: new Date(now).toISOString(),
    expiresAt: new Date(Math.min(limit, now + UNSTORED_KEPT_AFTER_SENT_MS)).toISOString(),
  };
}

/** Whether its text is to be removed now. */
export function hasTextToRemove({ store, status, removedText }: Synthesis): boolean {
  return store === false && status === 'succeeded' && removedText === undefined;
}

/** Without what was said; its lengths are kept. */
export function withoutText<S extends Synthesis>(synthesis: S): S {
  return {
    ...synthesis,
    text: '',
    textBlob: undefined,
    ssml: undefined,
    lexicon: undefined,
    spoken: undefined,
    removedText: lengthsOf(synthesis),
  };
}

/** How long its text is or was, also where the text was left in its blob. */
export function lengthsOf({ text, spoken, textBlob, removedText }: Synthesis): TextLengths {
  if (removedText) return removedText;
  if (text === '' && textBlob) {
    return { characters: textBlob.characters, ...(textBlob.spoken && { spoken: textBlob.spoken }) };
  }
  return {
    characters: text.length,
    ...(spoken && { spoken: { locale: spoken.locale, characters: spoken.text.length } }),
  };
}
