import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Budgets, VoiceEndpoints, type VoiceWatch } from '#documents';
import { ServiceError } from '#domain';
import {
  Disclosures,
  isToBeMade,
  liveWords,
  madeSpeakable,
  scriptOf,
  type SpokenWords,
  VoicesToSpeak,
  VoiceUse,
} from '#intake';
import {
  assertNotCutOff,
  billedCharacters,
  deploymentOf,
  FairSemaphore,
  type OutputFormat,
  SpeakableTexts,
  type SpeakRequest,
  type SpeechSummary,
  SpeechSynthesizerPool,
  type SpeechTurn,
  writeSsml,
} from '#speech';
import { newProvenanceId } from '#storage';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { LiveUsage } from '../usage/live-usage.service.ts';
import { LiveRecords } from './live-records.service.ts';
import { MarkSpeech } from './mark-speech.service.ts';
import { whileAuthorized } from '../platform/answers/while-authorized.ts';

export interface LiveSpeechRequest extends SpokenWords {
  readonly voiceId: string;
  readonly format: OutputFormat;
}

/** Speech whose first audio is there. */
export interface LiveSpeech {
  readonly format: OutputFormat;
  /** What the tag in the audio says. */
  readonly provenanceId: string;
  /** All of the audio, as it comes. Breaks off with an error; leaving it early ends the speech at Azure. */
  readonly audio: AsyncIterable<Uint8Array>;
  readonly done: Promise<SpeechSummary>;
  /** How long the request waited for a slot, and for Azure, in milliseconds. */
  readonly waitedMs: number;
  readonly providerMs: number;
}

/** Speaks a text while its listener waits. */
@Injectable()
export class SpeakLive {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly texts: SpeakableTexts,
    private readonly disclosures: Disclosures,
    private readonly slots: FairSemaphore,
    private readonly synthesizers: SpeechSynthesizerPool,
    private readonly voiceUse: VoiceUse,
    private readonly usage: LiveUsage,
    private readonly marks: MarkSpeech,
    private readonly records: LiveRecords,
    private readonly budgets: Budgets,
    private readonly endpoints: VoiceEndpoints,
  ) {}

  /**
   * Resolves with the first audio; until then, and only until then, a failure can be answered.
   * @param listener who is spoken to; when they have gone, nothing more is spoken
   * @throws SsmlError, ServiceError `text-too-long`, `invalid-request`, those of VoicesToSpeak, `endpoint-resuming`, `endpoint-hours-exhausted`, `budget-exhausted`, `concurrency-limited`, `translation-…`, `preparation-…`, ProviderError; or the signal's reason
   */
  async execute(principal: Principal, request: LiveSpeechRequest, listener: OpenAnswer): Promise<LiveSpeech> {
    const { ended: listening, cut } = listener;
    this.texts.check(request);
    const checkedAt = performance.now();
    const { recent, checked } = this.voices.authorize(principal, request.voiceId);
    // Awaited below; until then a refusal is nobody's unhandled rejection.
    checked.catch(() => {});
    // No other service is asked for words that may not be said.
    const voice = isToBeMade(request) ? await checked : (recent ?? (await checked));
    const words = await madeSpeakable(this.texts, voice.locale, request, listening);
    const others = await this.voices.others(principal, request.voiceId, words.ssml);
    const spoken = this.disclosures.disclose(await scriptOf(voice, words, others), request.disclosure);
    const { script, text } = await liveWords(spoken.script, words.ssml === undefined ? '/text' : '/ssml');
    const ssml = writeSsml(script);
    // Before anything is charged: a voice whose endpoint is suspended does not speak now.
    if (voice.endpoint !== undefined) await this.endpoints.wake(voice);
    const { tenantId } = principal;
    const characters = (): number => billedCharacters(ssml);
    const charge = await this.budgets.charge(tenantId, request.voiceId, 'live', characters);
    const heard = { voiceId: request.voiceId, otherVoiceIds: others.map((other) => other.id) };
    const watch = (): VoiceWatch => this.voices.watch(principal, heard, checkedAt);
    const askedAt = performance.now();
    let begun: SpeechTurn | undefined;
    try {
      const release = await this.slots.acquire(tenantId, listening);
      const startedAt = performance.now();
      const turn = this.begin(
        { ssml, deploymentId: deploymentOf(script), format: request.format, text, signal: listening },
        watch,
        release,
      );
      begun = turn;
      const chunks = turn.audio[Symbol.asyncIterator]();
      // Nothing is heard of a voice whose consent was not found active for this very request.
      const [first, own] = await Promise.all([chunks.next(), checked]);
      if (first.done === true)
        throw new ServiceError('invalid-request', 'The text contains nothing that can be spoken.');
      this.voiceUse.record(principal, [heard.voiceId, ...heard.otherVoiceIds], 'live');
      const count = (audioMs = 0): void =>
        this.usage.count({ tenantId, voiceId: heard.voiceId, billedCharacters: characters(), audioMs });
      // When it is over, so that nothing that is heard waits for it. Azure bills also what nobody listened to the end of.
      turn.done.then(
        ({ audioDurationMs }) => count(audioDurationMs),
        () => count(),
      );
      const provenanceId = newProvenanceId();
      const audio = this.marks.mark(request.format, provenanceId, wholeAudio(first.value, chunks, turn.done));
      return {
        format: request.format,
        provenanceId,
        audio: this.records.recorded(
          {
            id: provenanceId,
            tenantId,
            format: request.format,
            speakers: [own, ...others],
            actorId: principal.objectId,
            text: text.slice(spoken.characters),
          },
          whileAuthorized(audio, watch, cut),
        ),
        done: turn.done,
        waitedMs: startedAt - askedAt,
        providerMs: performance.now() - startedAt,
      };
    } catch (error) {
      charge?.cancel();
      begun?.cancel(error);
      throw error;
    }
  }

  /** @param release the slot, which is given back when the turn ends, or when it cannot begin */
  private begin(request: SpeakRequest, watch: () => VoiceWatch, release: () => void): SpeechTurn {
    const ends = [release];
    const end = (): void => ends.forEach((each) => each());
    try {
      // What is being spoken at Azure ends with the consent, whether or not anybody reads it at the moment.
      const allowed = watch();
      ends.push(() => allowed[Symbol.dispose]());
      const turn = this.synthesizers.speak(request);
      const revoked = (): void => turn.cancel(allowed.signal.reason);
      if (allowed.signal.aborted) revoked();
      else allowed.signal.addEventListener('abort', revoked, { once: true });
      ends.push(() => allowed.signal.removeEventListener('abort', revoked));
      turn.done.then(end, end);
      return turn;
    } catch (error) {
      end();
      throw error;
    }
  }
}

/**
 * The first chunk and the others.
 * @throws ServiceError `text-too-long` instead of ending when Azure cut the speech off: a whole body is a whole text
 */
async function* wholeAudio(
  first: Uint8Array,
  others: AsyncIterator<Uint8Array>,
  done: Promise<SpeechSummary>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await others.next(); next.done !== true; next = await others.next()) yield next.value;
    const { audioDurationMs } = await done;
    if (audioDurationMs !== undefined) assertNotCutOff(audioDurationMs);
  } finally {
    await others.return?.();
  }
}
