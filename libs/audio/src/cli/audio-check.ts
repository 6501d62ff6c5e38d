/**
 * The audio checks in a terminal:
 *
 *   npm run audio:check -- [--profile consent|personal-voice|professional-voice] [--json] [--waveform FOLDER] FILE…
 *
 * Exit code 0 when every file can be used, 1 when one was rejected, 2 when one could not be checked (it does not exist, the machine
 * failed) and for a wrong call. The reports of the other files are printed in any case.
 */
import { constants } from 'node:fs';
import { access, mkdir, stat, writeFile } from 'node:fs/promises';
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
    const results = await Promise.all(request.files.map((file) => check(pool, file, request.profile)));
    for (const { problem } of results) if (problem !== undefined) output.err(`${problem}\n`);
    const checked = results.flatMap(({ file, report }) => (report === undefined ? [] : [{ file, report }]));
    if (request.json) {
      const reports = checked.map(({ file, report }) => ({ file, ...report }));
      output.out(`${JSON.stringify(reports, null, 2)}\n`);
    } else {
      output.out(checked.map(({ file, report }) => reportTable(file, report)).join('\n'));
    }
    if (request.waveformFolder !== undefined) await writeWaveforms(request.waveformFolder, checked);
    if (checked.length < results.length) return 2;
    return checked.some(({ report }) => report.verdict === 'autoRejected') ? 1 : 0;
  } catch (error) {
    output.err(`${messageOf(error)}\n`);
    return 2;
  } finally {
    await pool.close();
  }
}

interface CheckedFile {
  readonly file: string;
  readonly report: AudioReport;
}

/** The report on one file, or why there is none. */
async function check(
  pool: AudioProcessorPool,
  file: string,
  profile: AudioProfileName,
): Promise<{ readonly file: string; readonly report?: AudioReport; readonly problem?: string }> {
  const unreadable = await whyUnreadable(file);
  if (unreadable !== undefined) return { file, problem: unreadable };
  try {
    return { file, report: await pool.process({ inputPath: file, profile }) };
  } catch (error) {
    return { file, problem: `${file}: ${messageOf(error)}` };
  }
}

async function whyUnreadable(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return `no such file: ${file}`;
  if (!found.isFile()) return `not a file: ${file}; name the recordings in it`;
  return access(file, constants.R_OK).then(
    () => undefined,
    () => `no permission to read: ${file}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
    return messageOf(error);
  }
}

function isProfileName(name: string): name is AudioProfileName {
  return Object.hasOwn(resolveAudioProfiles(), name);
}

async function writeWaveforms(folder: string, checked: readonly CheckedFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    checked
      .filter(({ report }) => report.waveform !== undefined)
      .flatMap(({ file, report }) => [
        writeFile(join(folder, `${basename(file)}.svg`), renderWaveformSvg(report)),
        writeFile(join(folder, `${basename(file)}.png`), renderWaveformPng(report)),
      ]),
  );
}

if (import.meta.main) {
  process.exitCode = await audioCheck(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
