import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import type { SpeakableVoice } from '#domain';
import { SpeakableTexts, type SpeechPart, type SpeechScript } from '#speech';
import { queuedParts, scriptOf, type SpokenWords } from './spoken-words.ts';
import { VoicesToSpeak } from './voices-to-speak.service.ts';

export interface ComposedSpeech {
  /** That of the request, and those that its SSML names beside it. */
  readonly voices: readonly [SpeakableVoice, ...SpeakableVoice[]];
  readonly script: SpeechScript;
  readonly parts: readonly SpeechPart[];
}

/** Makes of a request, before any translation, what its voices would say, and refuses what could not be spoken. */
@Injectable()
export class ComposeSpeech {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly texts: SpeakableTexts,
  ) {}

  /** @throws SsmlError, ServiceError `invalid-request`, `text-too-long`, `translation-…`, `preparation-…`, and those of VoicesToSpeak */
  async execute(principal: Principal, request: SpokenWords & { readonly voiceId: string }): Promise<ComposedSpeech> {
    this.texts.check(request);
    const voice = await this.voices.find(principal, request.voiceId);
    const others = await this.voices.others(principal, request.voiceId, request.ssml);
    const script = await scriptOf(voice, request, others);
    return { voices: [voice, ...others], script, parts: await queuedParts(script) };
  }
}
