/**
 * The product's own tables and rules (ticks, queues, worker apps, retries, the shared limit) against the formulas by which KEDA and the HPA scale, on a
 * virtual clock:
 *
 *   npm run simulate:scale [-- --idle 24h] [--enrollments 10000] [--workers 8] [--syntheses 1000000] [--write]
 *
 * Without an option, all of them: an idle day on which an outbox row and a poll are lost; a morning of enrollments; a day of syntheses with four times the
 * load at noon, with the limits of today, and without them; and what breaks first at 10, 100 and 1,000 times 10,000 syntheses a day. With options, only
 * these. Ends with 1 when a bound does not hold, or docs/scaling.md has other figures; `--write` writes them there. test/README.md says how this differs from
 * `npm run sim`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { breakages, COMPONENTS, type Component, simulateDay } from './day.ts';
import {
  breaksOf,
  dayFigures,
  type Figure,
  idleFigures,
  meaningOf,
  missingFrom,
  morningFigures,
  SHORT_MORNING,
  shortMorningFigures,
  written,
} from './figures.ts';
import { simulateIdle } from './idle.ts';
import { simulateMorning } from './morning.ts';

const BASE_PER_DAY = 10_000;
const { values } = parseArgs({
  options: {
    idle: { type: 'string' },
    enrollments: { type: 'string' },
    workers: { type: 'string', default: '8' },
    syntheses: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { idle, enrollments, syntheses } = values;
const isAll = idle === undefined && enrollments === undefined && syntheses === undefined;
const PAGE = 'docs/scaling.md';
let page = readFileSync(PAGE, 'utf8');
let isMet = true;

if (isAll || idle !== undefined) {
  const hours = positive('--idle', (idle ?? '24h').replace(/h$/, ''));
  const loses = hours >= 12;
  print(
    `Idle for ${hours} h, one API, one worker app`,
    idleFigures(hours, await simulateIdle({ hours, loses })),
    isAll,
  );
}
if (isAll || enrollments !== undefined) {
  const wanted = positive('--enrollments', enrollments ?? '10000');
  const workers = positive('--workers', values.workers);
  const morning = await simulateMorning({ enrollments: wanted, workers });
  print(`${wanted} enrollments in an hour, ${workers} workers`, morningFigures(wanted, morning), isAll);
}
if (isAll) {
  const { enrollments: few, arrivalMs } = SHORT_MORNING;
  const short = shortMorningFigures(await simulateMorning(SHORT_MORNING));
  print(`${few} enrollments in ${arrivalMs / 60_000} minutes, as CI simulates`, short, true);
}
if (isAll || syntheses !== undefined) {
  const perDay = positive('--syntheses', syntheses ?? '1000000');
  const { broken, day } = breakages(perDay);
  print(`${perDay} syntheses a day, four times as many at noon, as deployed`, dayFigures(simulateDay(perDay)));
  print(
    `The same with ${broken.map(({ component }) => component).join(' and ') || 'nothing'} lifted`,
    dayFigures(day),
    isAll,
  );
}
if (isAll) {
  const breaks = [10, 100, 1_000].map((factor): Figure => {
    return { what: `×${factor.toLocaleString('en-US')}`, value: breaksOf(breakages(factor * BASE_PER_DAY).broken) };
  });
  print(`What breaks first, of ${BASE_PER_DAY} syntheses a day`, breaks, true);
  for (const component of Object.keys(COMPONENTS) as Component[]) console.log(`  ${meaningOf(component)}`);
}
if (values.write) writeFileSync(PAGE, page);
process.exitCode = isMet ? 0 : 1;

function print(title: string, figures: readonly Figure[], isOnPage = false): void {
  console.log(`\n${title}`);
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, value, isMet: met } of figures) {
    const mark = met === undefined ? '' : met ? '  (holds)' : '  (DOES NOT HOLD)';
    console.log(`  ${what.padEnd(width)}  ${value}${mark}`);
    if (met === false) isMet = false;
  }
  if (isOnPage && values.write) page = written(page, figures);
  for (const sentence of isOnPage ? missingFrom(page, figures) : []) {
    console.log(`  ${sentence}`);
    isMet = false;
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`${option} must be a whole number above 0, not '${text}'`);
  process.exit(2);
}
