import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceError, type Synthesis, type SynthesisResult } from '#domain';
import { buildPersonalVoiceSsml, outputFormat, type SpeechSynthesizerPool } from '#speech';
import type { BlobStore } from '#storage';
import { storeResult } from './synthesis-results.ts';
import type { ReadyVoice } from './usable-voice.ts';
import { writeWavFile } from './wav-file.ts';

/** Azure ends the audio of one request at 10 minutes, without an error. */
const CUT_OFF_MS = 595_000;

/** Speaks the text and stores the audio. Whoever calls it holds the lease of the synthesis; `signal` aborts when it is lost. */
export async function speakIntoStore(
  synthesizers: SpeechSynthesizerPool,
  blobs: BlobStore,
  synthesis: Synthesis,
  voice: ReadyVoice,
  signal: AbortSignal,
): Promise<SynthesisResult> {
  const { locale, text } = synthesis.spoken ?? synthesis;
  const { rate } = synthesis;
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
    signal.throwIfAborted();
    return await storeResult(blobs, synthesis, path, file, signal);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
