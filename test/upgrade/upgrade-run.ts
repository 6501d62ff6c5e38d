import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ApiClient } from '../support/api-client.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { check, type Verdict } from '../chaos/checker.ts';
import { connectClients } from '../chaos/clients.ts';
import { Control } from '../chaos/control.ts';
import { waitUntilQuiet } from '../chaos/heal.ts';
import { type JobRecord, planJobs, runJob } from '../chaos/jobs.ts';
import type { ClientCounts, PatientClient } from '../chaos/patient-client.ts';
import { takeSnapshot } from '../chaos/snapshot.ts';
import { PLANTED_FIELD } from './plants.ts';

export interface UpgradeOptions {
  /** Folders of the two releases. */
  readonly before: string;
  readonly after: string;
  /** How long both run beside each other, and how long the release before runs alone after it was rolled back. Forward only: how long each runs. */
  readonly minutes: number;
  /** The release before stops under load, and the one after finishes its documents and messages. They never run together, and nothing is rolled back. */
  readonly forwardOnly: boolean;
  /** How many clients keep asking for jobs, one after the other. */
  readonly clients: number;
  readonly log: (line: string) => void;
}

export interface UpgradeResult {
  readonly jobs: readonly JobRecord[];
  /** Jobs that clients saw fail or that ended failed, by name. */
  readonly failed: readonly string[];
  readonly deadLetters: readonly string[];
  readonly verdict: Verdict;
  readonly clients: ClientCounts;
  /** Messages that the worker of each release handled, and requests that its API answered, while both ran; forward only: while one did. */
  readonly shared: Readonly<Record<'before' | 'after', Share>>;
  /** Documents that had the planted field before the roll-back; those with it that the release before wrote last; those that lost it. */
  readonly field: { readonly before: number; readonly writtenByOlder: number; readonly lost: readonly string[] };
  /** Syntheses with the planted field that the release before could not show after the roll-back. */
  readonly unread: readonly string[];
  readonly migration: { readonly code: number; readonly migrated: number };
  /** Forward only: how much open work the release before has left, of documents or of messages the fewer. */
  readonly left: number | undefined;
}

/** Documents of the release before, which the migration is for. */
const ALONE_MS = 15_000;
/** The release after alone, as when all traffic has been shifted. */
const AFTER_ALONE_MS = 20_000;
const STOP_MS = 12_000;
/** What is asked for meanwhile is left to the release after. */
const WITHOUT_WORKER_MS = 5_000;
/** After the last phase clients wait no longer than this for what they have asked. */
const PATIENCE_MS = 120_000;
const STALL_LIMIT_MS = 120_000;
/** How many documents are read back after the roll-back. */
const MAX_READ_BACK = 40;

const [BEFORE, AFTER] = [0, 1] as const;
type Place = typeof BEFORE | typeof AFTER;

/** A release is rolled out, while clients ask for jobs all the time: beside the one before, and rolled back; or after it. */
export async function runUpgrade(options: UpgradeOptions): Promise<UpgradeResult> {
  const system = await VoiceSystem.start({
    roots: [options.before, options.after],
    sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: '500', SANDBOX_BLOBS_IN_MEMORY: 'true' },
    environment: {
      LOG_LEVEL: 'info',
      SPEECH_POLL_MS: '300',
      BATCH_POLL_MS: '500',
      AUDIO_WORKERS: '1',
      SHUTDOWN_GRACE_MS: '8000',
      RATE_LIMITING_ENABLED: 'false',
    },
  });
  let isClean = false;
  try {
    const result = await upgrade(system, options);
    isClean = result.failed.length + result.deadLetters.length + result.verdict.violations.length === 0;
    return result;
  } finally {
    await system.stop({ keepLogs: !isClean });
    if (!isClean) options.log(`logs: ${system.folder}`);
  }
}

async function upgrade(system: VoiceSystem, options: UpgradeOptions): Promise<UpgradeResult> {
  const { forwardOnly, log } = options;
  const control = new Control(system.endpoint('control'));
  const { context, counts, giveUp } = await connectClients(system, 'upgrade');
  const jobs: JobRecord[] = [];
  const ended = new AbortController();
  let asked = 0;
  const load = Array.from({ length: options.clients }, async () => {
    while (!ended.signal.aborted) {
      const [job] = planJobs(asked, 1, 1);
      asked += 1;
      if (!job) return;
      const name = `job-${asked}`;
      jobs.push(await runJob({ ...job, name, text: `${name}: ${job.text}` }, context));
    }
  });
  const phase = async (what: string, ms: number): Promise<void> => {
    const before = jobs.length;
    log(`${what}, ${Math.round(ms / 1_000)} s`);
    await delay(ms);
    log(`  ${jobs.length - before} jobs done, ${(await deadLettersOf(control)).length} dead letters`);
  };

  const rollOut = { system, options, control, client: context.client, phase };
  const { migration, shared, withField, unread, left, earlier } = await (forwardOnly
    ? goForward(rollOut)
    : comeAndGo(rollOut));
  ended.abort();
  const patience = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  await Promise.all(load);
  clearTimeout(patience);
  await waitUntilQuiet({ system, control, clientsDone: () => true, stallLimitMs: STALL_LIMIT_MS });
  const field = await comparedFields(control, withField);
  const snapshot = await takeSnapshot(control, system);
  const statuses = new Map(snapshot.documents.map(({ id, status }) => [id, status]));
  const failed = jobs.filter(
    ({ gaveUp, refused, subjectId = '' }) =>
      gaveUp !== undefined || refused !== undefined || ['failed', 'rejected'].includes(statuses.get(subjectId) ?? ''),
  );
  return {
    jobs,
    failed: failed.map(({ name, gaveUp, refused, subjectId = '' }) => {
      return `${name}: ${gaveUp ?? refused ?? statuses.get(subjectId) ?? ''}`;
    }),
    deadLetters: await deadLettersOf(control),
    verdict: check(jobs, snapshot, [], undefined, earlier),
    clients: counts,
    shared,
    field,
    unread,
    migration,
    left,
  };
}

interface RollOut {
  readonly system: VoiceSystem;
  readonly options: UpgradeOptions;
  readonly control: Control;
  readonly client: PatientClient;
  readonly phase: (what: string, ms: number) => Promise<void>;
}

interface RolledOut extends Pick<UpgradeResult, 'migration' | 'shared' | 'unread' | 'left'> {
  readonly withField: ReadonlyMap<string, unknown>;
  /** Syntheses and batches whose records are not looked for: the release before has made them. */
  readonly earlier: ReadonlySet<string>;
}

/** The releases run beside each other, and the one before comes back. */
async function comeAndGo({ system, options, control, client, phase }: RollOut): Promise<RolledOut> {
  const { minutes } = options;
  await phase('the release before alone', ALONE_MS);
  const migration = await migrate(system, options);
  await startAfter(system);
  const counting = [BEFORE, AFTER].map((place) => counted(system, place, client));
  await phase('both releases, API and worker', minutes * 60_000);
  const [before = NOTHING, after = NOTHING] = counting.map((count) => count());
  await stop(system, BEFORE);
  await phase('the release after alone', AFTER_ALONE_MS);
  const withField = await fieldsOf(control);
  await Promise.all([system.restart('worker', BEFORE), system.restart('api', BEFORE)]);
  await stop(system, AFTER);
  const unread = await unreadable(system, [...withField.keys()]);
  await phase('rolled back: the release before alone', minutes * 60_000);
  return { migration, shared: { before, after }, withField, unread, left: undefined, earlier: new Set() };
}

/** The release before stops, and the one after goes on with what it left. */
async function goForward({ system, options, control, client, phase }: RollOut): Promise<RolledOut> {
  const ms = options.minutes * 60_000;
  const countBefore = counted(system, BEFORE, client);
  await phase('the release before alone', ms);
  await system.workers[BEFORE]?.stop(STOP_MS);
  await phase('the API of the release before, without a worker', WITHOUT_WORKER_MS);
  await system.apis[BEFORE]?.stop(STOP_MS);
  const before = countBefore();
  const left = await control.documents<{ id: string; kind: string; status: string }>('documents');
  const outputs = left.filter(({ kind }) => kind === 'synthesis' || kind === 'batch');
  const open = outputs.filter(({ status }) => !['succeeded', 'failed', 'canceled'].includes(status));
  const queued = (await control.queues()).reduce((sum, { active, scheduled }) => sum + active + scheduled, 0);
  options.log(`  left to the release after: ${open.length} syntheses and batches, ${queued} messages`);
  const migration = await migrate(system, options);
  await startAfter(system);
  const countAfter = counted(system, AFTER, client);
  await phase('the release after alone', ms);
  const unfinished = new Set(open.map(({ id }) => id));
  // A batch may have files of both releases.
  const made = outputs.filter(({ id, kind }) => kind === 'batch' || !unfinished.has(id));
  return {
    migration,
    shared: { before, after: countAfter() },
    withField: new Map(),
    unread: [],
    left: Math.min(open.length, queued),
    earlier: new Set(made.map(({ id }) => id)),
  };
}

async function startAfter(system: VoiceSystem): Promise<void> {
  await system.startWorker();
  await system.startApi();
}

/** Ends both processes of a release as a deployment does. */
async function stop(system: VoiceSystem, place: Place): Promise<void> {
  await Promise.all([system.apis[place]?.stop(STOP_MS), system.workers[place]?.stop(STOP_MS)]);
}

interface Share {
  readonly messages: number;
  readonly requests: number;
}

const NOTHING: Share = { messages: 0, requests: 0 };

/** Counts what a release does from now on: what its worker logs, and what its API answers to clients. @returns how much until now */
function counted(system: VoiceSystem, place: Place, client: PatientClient): () => Share {
  let messages = 0;
  system.workers[place]?.onLogLine(({ msg }) => {
    if (msg === 'message handled') messages += 1;
  });
  const requests = () => client.answered.get(system.apiUrls[place] ?? '') ?? 0;
  const earlier = requests();
  return () => ({ messages, requests: requests() - earlier });
}

/** Asks the release before, alone, for syntheses that the one after has made or migrated, each once and without patience, and for a list of them. */
async function unreadable(system: VoiceSystem, ids: readonly string[]): Promise<readonly string[]> {
  const api = new ApiClient(system.apiUrls[BEFORE] ?? '', await system.token());
  const paths = ['/v1/syntheses?limit=100', ...ids.slice(-MAX_READ_BACK).map((id) => `/v1/syntheses/${id}`)];
  const unread: string[] = [];
  for (const path of paths) {
    await api.json('GET', path).catch((error: unknown) => unread.push(`${path}: ${String(error)}`));
  }
  return unread;
}

/** Runs the job `migrate` of the release after, with the identity of the API. */
async function migrate(system: VoiceSystem, { after, log }: UpgradeOptions): Promise<UpgradeResult['migration']> {
  const { environment, deployables } = system.ready;
  const { code = 0, stdout }: { code?: number; stdout: string } = await promisify(execFile)(
    process.execPath,
    [join(after, 'dist', 'apps', 'api', 'src', 'migrate.main.js')],
    { env: { PATH: process.env['PATH'], ...environment, ...deployables.api } },
  ).catch((error: { code: number; stdout: string }) => error);
  const last = stdout.trim().split('\n').at(-1) ?? '{}';
  const { migrated = 0 } = JSON.parse(last) as { migrated?: number };
  log(`migration: ${migrated} documents, ended with ${code}`);
  return { code, migrated };
}

async function deadLettersOf(control: Control): Promise<string[]> {
  return (await control.queues()).flatMap(({ name, deadLetter }) =>
    Array.from({ length: deadLetter }, () => `a dead letter of ${name}`),
  );
}

/** The version that the planted migration makes. */
const PLANTED_VERSION = 2;

/** The planted field of the documents that have it, by their ids. */
async function fieldsOf(control: Control): Promise<Map<string, unknown>> {
  const documents = await control.documents('documents');
  return new Map(
    documents
      .filter((document) => document[PLANTED_FIELD] !== undefined)
      .map((document) => [String(document['id']), document[PLANTED_FIELD]]),
  );
}

async function comparedFields(control: Control, before: ReadonlyMap<string, unknown>): Promise<UpgradeResult['field']> {
  const documents = await control.documents('documents');
  const lost = documents.filter(({ id, [PLANTED_FIELD]: value }) => {
    const had = before.get(String(id));
    return had !== undefined && had !== value;
  });
  const writtenByOlder = documents.filter(
    ({ schemaVersion, [PLANTED_FIELD]: value }) => value !== undefined && schemaVersion !== PLANTED_VERSION,
  );
  return { before: before.size, writtenByOlder: writtenByOlder.length, lost: lost.map(({ id }) => String(id)) };
}
