import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import type { SpeakableVoice } from '#domain';
import { scriptText, SpeakableTexts, type SpeechPart } from '#speech';
import { Disclosures } from './disclosures.ts';
import { queuedParts, scriptOf, type SpokenWords } from './spoken-words.ts';
import { VoicesToSpeak } from './voices-to-speak.ts';

export interface ComposedSpeech {
  /** That of the request, and those that its SSML names beside it. */
  readonly voices: readonly [SpeakableVoice, ...SpeakableVoice[]];
  /** That of the request; offsets of timings count in it. */
  readonly text: string;
  /** What is said before it. */
  readonly disclosure: string | undefined;
  readonly parts: readonly SpeechPart[];
}

/** Makes of a request, before any translation, what its voices would say, and refuses what could not be spoken. */
@Injectable()
export class ComposeSpeech {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly texts: SpeakableTexts,
    private readonly disclosures: Disclosures,
  ) {}

  /** @throws SsmlError, ServiceError `invalid-request`, `text-too-long`, `translation-…`, `preparation-…`, and those of VoicesToSpeak */
  async execute(principal: Principal, request: SpokenWords & { readonly voiceId: string }): Promise<ComposedSpeech> {
    this.texts.check(request);
    const voice = await this.voices.find(principal, request.voiceId);
    const others = await this.voices.others(principal, request.voiceId, request.ssml);
    const script = await scriptOf(voice, request, others);
    const { script: spoken, sentence } = this.disclosures.disclose(script, request.disclosure, request.translateTo);
    return {
      voices: [voice, ...others],
      text: scriptText(script),
      disclosure: sentence,
      parts: await queuedParts(spoken),
    };
  }
}
