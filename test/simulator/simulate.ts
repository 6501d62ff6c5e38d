import type { QueueName } from '#messaging';
import { provenanceIdOf } from '#storage';
import { check, hasEnded, isPending } from '../support/job-checker.ts';
import { type JobKind, SimulatedClients } from './clients.ts';
import type { Removal } from './documents.ts';
import { type FaultKind, Faults } from './faults.ts';
import { Random } from '../support/random.ts';
import { SimulatedSystem } from './system.ts';
import { installVirtualRuntime } from './virtual-runtime.ts';
import { type KillPoint, START, World } from './world.ts';
import { isChecked, type Remains, type Violation } from '../support/remains.ts';

const ARRIVAL_MS = 4 * 60_000;
/** Jobs still meet faults for a while after the last one has come. */
const STORM_AFTER_MS = 60_000;
/** Everything must have ended this long after everything was healed; ticks, leases, back-offs and provider jobs take their time. */
const MAX_HEALING_MS = 3 * 3_600_000;
/** The sweep leaves alone for a day what it might have come upon half-way. */
const MAX_SWEEP_MS = 26 * 3_600_000;
const LOOK_EVERY_MS = 5_000;

/** Of 20 jobs. */
const MIX: readonly JobKind[] = [
  ...Array<JobKind>(12).fill('synthesis'),
  ...Array<JobKind>(3).fill('canceled-synthesis'),
  ...Array<JobKind>(4).fill('enrollment'),
  'canceled-enrollment',
];

export interface WorldOptions {
  readonly seed: number;
  readonly jobs: number;
  /** All the same; a mixture if not given. */
  readonly kind?: JobKind;
  /** Part of the product to take out. */
  readonly removal?: Removal | undefined;
  /** Only these faults; if not given, each world has its own mix. */
  readonly faults?: readonly FaultKind[];
  readonly killPoint?: KillPoint;
  /** Queues that are behind by this long, from the start. */
  readonly backlog?: { readonly queues: readonly QueueName[]; readonly ms: number };
  readonly listPoints?: boolean;
  readonly log?: (...args: unknown[]) => void;
}

export interface WorldResult {
  readonly seed: number;
  readonly jobs: number;
  readonly accepted: number;
  readonly violations: readonly Violation[];
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Documents by kind and status. */
  readonly ends: Readonly<Record<string, number>>;
  /** Why documents failed or were rejected, by kind and code. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly events: number;
  /** Calls of workers, in order, if they were to be listed. */
  readonly points: readonly string[];
}

let current: World | undefined;

/** Runs worlds one after another, with time and chance of this process under their control until all are done. */
export async function withVirtualRuntime<R>(run: () => Promise<R>): Promise<R> {
  if (current) throw new Error('There is one time: worlds cannot run beside each other');
  const { stackTraceLimit } = Error;
  const restore = installVirtualRuntime(() => {
    if (!current) throw new Error('No world is running');
    return current;
  });
  try {
    current = new World(new Random(0), new Faults(new Random(0), []));
    // Faults are the rule here, and their stacks would take most of the time.
    Error.stackTraceLimit = 0;
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    current = undefined;
    restore();
  }
}

/** A world without faults, for other simulations than these. Within `withVirtualRuntime`. */
export function calmWorld(seed: number): World {
  const random = new Random(seed);
  current = new World(random.fork(), new Faults(random.fork(), []));
  return current;
}

/** One deployment with its clients, through a time of faults and a time of healing. Equal options give equal results. */
export async function simulateWorld(options: WorldOptions): Promise<WorldResult> {
  const random = new Random(options.seed);
  const faults = new Faults(random.fork(), options.faults);
  const world = new World(random.fork(), faults);
  current = world;
  world.listPoints = options.listPoints ?? false;
  world.killPoint = options.killPoint;
  const { log } = options;
  if (log)
    world.trace = (process, point, subjectId) =>
      log(world.now, process.name, point, subjectId, process.alive ? '' : 'dead');
  const system = new SimulatedSystem(world, options.removal, options.log);
  const clients = new SimulatedClients(system);
  if (options.backlog) system.bus.hold(options.backlog.queues, START + options.backlog.ms);
  system.start();
  clients.seedVoice();
  const choice = random.fork();
  for (let index = 0; index < options.jobs; index++) {
    const kind = options.kind ?? choice.pick(MIX);
    world.after(options.jobs === 1 ? 1_000 : choice.between(0, ARRIVAL_MS), () => {
      clients.start(kind, `${options.seed}-${index}`);
    });
  }
  world.after(ARRIVAL_MS + STORM_AFTER_MS, () => (faults.active = false));
  const isQuiet = (): boolean =>
    !faults.active && clients.running === 0 && clients.eventsUnderway === 0 && nothingIsLeft(world, system);
  let quiet = false;
  const look = (): void => {
    quiet = isQuiet();
    world.after(LOOK_EVERY_MS, look);
  };
  look();
  const healed = START + Math.max(ARRIVAL_MS + STORM_AFTER_MS, options.backlog?.ms ?? 0);
  await world.run(healed + MAX_HEALING_MS, () => quiet);
  // A call of a process that was stalled for minutes can come when everything else is over: that is what sweeps are for.
  if (quiet && system.hasSamples) {
    system.sweepSamples();
    await world.run(world.now + MAX_SWEEP_MS, () => !system.hasSamples && isQuiet());
  }
  const remains = remainsOf(world, system, clients);
  system.stop();
  const violations = [...check(remains), ...uncounted(system), ...unrecorded(system)];
  if (clients.running > 0) violations.push({ kind: 'lost', what: `${clients.running} clients wait for an answer` });
  const ends: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  for (const document of remains.documents) {
    const { kind, status } = document;
    ends[`${kind} ${status}`] = (ends[`${kind} ${status}`] ?? 0) + 1;
    const { code } = (document['failure'] ?? document['rejection'] ?? {}) as { code?: string };
    if (code !== undefined) reasons[`${kind} ${code}`] = (reasons[`${kind} ${code}`] ?? 0) + 1;
  }
  const { seed, jobs } = options;
  const accepted = clients.accepted.length;
  return {
    seed,
    jobs,
    accepted,
    violations,
    faults: faults.injected,
    ends,
    reasons,
    events: world.events,
    points: world.points,
  };
}

function documentsOf(system: SimulatedSystem): Remains['documents'] {
  return [...system.database.data.stored.values()].filter(isChecked) as unknown as Remains['documents'];
}

/** What was spoken is counted, under an id that can be there once. */
function uncounted(system: SimulatedSystem): Violation[] {
  const counts = system.usage.data.stored;
  return documentsOf(system)
    .filter(
      ({ id, kind, status }) => kind === 'synthesis' && status === 'succeeded' && counts.get(id)?.['requests'] !== 1,
    )
    .map(({ id }) => ({ kind: 'lost', what: `${id} has succeeded and is not counted as usage` }));
}

/** Each synthesis that has succeeded has a record of its file, under an id that can be there once. */
function unrecorded(system: SimulatedSystem): Violation[] {
  const records = system.provenance.data.stored;
  return documentsOf(system)
    .filter(({ kind, status }) => kind === 'synthesis' && status === 'succeeded')
    .filter(({ id }) => records.get(provenanceIdOf(id)) === undefined)
    .map(({ id }) => ({ kind: 'unrecorded', what: `${id} has succeeded and has no record of its speech` }));
}

function messagesOf(system: SimulatedSystem): Remains['messages'] {
  return system.bus.messages().map(({ queue, body, dueAt }) => {
    const { type, subjectId, subject } = JSON.parse(body) as Record<string, string>;
    return { queue, type: type ?? '', subjectId: subjectId ?? subject ?? '', dueAt };
  });
}

function nothingIsLeft(world: World, system: SimulatedSystem): boolean {
  return (
    documentsOf(system).every(
      (document) => document.outbox.length === 0 && (hasEnded(document) || document.kind === 'upload'),
    ) && messagesOf(system).every((message) => !isPending(message, world.now))
  );
}

function remainsOf(world: World, system: SimulatedSystem, clients: SimulatedClients): Remains {
  const { storage, provider, bus, database } = system;
  return {
    at: world.now,
    accepted: clients.accepted,
    documents: documentsOf(system),
    blobs: Object.fromEntries([...storage.containers].map(([container, blobs]) => [container, [...blobs.keys()]])),
    resultsStored: storage.resultsStored,
    provider: {
      projects: [...provider.projects.keys()],
      consents: [...provider.consents.keys()],
      voices: [...provider.voices.keys()],
      turns: provider.turns,
      batchJobs: [],
    },
    batches: new Map(),
    webhooks: [],
    messages: messagesOf(system),
    doubledMessages: bus.doubledMessages,
    regressions: database.regressions,
  };
}
