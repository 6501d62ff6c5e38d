import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type Synthesis, type SynthesisResult, usageDay } from '#domain';
import { inTurns } from '#loop';
import { billedCharactersInSteps } from '#speech';
import { UsageStore } from '#storage';
import { partsOf } from './synthesis-parts.ts';
import type { Speakers } from '../platform/usable-voice.ts';

/** Counts what syntheses have spoken. */
@Injectable()
export class SynthesisUsage {
  constructor(
    private readonly store: UsageStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Once, whichever run has spoken it: under the id of the synthesis, before it says that it has succeeded. A run that comes after one that
   * died in between finds it counted.
   */
  async count(synthesis: Synthesis, speakers: Speakers, { durationMs }: SynthesisResult): Promise<void> {
    const { id, tenantId, voiceId } = synthesis;
    const parts = await partsOf(synthesis, speakers, this.config.synthesis.partMs);
    const billedCharacters = await inTurns(billedCharactersInSteps(parts));
    const day = usageDay(Date.now());
    await this.store.count(id, {
      tenantId,
      day,
      voiceId,
      kind: 'queued',
      requests: 1,
      billedCharacters,
      audioMs: durationMs,
    });
  }
}
