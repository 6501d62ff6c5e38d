import type { AudioReport } from '../report/audio-report.ts';
import { drawText, glyphHeight, textWidth } from './pixel-font.ts';
import { encodePng } from './png-encoder.ts';
import {
  axisHeight,
  defaultWaveformSize,
  layOutWaveform,
  waveformColors,
  type WaveformSize,
} from './waveform-picture.ts';

type ColorName = keyof typeof waveformColors;

const names = Object.keys(waveformColors) as readonly ColorName[];

/** A picture of palette indexes. */
class Canvas {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;

  constructor({ width, height }: WaveformSize) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height).fill(names.indexOf('background'));
  }

  fill(x: number, y: number, width: number, height: number, color: ColorName): void {
    const index = names.indexOf(color);
    const left = Math.max(0, Math.round(x));
    const right = Math.min(this.width, Math.round(x + width));
    const bottom = Math.min(this.height, Math.round(y + height));
    for (let row = Math.max(0, Math.round(y)); row < bottom; row++) {
      if (right > left) this.pixels.fill(index, row * this.width + left, row * this.width + right);
    }
  }

  text(text: string, x: number, y: number, color: ColorName): void {
    drawText(text, Math.round(x), Math.round(y), (px, py) => this.fill(px, py, 1, 1, color));
  }
}

/**
 * The same picture as the SVG, as PNG.
 * @throws Error when the report holds no waveform
 */
export function renderWaveformPng(report: AudioReport, size: WaveformSize = defaultWaveformSize): Buffer {
  const picture = layOutWaveform(report, size);
  const { plotHeight, width } = picture;
  const canvas = new Canvas(size);
  const middle = plotHeight / 2;
  const reach = middle - 2;
  for (const mark of picture.speech) canvas.fill(mark.x, 0, mark.width, plotHeight, 'speech');
  for (const mark of picture.gaps) canvas.fill(mark.x, 0, mark.width, plotHeight, 'gap');
  canvas.fill(0, middle, width, 1, 'grid');
  for (const { x, low, high, rms } of picture.columns) {
    canvas.fill(x, middle - high * reach, 1, Math.max(1, (high - low) * reach), 'peak');
    canvas.fill(x, middle - rms * reach, 1, 2 * rms * reach, 'rms');
  }
  for (const mark of picture.clipping) canvas.fill(mark.x, 0, mark.width, plotHeight, 'clipping');
  canvas.fill(0, plotHeight, width, 1, 'grid');
  for (const { x, label } of picture.ticks) {
    canvas.fill(x, plotHeight, 1, 4, 'axis');
    canvas.text(label, x + 3, plotHeight + axisHeight - glyphHeight - 3, 'axis');
  }
  canvas.text(picture.topDbfs, width - textWidth(picture.topDbfs) - 3, 4, 'axis');
  return encodePng(
    canvas.pixels,
    width,
    size.height,
    names.map((name) => waveformColors[name]),
  );
}
