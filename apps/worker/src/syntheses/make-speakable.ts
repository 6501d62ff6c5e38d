import type { DocumentStore, Stored } from '#documents';
import { errorCodeOf, type Synthesis } from '#domain';
import type { SpeakableTexts } from '#speech';

const WRITE_ATTEMPTS = 8;

/**
 * Has the text of a synthesis translated and prepared, once: what comes out is kept in the document before it is spoken, so that a run
 * that begins again speaks the same words and pays for them once.
 */
export async function makeSpeakable(
  texts: SpeakableTexts,
  documents: DocumentStore,
  synthesis: Stored<Synthesis>,
  signal: AbortSignal,
): Promise<Stored<Synthesis>> {
  const { translateTo, prepare, text, locale, run } = synthesis;
  if (synthesis.spoken || (translateTo === undefined && prepare === undefined)) return synthesis;
  const spoken = await texts.make({ text, locale, translateTo, prepare }, { signal });
  let current = synthesis;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    if (current.spoken) return current;
    try {
      return await documents.replace({ ...current, spoken, updatedAt: new Date().toISOString() });
    } catch (error) {
      if (errorCodeOf(error) !== 'etag-mismatch' || attempt >= WRITE_ATTEMPTS) throw error;
    }
    // The lease was renewed, or the outbox emptied, meanwhile. Anyone who took over does this for himself.
    current = await documents.get('synthesis', synthesis.tenantId, synthesis.id);
    if (current.run?.runId !== run?.runId) return { ...current, spoken };
  }
}
