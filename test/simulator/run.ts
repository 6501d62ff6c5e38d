/**
 * The real handlers, use cases and state machines of the product, in worlds of simulated time and seeded faults:
 *
 *   npm run sim -- [--jobs 100000] [--seed 1] [--per-world 40] [--processes N] [--remove etag|outbox|message-id] [--until-violation] [--world N] [--trace]
 *
 * Worlds share nothing, so each processor runs its part of them. `--world N` runs the one world with that seed again; `--trace` shows what
 * its processes logged.
 * See ADR 21.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { inspect, parseArgs } from 'node:util';
import type { Removal } from './documents.ts';
import { FAULT_KINDS } from './faults.ts';
import { simulateWorld, withVirtualRuntime, type WorldResult } from './simulate.ts';
import { START } from './world.ts';
import { VIOLATION_KINDS } from '../support/remains.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    'per-world': { type: 'string', default: '40' },
    remove: { type: 'string' },
    'until-violation': { type: 'boolean', default: false },
    world: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
    part: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

const jobs = Number(values.jobs);
const perWorld = Number(values['per-world']);
const removal = values.remove as Removal | undefined;
const untilViolation = removal !== undefined || values['until-violation'];
const log = (at: unknown, ...line: unknown[]): void =>
  console.log(
    ((Number(at) - START) / 1000).toFixed(3),
    ...line.map((part) => inspect(part, { depth: 4, breakLength: 200 })),
  );

const startedAt = process.hrtime.bigint();
const totals = { jobs: 0, accepted: 0, worlds: 0, events: 0 };
const faults = new Map<string, number>();
const ends = new Map<string, number>();
const failed: WorldResult[] = [];
const children: ChildProcess[] = [];

const worlds = Math.ceil(jobs / perWorld);
if (values.part !== undefined) {
  await runPart(Number(values.part), (result) => process.send?.(result));
  process.disconnect();
} else if (values.world !== undefined) {
  await withVirtualRuntime(async () => {
    note(await simulateWorld({ seed: Number(values.world), jobs: perWorld, removal, ...(values.trace && { log }) }));
  });
  print();
} else {
  await Promise.all(Array.from({ length: Number(values.processes) }, (_, part) => partInProcess(part)));
  print();
}
if (values.part === undefined) process.exitCode = failed.length > 0 ? 1 : 0;

/** Every n-th world, where n is the number of processes. */
async function runPart(part: number, report: (result: WorldResult) => void): Promise<void> {
  await withVirtualRuntime(async () => {
    for (let world = part; world < worlds; world += Number(values.processes)) {
      const result = await simulateWorld({ seed: Number(values.seed) * 1_000_000 + world, jobs: perWorld, removal });
      report(result);
      if (untilViolation && result.violations.length > 0) return;
    }
  });
}

async function partInProcess(part: number): Promise<void> {
  const child: ChildProcess = fork(
    fileURLToPath(import.meta.url),
    [...process.argv.slice(2), '--processes', values.processes, '--part', String(part)],
    { serialization: 'advanced' },
  );
  children.push(child);
  child.on('message', (result) => {
    note(result as WorldResult);
    if (untilViolation && failed.length > 0) for (const each of children) each.kill();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const stopped = untilViolation && failed.length > 0;
  if (code !== 0 && !stopped) throw new Error(`part ${part} of the simulation ended with ${code}`);
}

function note(result: WorldResult): void {
  totals.jobs += result.jobs;
  totals.accepted += result.accepted;
  totals.events += result.events;
  totals.worlds++;
  for (const [kind, count] of result.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
  for (const [end, count] of Object.entries(result.ends)) ends.set(end, (ends.get(end) ?? 0) + count);
  if (result.violations.length > 0) {
    failed.push(result);
    show(result);
  }
  if (totals.worlds % 250 === 0) console.log(`${totals.jobs} jobs, ${failed.length} worlds with violations`);
}

function print(): void {
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const injected = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const perMinute = Math.round((totals.jobs / seconds) * 60);
  console.log(
    `${totals.jobs} jobs (${totals.accepted} accepted) in ${totals.worlds} worlds, ${totals.events} events, ${seconds.toFixed(1)} s: ${perMinute} jobs a minute`,
  );
  console.log(`${injected} faults of ${faults.size} kinds:`);
  for (const kind of FAULT_KINDS) if (faults.has(kind)) console.log(`  ${kind} ${faults.get(kind)}`);
  console.log(
    `ends: ${[...ends]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([end, count]) => `${end} ${count}`)
      .join(', ')}`,
  );
  const violations = failed.flatMap((result) => result.violations);
  console.log(
    VIOLATION_KINDS.map((kind) => `${kind} ${violations.filter((violation) => violation.kind === kind).length}`).join(
      ', ',
    ),
  );
}

function show({ seed, violations }: WorldResult): void {
  console.log(`seed ${seed}: replay with npm run sim -- --world ${seed} --per-world ${perWorld} --trace`);
  for (const { kind, what } of violations.slice(0, 6)) console.log(`  ${kind}: ${what}`);
}
