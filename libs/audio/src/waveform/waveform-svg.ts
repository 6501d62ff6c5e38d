import type { AudioReport } from '../report/audio-report.ts';
import {
  axisHeight,
  defaultWaveformSize,
  layOutWaveform,
  waveformColors as colors,
  type WaveformColumn,
  type WaveformMark,
  type WaveformPicture,
  type WaveformSize,
} from './waveform-picture.ts';

/**
 * The waveform of a report as an SVG document: peaks light, effective level dark, speech on blue, pauses on sand,
 * clipping in red. Holds numbers only, nothing from the file's tags.
 * @throws Error when the report holds no waveform
 */
export function renderWaveformSvg(report: AudioReport, size: WaveformSize = defaultWaveformSize): string {
  const picture = layOutWaveform(report, size);
  const { width, height, plotHeight } = picture;
  const middle = plotHeight / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Waveform of the recording</title>`,
    `<rect width="${width}" height="${height}" fill="${colors.background}"/>`,
    ...rectangles(picture.speech, plotHeight, colors.speech, 'speech'),
    ...rectangles(picture.gaps, plotHeight, colors.gap, 'pause'),
    path(picture.columns, middle, colors.peak, (column) => [column.high, column.low]),
    path(picture.columns, middle, colors.rms, (column) => [column.rms, -column.rms]),
    ...rectangles(picture.clipping, plotHeight, colors.clipping, 'clipping', 0.75),
    `<path d="M0 ${middle}H${width}M0 ${plotHeight}H${width}" stroke="${colors.grid}" fill="none"/>`,
    ...axis(picture),
    '</svg>',
  ].join('\n');
}

function rectangles(
  marks: readonly WaveformMark[],
  height: number,
  fill: string,
  label: string,
  opacity = 1,
): readonly string[] {
  if (marks.length === 0) return [];
  const shapes = marks.map(
    ({ x, width }) => `<rect x="${fixed(x)}" y="0" width="${fixed(width)}" height="${height}"/>`,
  );
  return [`<g fill="${fill}" fill-opacity="${opacity}" data-mark="${label}">`, ...shapes, '</g>'];
}

/** One closed outline: along the upper edge and back along the lower one. */
function path(
  columns: readonly WaveformColumn[],
  middle: number,
  fill: string,
  edges: (column: WaveformColumn) => readonly [number, number],
): string {
  const reach = middle - 2;
  const point = (column: WaveformColumn, edge: 0 | 1): string =>
    `${column.x + 0.5} ${fixed(middle - edges(column)[edge] * reach)}`;
  const upper = columns.map((column) => point(column, 0));
  const lower = columns.toReversed().map((column) => point(column, 1));
  return `<path d="M${[...upper, ...lower].join('L')}Z" fill="${fill}" stroke="${fill}" stroke-width="0.5"/>`;
}

function axis({ ticks, plotHeight, height, topDbfs, width }: WaveformPicture): readonly string[] {
  const baseline = height - axisHeight / 3;
  const lines = ticks.map(({ x }) => `M${fixed(x)} ${plotHeight}v4`).join('');
  const labels = ticks.map(({ x, label }) => `<text x="${fixed(x + 3)}" y="${fixed(baseline)}">${label}</text>`);
  return [
    `<path d="${lines}" stroke="${colors.axis}" fill="none"/>`,
    `<g font-family="sans-serif" font-size="11" fill="${colors.axis}">`,
    ...labels,
    `<text x="${width - 4}" y="12" text-anchor="end">${topDbfs}</text>`,
    '</g>',
  ];
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
