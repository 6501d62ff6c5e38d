import { judge } from '../judge/judge.ts';
import { defaultAudioProfiles } from '../judge/audio-profile.ts';
import { RecordingMeter } from './recording-meter.ts';
import { syntheticVoice } from './synthetic-voice.ts';

const sampleRateHz = 48_000;
const seconds = 6;
const blockFrames = 8_192;

/** Runs every measurement once over a made-up voice, so that the first recording meets compiled code. About 0.2 s. */
export function warmUp(): void {
  const voice = syntheticVoice({ sampleRateHz, seconds });
  const meter = new RecordingMeter({ sampleRateHz, channels: 2, channelMask: 3n, fineSteps: true, unbounded: false });
  try {
    for (let from = 0; from < voice.length; from += blockFrames) {
      const block = voice.subarray(from, from + blockFrames);
      meter.push([block, block], block.length);
    }
    judge({ ...meter.finish().measurements, decodeErrorCount: 0, missingMs: 0 }, defaultAudioProfiles.consent);
  } finally {
    meter.close();
  }
}
