import { isHeld } from './legal-hold.ts';
import { isExpired } from './synthesis-expiry.ts';
import type { Synthesis } from './synthesis.ts';
import type { Upload } from './upload.ts';

/**
 * Whether a legal hold alone keeps it: it was erased, or its time is over. It is shown to nobody. See ADR 207.
 * @param now epoch milliseconds
 */
export function isHidden(document: Upload | Synthesis, now: number): boolean {
  if (!isHeld(document)) return false;
  return document.kind === 'upload' ? document.status === 'deleted' : isExpired(document, now);
}
