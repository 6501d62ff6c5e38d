import type { Commit, Stored } from '#documents';
import { ServiceError, type Synthesis } from '#domain';
import type { SpeakableTexts } from '#speech';

/**
 * Has the text of a synthesis translated and prepared, once: what comes out is kept in the document before it is spoken, so that a run
 * that begins again speaks the same words and pays for them once.
 */
export async function makeSpeakable(
  texts: SpeakableTexts,
  commit: Commit,
  synthesis: Stored<Synthesis>,
  signal: AbortSignal,
): Promise<Stored<Synthesis>> {
  const { translateTo, prepare, text, locale, run } = synthesis;
  if (synthesis.spoken || (translateTo === undefined && prepare === undefined)) return synthesis;
  const spoken = await texts.make({ text, locale, translateTo, prepare }, { signal });
  const { tenantId, id } = synthesis;
  // The lease is renewed, and the outbox emptied, meanwhile. A run that took over prepares the text itself.
  const change = (current: Stored<Synthesis>): Stored<Synthesis> | undefined => {
    signal.throwIfAborted();
    return current.spoken || current.run?.runId !== run?.runId ? undefined : { ...current, spoken };
  };
  const current = await commit.update('synthesis', tenantId, id, change, { found: synthesis, following: 'background' });
  if (!current) throw new ServiceError('not-found', 'The synthesis is gone.');
  return current.spoken ? current : { ...current, spoken };
}
