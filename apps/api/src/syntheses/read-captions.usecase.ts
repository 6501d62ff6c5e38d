import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { captionCuesInSteps, type SpeechTimings, subRipInSteps, webVttInSteps } from '#domain';
import { inTurns, parseJson } from '#loop';
import type { CaptionsFormat } from './captions.ts';
import { ReadTimings } from './read-timings.usecase.ts';

/** Writes the timings of a synthesis as a caption file. See ADR 37. */
@Injectable()
export class ReadCaptions {
  constructor(private readonly readTimings: ReadTimings) {}

  /** @throws ServiceError as `ReadTimings` does */
  async execute(principal: Principal, id: string, format: CaptionsFormat): Promise<string> {
    const timings = (await inTurns(parseJson(await this.readTimings.execute(principal, id)))) as SpeechTimings;
    const cues = await inTurns(captionCuesInSteps(timings));
    return inTurns(format === 'vtt' ? webVttInSteps(cues) : subRipInSteps(cues));
  }
}
