import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { isId, ServiceError, type SpeakableVoice } from '#domain';
import { SSML_MAX_SPEAKERS, voicesNamedIn } from '#speech';
import { SpeakableVoices } from '#storage';
import { SharedRead } from './shared-read.ts';

/** How many voices are remembered; those that were checked longest ago are forgotten first. */
const REMEMBERED = 1_000;

export interface VoiceLook {
  /** The voice as it was when it was last checked, if that was a moment ago. Nothing of it may be heard before `checked`. */
  readonly known: SpeakableVoice | undefined;
  /** This request's own check: of what was read after it had arrived. */
  readonly checked: Promise<SpeakableVoice>;
}

/** The voices of this API's requests, each checked for each request: that it is ready, and that the person still consents. */
@Injectable()
export class VoicesToSpeak {
  /** Many live requests use the same voice at the same time. */
  private readonly checks = new SharedRead((key) => this.check(key));
  private readonly recent = new Map<string, { readonly voice: SpeakableVoice; readonly checkedAt: number }>();

  constructor(
    @Inject(SpeakableVoices) private readonly voices: SpeakableVoices,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ServiceError `invalid-request` (no such voice), `voice-not-ready`, `state-conflict`, `consent-not-active` */
  async find(tenantId: string, voiceId: string): Promise<SpeakableVoice> {
    const voice = await this.voices.find(tenantId, voiceId);
    if (voice !== undefined) return voice;
    throw new ServiceError('invalid-request', `There is no voice ${voiceId}.`, {
      fields: [{ pointer: '/voiceId', code: 'not-found', detail: 'names no voice' }],
    });
  }

  /**
   * The other voices that SSML names by our ids, each checked like the one of the request. One that the tenant does not have is left
   * out: whoever reads the SSML refuses its name as that of a foreign voice, and says where it stands.
   * @throws ServiceError as `find` does
   */
  async others(tenantId: string, voiceId: string, ssml: string | undefined): Promise<readonly SpeakableVoice[]> {
    const named = ssml === undefined ? [] : voicesNamedIn(ssml);
    const ids = named.filter((name) => name !== voiceId && isId('voice', name));
    if (ids.length >= SSML_MAX_SPEAKERS) {
      throw new ServiceError('invalid-request', `At most ${SSML_MAX_SPEAKERS} voices can speak together.`, {
        fields: [{ pointer: '/ssml', code: 'too-many-voices', detail: 'names too many voices' }],
      });
    }
    const found = await Promise.all(ids.map((id) => this.voices.find(tenantId, id)));
    return found.filter((voice) => voice !== undefined);
  }

  /** Begins the check, and says what the last one found if that was within `SPEECH_CONSENT_OVERLAP_MS`. */
  look(tenantId: string, voiceId: string): VoiceLook {
    const key = `${tenantId}/${voiceId}`;
    const last = this.recent.get(key);
    const fresh = last !== undefined && performance.now() - last.checkedAt < this.config.speech.consentOverlapMs;
    if (!fresh) return { known: undefined, checked: this.checks.get(key) };
    // What is about to be said goes out to Azure first: writing two requests to the database takes as long as a turn of the loop.
    const checked = nextTurn().then(() => this.checks.get(key));
    return { known: last.voice, checked };
  }

  private async check(key: string): Promise<SpeakableVoice> {
    const [tenantId = '', voiceId = ''] = key.split('/');
    const askedAt = performance.now();
    try {
      const voice = await this.find(tenantId, voiceId);
      this.recent.delete(key);
      this.recent.set(key, { voice, checkedAt: askedAt });
      const [oldest] = this.recent.keys();
      if (this.recent.size > REMEMBERED && oldest !== undefined) this.recent.delete(oldest);
      return voice;
    } catch (error) {
      this.recent.delete(key);
      throw error;
    }
  }
}
