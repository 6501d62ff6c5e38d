import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import type { AudioReport } from '../report/audio-report.ts';
import { EnvelopeMeter } from '../voice/envelope.ts';
import { encodePng } from './png-encoder.ts';
import { decodeWaveform, encodeWaveform } from './waveform-data.ts';
import { layOutWaveform, waveformColors } from './waveform-picture.ts';
import { renderWaveformPng } from './waveform-png.ts';
import { renderWaveformSvg } from './waveform-svg.ts';

const sampleRateHz = 24_000;

/** Ten seconds: loud, 3 s of silence, loud, with one clipped place. */
function report(): AudioReport {
  const meter = new EnvelopeMeter(240);
  const samples = Float32Array.from({ length: 10 * sampleRateHz }, (_, i) => {
    const second = i / sampleRateHz;
    return second > 4 && second < 7 ? 0 : 0.5 * Math.sin(i / 3);
  });
  meter.push(samples);
  return stub<AudioReport>({
    verdict: 'accepted',
    profile: 'consent',
    sha256: '',
    sizeBytes: 0,
    checks: [],
    fixes: [],
    waveform: encodeWaveform(meter.finish(), sampleRateHz),
    measurements: {
      durationMs: 10_000,
      speechSegments: [
        { startMs: 0, endMs: 4_000 },
        { startMs: 7_000, endMs: 10_000 },
      ],
      clippingRuns: [{ channel: 0, startMs: 2_000, endMs: 2_000.5, samples: 12 }],
    },
  });
}

/** The palette color of every pixel of a PNG as `encodePng` writes it. */
function readPng(png: Buffer): {
  readonly width: number;
  readonly height: number;
  color: (x: number, y: number) => string;
} {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const find = (type: string): Buffer => {
    const at = png.indexOf(type, 0, 'latin1');
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const palette = find('PLTE');
  const rows = inflateSync(find('IDAT'));
  return {
    width,
    height,
    color: (x, y) => {
      const index = rows[y * (width + 1) + 1 + x] ?? 0;
      return `#${palette.subarray(index * 3, index * 3 + 3).toString('hex')}`;
    },
  };
}

describe('EnvelopeMeter', () => {
  it('keeps extremes and power while its buckets double', () => {
    const meter = new EnvelopeMeter(10);
    const samples = Float32Array.from({ length: 100_000 }, (_, i) => (i === 77_777 ? 0.9 : i === 12_345 ? -0.8 : 0.1));
    for (let from = 0; from < samples.length; from += 997) meter.push(samples.subarray(from, from + 997));
    const { bucketSamples, lows, highs, rms } = meter.finish();
    expect(lows.length).toBe(Math.ceil(samples.length / bucketSamples));
    expect(lows.length).toBeLessThanOrEqual(1_600);
    expect(highs[Math.floor(77_777 / bucketSamples)]).toBeCloseTo(0.9, 6);
    expect(lows[Math.floor(12_345 / bucketSamples)]).toBeCloseTo(-0.8, 6);
    expect(rms[0]).toBeCloseTo(0.1, 6);
    expect(rms.at(-1)).toBeCloseTo(0.1, 6);
  });
});

describe('waveform data', () => {
  it('survives packing within one step', () => {
    const envelope = {
      bucketSamples: 10,
      lows: Float32Array.of(-0.5, 0),
      highs: Float32Array.of(0.25, 0.01),
      rms: Float32Array.of(0.1, 0),
    };
    const [first, second] = decodeWaveform(encodeWaveform(envelope, 1_000));
    expect(first?.low).toBeCloseTo(-0.5, 2);
    expect(first?.high).toBeCloseTo(0.25, 2);
    expect(second?.high).toBeCloseTo(0.01, 2);
  });

  it('refuses data that were cut off', () => {
    expect(() => decodeWaveform({ bucketMs: 1, bucketCount: 5, scaleAmplitude: 1, data: 'AAAA' })).toThrow(
      /incomplete/,
    );
  });
});

describe('layOutWaveform', () => {
  it('puts speech, pauses and clipping where they are', () => {
    const picture = layOutWaveform(report(), { width: 800, height: 200 });
    expect(picture.speech).toEqual([{ x: 0, width: 320 }, { x: 560, width: 240 }]); // prettier-ignore
    expect(picture.gaps).toEqual([{ x: 320, width: 240 }]);
    expect(picture.clipping).toEqual([{ x: 160, width: 2 }]);
    expect(picture.columns).toHaveLength(800);
    expect(picture.columns[100]?.high).toBeCloseTo(1, 1);
    expect(picture.columns[450]?.high).toBe(0);
    expect(picture.ticks.map((tick) => tick.label)).toEqual([
      '0:00',
      '0:01',
      '0:02',
      '0:03',
      '0:04',
      '0:05',
      '0:06',
      '0:07',
      '0:08',
      '0:09',
    ]);
    expect(picture.topDbfs).toBe('-6.0 dBFS');
  });

  it('needs a decoded recording', () => {
    const { waveform: _, ...without } = report();
    expect(() => layOutWaveform(without)).toThrow(/no waveform/);
  });
});

describe('pictures', () => {
  it('show the same in PNG', () => {
    const png = readPng(renderWaveformPng(report()));
    expect([png.width, png.height]).toEqual([800, 200]);
    expect(png.color(100, 5)).toBe(waveformColors.peak);
    expect(png.color(100, 91)).toBe(waveformColors.rms);
    expect(png.color(100, 0)).toBe(waveformColors.speech);
    expect(png.color(450, 20)).toBe(waveformColors.gap);
    expect(png.color(160, 50)).toBe(waveformColors.clipping);
    expect(png.color(400, 195)).toBe(waveformColors.background);
  });

  it('are well-formed in SVG, at any size', () => {
    const svg = renderWaveformSvg(report(), { width: 400, height: 100 });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 400 100"/);
    expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length);
    for (const mark of ['speech', 'pause', 'clipping']) expect(svg).toContain(`data-mark="${mark}"`);
    expect(svg).not.toContain('NaN');
  });

  it('refuse pixels that do not fill the picture', () => {
    expect(() => encodePng(new Uint8Array(10), 4, 4, ['#000000'])).toThrow(RangeError);
  });
});
