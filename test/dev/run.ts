/**
 * How soon `npm run dev` answers with a changed source file:
 *
 *   npm run test:dev -- [--rounds 5]
 *
 * Works on a copy of the checkout in the folder for temporary files. In each round it changes a message in a use case of the API and asks the API
 * until it answers with the new one. Prints each time and the median. Ends with 1 when the median is above 3 s, when the sandbox was restarted,
 * or when a consent that was stored before the changes is gone after them or after another `npm run dev`.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { DevCommand } from './dev-command.ts';

const MAX_MEDIAN_MS = 3_000;
/** A start compiles everything, twice. */
const START_TIMEOUT_MS = 180_000;
const CHANGE_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
/** A use case, and the message in it that `EXPIRED` gets. */
const USE_CASE = 'libs/intake/src/consents/create-consent.usecase.ts';
const MESSAGE = 'The consent would already have expired.';
const PARTIES = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
const EXPIRED = { ...PARTIES, expiresAt: '2020-01-01T00:00:00.000Z' };

const run = promisify(execFile);
const home = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const copy = mkdtempSync(join(tmpdir(), 'dev-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function main(): Promise<number> {
  await copyCheckout();
  const first = new DevCommand(copy);
  let consent: string;
  let median: number;
  try {
    await first.ready(START_TIMEOUT_MS);
    const sandbox = first.sandboxUrl();
    consent = await createConsent(first);
    median = await measure(first);
    if (first.sandboxUrl() !== sandbox || !(await hasConsent(first, consent))) {
      console.error('The sandbox did not stay, or lost what was stored');
      return 1;
    }
  } finally {
    await first.stop();
  }
  const second = new DevCommand(copy);
  try {
    await second.ready(START_TIMEOUT_MS);
    if (!(await hasConsent(second, consent))) {
      console.error('What was stored was gone after the next npm run dev');
      return 1;
    }
  } finally {
    await second.stop();
  }
  console.log(
    `The sandbox and its data stayed, also in the next npm run dev. Median: ${median} ms, at most ${MAX_MEDIAN_MS}`,
  );
  return median <= MAX_MEDIAN_MS ? 0 : 1;
}

/** @returns the median of the times, in milliseconds */
async function measure(dev: DevCommand): Promise<number> {
  const file = join(copy, USE_CASE);
  const source = readFileSync(file, 'utf8');
  if (!source.includes(MESSAGE)) throw new Error(`${USE_CASE} has no message '${MESSAGE}'`);
  const times: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const wanted = `Changed message ${round}.`;
    const startedAt = performance.now();
    writeFileSync(file, source.replace(MESSAGE, wanted));
    while ((await detailOf(dev)) !== wanted) {
      if (performance.now() - startedAt > CHANGE_TIMEOUT_MS)
        throw new Error(`No answer with the change:\n${dev.output}`);
      await delay(POLL_MS);
    }
    const ms = Math.round(performance.now() - startedAt);
    times.push(ms);
    console.log(`Round ${round}: the changed message was answered after ${ms} ms`);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

/** What the API says of the request; `undefined` while it is not there. */
async function detailOf(dev: DevCommand): Promise<string | undefined> {
  const response = await ask(dev, '/v1/consents', EXPIRED).catch(() => undefined);
  return response === undefined ? undefined : ((await response.json()) as { detail?: string }).detail;
}

async function createConsent(dev: DevCommand): Promise<string> {
  const response = await ask(dev, '/v1/consents', PARTIES);
  if (!response.ok) throw new Error(`POST /v1/consents: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

async function hasConsent(dev: DevCommand, id: string): Promise<boolean> {
  return (await ask(dev, `/v1/consents/${id}`)).ok;
}

/** A POST where there is a body, else a GET. */
async function ask(dev: DevCommand, path: string, body?: object): Promise<Response> {
  const post =
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        };
  const { headers, ...others } = { headers: {}, ...post };
  return fetch(`${dev.apiUrl()}${path}`, {
    ...others,
    headers: { ...headers, authorization: `Bearer ${await dev.token()}`, connection: 'close' },
  });
}

/** The files of the checkout as they are now, without what is ignored; the packages by a link. */
async function copyCheckout(): Promise<void> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await run('git', list, { cwd: home, maxBuffer: 16 * 1024 * 1024 });
  for (const file of new Set(stdout.split('\0').filter((name) => /^(apps|libs|scripts)\/|^[^/]+\.json$/.test(name)))) {
    cpSync(join(home, file), join(copy, file));
  }
  symlinkSync(realpathSync(join(home, 'node_modules')), join(copy, 'node_modules'), 'dir');
}
