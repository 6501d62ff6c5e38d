import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { assertSpeakable, type Consent, ServiceError, type SpeakableVoice, type Voice } from '#domain';
import { DocumentStore } from '../store/document-store.ts';

/** How many voices are remembered; the ones that were asked for longest ago are forgotten first. */
const REMEMBERED = 10_000;

/** Where the API and the worker ask, for each synthesis, whether a voice may speak. */
@Injectable()
export class SpeakableVoices {
  /** Which consent a voice has never changes, so that both documents can be read at the same time from the second time on. */
  private readonly consentIds = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(private readonly documents: DocumentStore) {}

  /**
   * Reads the voice and its consent. A voice is refused, or said not to be there, by the newest state only: a client that has just seen it become
   * ready may ask another process, whose replica is behind. `undefined` when the tenant has no such voice.
   * @throws ServiceError `voice-not-ready`, `state-conflict`, `consent-not-active`
   */
  async find(tenantId: string, voiceId: string): Promise<SpeakableVoice | undefined> {
    const { voice, consent } = await this.read(tenantId, voiceId);
    if (voice) {
      try {
        return assertSpeakable(voice, consent);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        // Refused below, if the newest state is no other.
      }
    }
    const latest = await this.documents.findLatest('voice', tenantId, voiceId);
    if (latest === undefined) return undefined;
    return assertSpeakable(latest, await this.documents.findLatest('consent', tenantId, latest.consentId));
  }

  private async read(
    tenantId: string,
    voiceId: string,
  ): Promise<{ readonly voice?: Voice | undefined; readonly consent?: Consent | undefined }> {
    const key = `${tenantId}/${voiceId}`;
    const known = this.consentIds.get(key);
    const [voice, early] = await Promise.all([
      this.documents.find('voice', tenantId, voiceId),
      known === undefined ? undefined : this.documents.find('consent', tenantId, known),
    ]);
    if (voice === undefined) return {};
    this.consentIds.set(key, voice.consentId);
    const consent = voice.consentId === known ? early : await this.documents.find('consent', tenantId, voice.consentId);
    return { voice, consent };
  }
}
