import { AudioOutputFormatImpl } from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/sdk/Audio/AudioOutputFormat.js';
import { describe, expect, it } from 'vitest';
import { OUTPUT_FORMAT_NAMES, outputFormat, sampleRatesOf } from './output-formats.ts';

const all = OUTPUT_FORMAT_NAMES.flatMap((name) => sampleRatesOf(name).map((rate) => outputFormat(name, rate)));

describe('outputFormat', () => {
  it.each(all)(
    'asks the service for $streamingFormat ($name, $sampleRateHz Hz), which the SDK knows as such',
    (format) => {
      const known = AudioOutputFormatImpl.fromSpeechSynthesisOutputFormatString(format.streamingFormat);
      expect(known.requestAudioFormatString).toBe(format.streamingFormat);
      expect(known.hasHeader).toBe(false);
      expect(known.samplesPerSec).toBe(format.sampleRateHz);
      if (format.bytesPerSecond !== undefined) expect(format.bytesPerSecond).toBe(known.avgBytesPerSec);
      const batch = AudioOutputFormatImpl.fromSpeechSynthesisOutputFormatString(format.batchFormat);
      expect(batch.samplesPerSec).toBe(format.sampleRateHz);
    },
  );

  it('gives WAV as 24 kHz PCM without a header unless asked otherwise', () => {
    expect(outputFormat('wav')).toEqual({
      name: 'wav',
      sampleRateHz: 24_000,
      streamingFormat: 'raw-24khz-16bit-mono-pcm',
      batchFormat: 'riff-24khz-16bit-mono-pcm',
      contentType: 'audio/wav',
      fileExtension: 'wav',
      bytesPerSecond: 48_000,
    });
  });

  it('refuses a rate that the format does not come at, and says which it does', () => {
    expect(() => outputFormat('webm', 48_000)).toThrow(
      /^invalid-request: The format webm is available at 16000, 24000 Hz$/v,
    );
  });
});
