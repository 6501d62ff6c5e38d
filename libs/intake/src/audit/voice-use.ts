import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { AuditTrail } from './audit-trail.ts';

/** While its listener waits, as an operation of its own, or as an item of a batch. */
export type WayOfSpeaking = 'live' | 'queued' | 'batch';

/** A caller who speaks all day is recorded once in this time: the audit log must not grow with each sentence. */
const SLOT_MS = 60_000;
/** What is forgotten is recorded again under the same id, which is appended once. */
const MAX_REMEMBERED = 10_000;

/** Records who spoke with which voice, and in which way; never what was said. */
@Injectable()
export class VoiceUse {
  readonly #recent = new Set<string>();
  #slot = 0;

  constructor(private readonly trail: AuditTrail) {}

  /**
   * Once for each principal, door, voice, way and minute, whichever replica it is. Nobody waits for it.
   * @param at in epoch milliseconds; the same for each run of a request that is run again
   */
  record(principal: Principal, voiceIds: readonly string[], way: WayOfSpeaking, at = Date.now()): void {
    const { tenantId, objectId, producer } = principal;
    const slot = Math.floor(at / SLOT_MS);
    if (slot > this.#slot) {
      this.#recent.clear();
      this.#slot = slot;
    }
    for (const voiceId of voiceIds) {
      const key = JSON.stringify([
        tenantId,
        objectId,
        voiceId,
        way,
        slot,
        ...(producer === undefined ? [] : [producer]),
      ]);
      if (this.#recent.has(key)) continue;
      if (this.#recent.size >= MAX_REMEMBERED) this.#recent.clear();
      this.#recent.add(key);
      void this.trail.record(principal, {
        action: 'voice.speak',
        subject: { kind: 'voice', id: voiceId },
        eventId: `speak:${hash('sha256', key).slice(0, 40)}`,
        details: { way },
      });
    }
  }
}
