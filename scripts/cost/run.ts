/**
 * What a deployment costs in a month: `npm run cost -- --profile public|private|byo --jobs N`. Quantities come from the template's snapshot
 * (`infra/main.snapshot.json`, `infra/main.private.snapshot.json`, `infra/main.byo.snapshot.json`), prices from `infra/prices.json`, or with `--prices FILE` from answers of the
 * Retail Prices API. Without `--jobs` an idle month alone.
 * See ADR 133.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deploymentOf } from './deployment.ts';
import { DEFAULT_LOAD, estimate, idle, type Load } from './estimate.ts';
import { readPrices } from './prices.ts';
import { sources, table, total } from './report.ts';

const HOME = join(import.meta.dirname, '..', '..');
const SNAPSHOTS = {
  public: 'infra/main.snapshot.json',
  private: 'infra/main.private.snapshot.json',
  byo: 'infra/main.byo.snapshot.json',
} as const;

const HELP = `npm run cost -- [--profile public|private|byo] [--jobs N] [options]

  --profile PROFILE          public, private or byo: which parameter set; public if not given
  --jobs N                   syntheses by queue in a month
  --characters N             of one of them; ${DEFAULT_LOAD.charactersPerJob}
  --voices N                 personal voices that are kept; ${DEFAULT_LOAD.voices}
  --seconds N                that one takes in a worker; ${DEFAULT_LOAD.secondsPerJob}
  --stored GB                at the end of the month; ${DEFAULT_LOAD.storedGB}
  --prices FILE              answers of https://prices.azure.com/api/retail/prices for one region
  --sources                  also where each price comes from

A line or total with * holds a price that is not verified.`;

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'public' },
    jobs: { type: 'string' },
    characters: { type: 'string' },
    voices: { type: 'string' },
    seconds: { type: 'string' },
    stored: { type: 'string' },
    prices: { type: 'string' },
    sources: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function main(): void {
  if (values.help) {
    console.log(HELP);
    return;
  }
  const { profile } = values;
  if (profile !== 'public' && profile !== 'private' && profile !== 'byo')
    throw new Error(`There is no profile '${profile}'.`);
  const prices = readPrices(
    readFileSync(join(HOME, 'infra', 'prices.json'), 'utf8'),
    values.prices === undefined ? undefined : readFileSync(values.prices, 'utf8'),
  );
  const deployment = deploymentOf(readFileSync(join(HOME, SNAPSHOTS[profile]), 'utf8'));
  const load: Load = {
    ...DEFAULT_LOAD,
    ...given('jobs', 'jobs'),
    ...given('charactersPerJob', 'characters'),
    ...given('voices', 'voices'),
    ...given('secondsPerJob', 'seconds'),
    ...given('storedGB', 'stored'),
  };
  const idleMonth = estimate(deployment, idle(load), prices);
  const busyMonth = values.jobs === undefined ? undefined : estimate(deployment, load, prices);
  console.log(table({ idle: idleMonth, ...(busyMonth && { busy: busyMonth }) }, prices));
  console.log(`\nIdle ≈ ${total(idleMonth)} ${prices.currency} a month, ${profile}.`);
  if (busyMonth) console.log(`With ${load.jobs} jobs ≈ ${total(busyMonth)} ${prices.currency}.`);
  if (values.sources) console.log(`\n${sources((busyMonth ?? idleMonth).lines, prices)}`);
  if (prices.notFound.length > 0) {
    console.error(`\nNot in ${values.prices}, so the price of infra/prices.json stays: ${prices.notFound.join(', ')}`);
  }
}

function given(field: keyof Load, option: 'jobs' | 'characters' | 'voices' | 'seconds' | 'stored'): Partial<Load> {
  const text = values[option];
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${option} is a number that is not negative.`);
  return { [field]: value };
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
