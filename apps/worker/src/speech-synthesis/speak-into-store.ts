import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError, type Synthesis, type SynthesisResult } from '#domain';
import { buildPersonalVoiceSsml, outputFormat, type SpeechSynthesizerPool } from '#speech';
import type { BlobStore } from '#storage';
import type { LeaseKeeper } from '../documents/lease-keeper.ts';
import { storeResult } from './synthesis-results.ts';
import type { ReadyVoice } from './usable-voice.ts';
import { writeWavFile } from './wav-file.ts';

/** Azure ends the audio of one request at 10 minutes, without an error. */
const CUT_OFF_MS = 595_000;

/** One run of a synthesis, while it holds the lease. */
export interface Run {
  readonly id: string;
  /** Aborts when the worker has to stop. */
  readonly stop: AbortSignal;
  readonly lease: Pick<LeaseKeeper<never>, 'lost' | 'throwIfLost'>;
  /** From here on the audio may appear in the store at any time, also when storing it was given up or has failed. */
  storing: boolean;
}

/** Speaks the text and stores the audio. */
export async function speakIntoStore(
  synthesizers: SpeechSynthesizerPool,
  blobs: BlobStore,
  synthesis: Synthesis,
  voice: ReadyVoice,
  run: Run,
): Promise<SynthesisResult> {
  const signal = AbortSignal.any([run.stop, run.lease.lost]);
  const { locale, text, rate } = synthesis;
  const { baseModel, speakerProfileId } = voice;
  const ssml = buildPersonalVoiceSsml({ baseModel, speakerProfileId, locale, text, rate });
  const directory = await mkdtemp(join(tmpdir(), 'synthesis-'));
  try {
    const path = join(directory, 'speech.wav');
    const turn = synthesizers.speak({ ssml, format: outputFormat('wav'), signal });
    const [file] = await Promise.all([writeWavFile(path, turn.audio, signal), turn.done]);
    if (file.durationMs >= CUT_OFF_MS) {
      throw new ServiceError(
        'text-too-long',
        'The speech is longer than 10 minutes, where Azure cuts it off. Split the text.',
      );
    }
    run.lease.throwIfLost();
    run.storing = true;
    // Not aborted when the lease is lost: what is under way must have arrived before it can be removed.
    return await storeResult(blobs, synthesis, path, file, run.stop);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
