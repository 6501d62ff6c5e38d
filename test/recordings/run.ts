/**
 * Recordings that are too many or too large for `npm test`:
 *
 *   npm run test:recordings [-- --speech FOLDER --other FOLDER --workers 2]
 *
 * 1. The inputs in ../shared/cases/audio that were wrong once have their right values (`cases.ts`).
 * 2. Of the recordings in ../shared/audio and in FOLDER of `--speech`, none of 7 s or more is rejected for its noise or for holding no speech, and none
 *    lacks the likeness to speech.
 * 3. Of the recordings in FOLDER of `--other`, which hold no speech, at most 5 % pass.
 */
import { existsSync, globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AudioReport, AudioProcessorPool } from '#audio';
import { cases } from './cases.ts';

const { values } = parseArgs({
  options: {
    speech: { type: 'string', multiple: true, default: [] },
    other: { type: 'string', multiple: true, default: [] },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const SHARED = new URL('../../../shared/', import.meta.url).pathname;
const LONG_ENOUGH_MS = 7_000;
const MAX_PASSED_SHARE = 0.05;

const pool = new AudioProcessorPool({ workers: Number(values.workers) });
const failures: string[] = [];

async function examineAll(folders: readonly string[]): Promise<readonly (readonly [string, AudioReport])[]> {
  const files = folders.flatMap((folder) =>
    globSync('**/*.{wav,flac,mp3,ogg,opus,m4a,aac}', { cwd: folder }).map((name) => join(folder, name)),
  );
  return Promise.all(
    files
      .filter((file) => statSync(file).isFile())
      .map(async (file) => [file, await pool.process({ inputPath: file, profile: 'personal-voice' })] as const),
  );
}

async function proveCases(): Promise<void> {
  const folder = join(SHARED, 'cases/audio');
  if (!existsSync(folder)) {
    console.log(`not run: there is no ${folder}`);
    return;
  }
  const reports = new Map((await examineAll([folder])).map(([file, report]) => [basename(file), report]));
  const wrong = cases.filter(({ right }) => !right((name) => reports.get(name)));
  failures.push(...wrong.map(({ what }) => what));
  console.log(`cases: ${cases.length - wrong.length} of ${cases.length} right`);
}

async function proveSpeech(): Promise<void> {
  const reports = await examineAll([join(SHARED, 'audio'), ...values.speech]);
  const long = reports.filter(([, report]) => (report.measurements?.durationMs ?? 0) >= LONG_ENOUGH_MS);
  const refused = long.filter(([, { checks }]) =>
    checks.some(
      ({ check, verdict }) =>
        (verdict === 'autoRejected' && ['signal-to-noise', 'unsteady-noise', 'net-speech'].includes(check)) ||
        (verdict === 'needsReview' && check === 'speech-likeness'),
    ),
  );
  failures.push(...refused.map(([file]) => `refused: ${file}`));
  const unsteady = long.filter(([, { checks }]) =>
    checks.some(({ check, verdict }) => check === 'unsteady-noise' && verdict === 'needsReview'),
  );
  console.log(
    `speech: ${reports.length} recordings, ${long.length} of 7 s or more, ${refused.length} refused, ${unsteady.length} for review as unsteady`,
  );
}

async function proveOthers(): Promise<void> {
  if (values.other.length === 0) return;
  const reports = await examineAll(values.other);
  const passed = reports.filter(([, { verdict }]) => verdict === 'accepted' || verdict === 'autoFixed');
  if (passed.length > MAX_PASSED_SHARE * reports.length) failures.push(...passed.map(([file]) => `passed: ${file}`));
  console.log(
    `without speech: ${reports.length} recordings, passed: ${passed.map(([file]) => basename(file)).join(', ') || 'none'}`,
  );
}

try {
  await pool.start();
  await proveCases();
  await proveSpeech();
  await proveOthers();
} finally {
  await pool.close();
}
for (const failure of failures) console.log(`FAILED ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
