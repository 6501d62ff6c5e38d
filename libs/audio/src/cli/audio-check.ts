/**
 * The audio checks in a terminal:
 *
 *   npm run audio:check -- [--profile consent|personal-voice|professional-voice] [--json] [--waveform FOLDER] FILE…
 *
 * Exit code 0 when every file can be used, 1 when one was rejected, 2 for a wrong call or a failure of the machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveAudioProfiles } from '../judge/audio-profile.ts';
import { AudioProcessorPool } from '../pool/audio-processor-pool.ts';
import type { AudioProfileName, AudioReport } from '../report/audio-report.ts';
import { renderWaveformPng } from '../waveform/waveform-png.ts';
import { renderWaveformSvg } from '../waveform/waveform-svg.ts';
import { reportTable } from './report-table.ts';

const usage =
  'usage: npm run audio:check -- [--profile consent|personal-voice|professional-voice] [--json] [--waveform FOLDER] FILE...\n';

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Request {
  readonly files: readonly string[];
  readonly profile: AudioProfileName;
  readonly json: boolean;
  readonly waveformFolder: string | undefined;
}

/** Checks the files named in `args` and returns the exit code. */
export async function audioCheck(args: readonly string[], output: Output): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    output.err(`${request}\n${usage}`);
    return 2;
  }
  const pool = new AudioProcessorPool({ workers: Math.min(request.files.length, availableParallelism()) });
  try {
    await pool.start();
    const reports = await Promise.all(
      request.files.map((inputPath) => pool.process({ inputPath, profile: request.profile })),
    );
    if (request.json)
      output.out(
        `${JSON.stringify(
          reports.map((report, i) => ({ file: request.files[i], ...report })),
          null,
          2,
        )}\n`,
      );
    else output.out(reports.map((report, i) => reportTable(request.files[i] ?? '', report)).join('\n'));
    if (request.waveformFolder !== undefined) await writeWaveforms(request.waveformFolder, request.files, reports);
    return reports.some((report) => report.verdict === 'autoRejected') ? 1 : 0;
  } catch (error) {
    output.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  } finally {
    await pool.close();
  }
}

function parse(args: readonly string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', default: 'personal-voice' },
        json: { type: 'boolean', default: false },
        waveform: { type: 'string' },
      },
    });
    if (positionals.length === 0) return 'pass at least one file';
    if (!isProfileName(values.profile)) return `unknown profile ${values.profile}`;
    return { files: positionals, profile: values.profile, json: values.json, waveformFolder: values.waveform };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isProfileName(name: string): name is AudioProfileName {
  return Object.hasOwn(resolveAudioProfiles(), name);
}

async function writeWaveforms(
  folder: string,
  files: readonly string[],
  reports: readonly AudioReport[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pictured = reports.flatMap((report, i) =>
    report.waveform === undefined ? [] : [{ report, name: basename(files[i] ?? '') }],
  );
  await Promise.all(
    pictured.flatMap(({ report, name }) => [
      writeFile(join(folder, `${name}.svg`), renderWaveformSvg(report)),
      writeFile(join(folder, `${name}.png`), renderWaveformPng(report)),
    ]),
  );
}

if (import.meta.main) {
  process.exitCode = await audioCheck(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
