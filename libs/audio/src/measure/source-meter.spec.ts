import { describe, expect, it } from 'vitest';
import { sine } from '../testing/test-wav.ts';
import { SourceMeter } from './source-meter.ts';

/** A sine of half full scale on each channel, 1 s of it. */
function measured(sampleRateHz: number, amplitudes: readonly number[] = [0.5]) {
  const meter = new SourceMeter({
    sampleRateHz,
    channels: amplitudes.length,
    channelMask: 0n,
    fineSteps: true,
    unbounded: false,
  });
  const channels = amplitudes.map((amplitude) => sine(1_000, amplitude, 1, sampleRateHz));
  meter.push(channels, sampleRateHz);
  return meter.finish().measurements;
}

describe(SourceMeter.name, () => {
  it.each([8_000, 16_000, 24_000, 44_100, 48_000, 96_000])('says how long a recording at %i Hz is', (sampleRateHz) => {
    expect(measured(sampleRateHz)).toMatchObject({ durationMs: 1_000, sampleRateHz });
  });

  it('reports levels relative to full scale: peak 6 dB below it, RMS another 3 dB below', () => {
    const { samplePeakDbfs, rmsDbfs } = measured(48_000);
    expect(samplePeakDbfs).toBeCloseTo(-6.02, 1);
    expect(rmsDbfs).toBeCloseTo(-9.03, 1);
  });

  it('takes the mean power of the channels, and reports how far they are apart', () => {
    const { rmsDbfs, channelImbalanceDb } = measured(48_000, [0.5, 0.25]);
    expect(rmsDbfs).toBeCloseTo(10 * Math.log10((0.125 + 0.031_25) / 2), 1);
    expect(channelImbalanceDb).toBeCloseTo(6, 1);
  });

  it('says where clipping was in milliseconds', () => {
    const sampleRateHz = 16_000;
    const meter = new SourceMeter({ sampleRateHz, channels: 1, channelMask: 0n, fineSteps: true, unbounded: false });
    const samples = sine(100, 0.5, 1, sampleRateHz);
    samples.fill(1, 8_000, 8_160);
    meter.push([samples], samples.length);
    expect(meter.finish().measurements.clippingRuns).toMatchObject([{ channel: 0, startMs: 500, endMs: 510 }]);
  });
});
