import type { AudioCheck, AudioMeasurements, AudioReport, CheckUnit, CheckVerdict } from '../report/audio-report.ts';

const verdictMarks: Readonly<Record<CheckVerdict, string>> = {
  accepted: 'ok',
  autoFixed: 'fixed',
  needsReview: 'REVIEW',
  autoRejected: 'REJECT',
  notMeasured: '-',
};
const unitLabels: Readonly<Record<CheckUnit, string>> = {
  ms: 'ms',
  Hz: 'Hz',
  dB: 'dB',
  dBFS: 'dBFS',
  dBTP: 'dBTP',
  LUFS: 'LUFS',
  percent: '%',
  count: '',
  distance: '',
};
const maxPositions = 5;
const notMeasured = 'not measured';

/** The report of one file as text for a terminal: what it is, what was found, each check, what was fixed. */
export function reportTable(name: string, report: AudioReport): string {
  const lines = [`${name}: ${headline(report)}`];
  if (report.format !== undefined) lines.push(`  ${describeFormat(report)}`);
  if (report.rejection !== undefined) lines.push(`  ${report.rejection.detail}`, `  ${report.rejection.advice}`);
  if (report.measurements !== undefined) lines.push('', ...measurementLines(report.measurements));
  if (report.checks.length > 0) lines.push('', ...checkLines(report.checks));
  if (report.fixes.length > 0) lines.push('', ...report.fixes.map(({ fix, detail }) => `  ${fix}: ${detail}`));
  return `${lines.join('\n')}\n`;
}

function headline({ verdict, rejection, profile }: AudioReport): string {
  return `${verdict}${rejection === undefined ? '' : ` (${rejection.code})`}, judged as ${profile}`;
}

function describeFormat({ format, sizeBytes, sha256 }: AudioReport): string {
  if (format === undefined) return '';
  const bits = format.bitsPerSample === undefined ? '' : `, ${format.bitsPerSample} bit`;
  const channels = format.channels === 1 ? 'mono' : `${format.channels} channels`;
  return (
    `${format.container} / ${format.codec}, ${format.sampleRateHz} Hz, ${channels}${bits}, ` +
    `${seconds(format.durationMs)}, ${sizeBytes} bytes, sha256 ${sha256.slice(0, 12)}`
  );
}

function measurementLines(measured: AudioMeasurements): readonly string[] {
  const value = (number: number | null, unit: string): string => (number === null ? notMeasured : `${number} ${unit}`);
  const hum =
    measured.humFrequencyHz === null ? 'none' : `${measured.humLevelDbfs} dBFS at ${measured.humFrequencyHz} Hz`;
  const pitch =
    measured.medianPitchHz === null
      ? notMeasured
      : `${measured.medianPitchHz} Hz (${measured.lowPitchHz} to ${measured.highPitchHz})`;
  const cells: readonly (readonly [string, string])[] = [
    ['loudness', value(measured.integratedLoudnessLufs, 'LUFS')],
    ['loudness range', value(measured.loudnessRangeLu, 'LU')],
    ['true peak', value(measured.truePeakDbtp, 'dBTP')],
    ['RMS', value(measured.rmsDbfs, 'dBFS')],
    ['speech level', value(measured.speechLevelDbfs, 'dBFS')],
    ['noise floor', value(measured.noiseFloorDbfs, 'dBFS')],
    ['signal to noise', value(measured.signalToNoiseDb, 'dB')],
    ['hum', measured.humLevelDbfs === null ? notMeasured : hum],
    ['bandwidth', value(measured.effectiveBandwidthHz, 'Hz')],
    ['DC offset', value(measured.dcOffsetPercent, '%')],
    ['net speech', seconds(measured.netSpeechMs)],
    ['silence', value(measured.silencePercent, '%')],
    ['longest gap', seconds(measured.longestGapMs)],
    ['pitch', pitch],
    ['syllables', value(measured.syllablesPerSecond, 'a second')],
    ['clipping runs', String(measured.clippingRunCount)],
  ];
  return columns(cells.map(([name, shown]) => [`  ${name}`, shown]));
}

function checkLines(checks: readonly AudioCheck[]): readonly string[] {
  const rows = checks.map((check) => [
    `  ${verdictMarks[check.verdict]}`,
    check.check,
    quantity(check.value, check.unit),
    check.limit === null ? '' : `limit ${quantity(check.limit, check.unit)}`,
    check.verdict === 'accepted' ? '' : `${check.advice}${positions(check.atMs)}`,
  ]);
  return columns(rows);
}

function quantity(value: number | null, unit: CheckUnit): string {
  return value === null ? notMeasured : `${value} ${unitLabels[unit]}`.trimEnd();
}

function positions(atMs: readonly number[]): string {
  if (atMs.length === 0) return '';
  const shown = atMs.slice(0, maxPositions).map((ms) => seconds(ms));
  const more = atMs.length > maxPositions ? ` and ${atMs.length - maxPositions} more` : '';
  return ` At ${shown.join(', ')}${more}.`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
