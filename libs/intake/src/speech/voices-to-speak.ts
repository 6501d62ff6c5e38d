import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { SpeakableVoices, type VoiceWatch, VoiceWatches } from '#documents';
import { isId, ServiceError, type SpeakableVoice } from '#domain';
import { inTurns } from '#loop';
import { SSML_MAX_SPEAKERS, voicesNamedInSteps } from '#speech';
import { assertGranted, isGranted } from '../resources/ownership.ts';
import { unknownReference } from '../resources/unknown-reference.ts';
import { SharedRead } from './shared-read.ts';

/** How many voices are remembered; those that were checked longest ago are forgotten first. */
const REMEMBERED = 1_000;

/** The voice of a request or a result, and those that its SSML lets speak beside it. */
export interface HeardVoices {
  readonly voiceId: string;
  readonly otherVoiceIds?: readonly string[] | undefined;
}

export interface VoiceAuthorization {
  /** The voice as it was when it was last checked, if that was a moment ago. Nothing of it may be heard before `checked`. */
  readonly recent: SpeakableVoice | undefined;
  /** This request's own check: of what was read after it had arrived. */
  readonly checked: Promise<SpeakableVoice>;
}

/**
 * The voices of this API's requests, each checked for each request: that it is ready, that the person still consents, and that it is the
 * caller's to use.
 * See ADR 71.
 */
@Injectable()
export class VoicesToSpeak {
  /** Many requests use the same voice at the same time. */
  private readonly checks = new SharedRead((key) => this.check(key));
  private readonly recent = new LRUCache<string, { readonly voice: SpeakableVoice; readonly checkedAt: number }>({
    max: REMEMBERED,
  });

  constructor(
    private readonly voices: SpeakableVoices,
    private readonly watches: VoiceWatches,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @throws ServiceError `unknown-reference`, `voice-not-granted`, `voice-not-ready`, `state-conflict`, `consent-not-active`,
   *   `consent-revoked`, `consent-mismatch`
   */
  async find(principal: Principal, voiceId: string): Promise<SpeakableVoice> {
    const voice = await this.checks.get(`${principal.tenantId}/${voiceId}`);
    assertGranted(principal, voice);
    return voice;
  }

  /**
   * The other voices that SSML names by our ids, each checked like the one of the request. One that the tenant does not have is left
   * out: the SSML parser refuses its name as that of a foreign voice, and says where it stands.
   * @throws ServiceError as `find` does
   */
  async others(principal: Principal, voiceId: string, ssml: string | undefined): Promise<readonly SpeakableVoice[]> {
    const ids = await otherVoiceIdsIn(ssml, voiceId);
    if (ids.length >= SSML_MAX_SPEAKERS) {
      throw new ServiceError('invalid-request', `At most ${SSML_MAX_SPEAKERS} voices can speak in one request.`, {
        fields: [{ pointer: '/ssml', code: 'too-many-voices', detail: 'names too many voices' }],
      });
    }
    const found = await Promise.all(ids.map((id) => this.voices.find(principal.tenantId, id)));
    const others = found.filter((voice) => voice !== undefined);
    for (const other of others) assertGranted(principal, other);
    return others;
  }

  /**
   * Checks that what voices have said may be handed out: their persons still consent, and the caller had it said or may use the voices.
   * @throws ServiceError `not-found` when a voice was erased; else as `find` does
   */
  async checkSpoken(principal: Principal, spoken: HeardVoices & { readonly ownerId: string }): Promise<void> {
    for (const voice of await Promise.all(idsOf(spoken).map((id) => this.voices.find(principal.tenantId, id)))) {
      if (!voice) throw new ServiceError('not-found', 'The voice of this audio does not exist.');
      if (spoken.ownerId !== principal.objectId) assertGranted(principal, voice);
    }
  }

  /** Begins the check, and says what the last one found if that was within `SPEECH_CONSENT_OVERLAP_MS`. */
  authorize(principal: Principal, voiceId: string): VoiceAuthorization {
    const key = `${principal.tenantId}/${voiceId}`;
    const last = this.recent.get(key);
    const fresh = last !== undefined && performance.now() - last.checkedAt < this.config.speech.consentOverlapMs;
    const granted = async (checking: Promise<SpeakableVoice>): Promise<SpeakableVoice> => {
      const voice = await checking;
      assertGranted(principal, voice);
      return voice;
    };
    // A grant may be younger than that.
    const recent = fresh && isGranted(principal, last.voice) ? last.voice : undefined;
    if (!recent) return { recent, checked: granted(this.checks.get(key)) };
    // What is about to be said goes out to Azure first: writing two requests to the database takes as long as a turn of the loop.
    return { recent, checked: granted(nextTurn().then(() => this.checks.get(key))) };
  }

  /** @param checkedAt when a check of these voices was begun, by `performance.now()` */
  watch({ tenantId }: Principal, voices: HeardVoices, checkedAt: number): VoiceWatch {
    return this.watches.watchAll(tenantId, idsOf(voices), checkedAt);
  }

  private async read(tenantId: string, voiceId: string): Promise<SpeakableVoice> {
    const voice = await this.voices.find(tenantId, voiceId);
    if (voice !== undefined) return voice;
    throw unknownReference('voice', voiceId, '/voiceId');
  }

  private async check(key: string): Promise<SpeakableVoice> {
    const [tenantId = '', voiceId = ''] = key.split('/');
    const askedAt = performance.now();
    try {
      const voice = await this.read(tenantId, voiceId);
      this.recent.set(key, { voice, checkedAt: askedAt });
      return voice;
    } catch (error) {
      this.recent.delete(key);
      throw error;
    }
  }
}

/** Ids of our voices that SSML names beside the one of its request. */
export async function otherVoiceIdsIn(ssml: string | undefined, voiceId: string): Promise<readonly string[]> {
  const named = ssml === undefined ? [] : await inTurns(voicesNamedInSteps(ssml));
  return named.filter((name) => name !== voiceId && isId('voice', name));
}

function idsOf({ voiceId, otherVoiceIds = [] }: HeardVoices): readonly string[] {
  return [voiceId, ...otherVoiceIds];
}
