import type { HeldDocument } from '#documents';
import type { AuditEvent, HoldableKind, RetentionClass } from '#domain';
import { BLOB_CONTAINERS } from '#storage';

const { uploads, audio, archive, consents, results } = BLOB_CONTAINERS;

/** Where the files are that a legal hold keeps. */
export const HELD_CONTAINERS: Readonly<Record<HoldableKind, readonly string[]>> = {
  upload: [uploads, audio, archive],
  consent: [consents],
  synthesis: [results],
};
const CLASSES: Readonly<Record<HoldableKind, RetentionClass>> = {
  upload: 'sample',
  consent: 'consentEvidence',
  synthesis: 'result',
};

/** What is recorded before something is removed that an erasure has left out because of its hold. */
export function removalOfHeld({ id, kind, legalHold }: HeldDocument): AuditEvent {
  return {
    eventId: `${id}:retention.delete:legal-hold`,
    action: 'retention.delete',
    outcome: 'accepted',
    // The same each time that it is recorded, so that it is appended once.
    at: legalHold?.releasedAt ?? '',
    actor: { kind: 'system', id: 'worker' },
    subject: { kind, id },
    details: { class: CLASSES[kind], after: 'legal-hold' },
  };
}
