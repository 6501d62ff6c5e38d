import { type ChaosResult } from './chaos-run.ts';
import { BATCH_EVERY } from './jobs.ts';
import { VIOLATION_KINDS } from '../support/remains.ts';

const MAX_SHOWN = 40;

/** What a run showed, for people. */
export function reportOf({
  verdict,
  jobs,
  clients,
  producer,
  webhooks,
  faults,
  failures,
  healMs,
  folder,
}: ChaosResult): string {
  const hits = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const accepted = jobs.filter(({ operationIds }) => operationIds.size > 0).length;
  const canceled = jobs.filter(({ cancellation }) => cancellation === 'accepted').length;
  return [
    VIOLATION_KINDS.map((kind) => `${kind} ${verdict.counts[kind]}`).join(', '),
    ...verdict.violations.slice(0, MAX_SHOWN).map(({ kind, what }) => `  ${kind}: ${what}`),
    ...failures.map((failure) => `  process: ${failure}`),
    `jobs: ${jobs.length}, accepted ${accepted}, refused ${jobs.filter(({ refused }) => refused !== undefined).length}, canceled ${canceled}; spoken again after a loss: ${verdict.spokenAgain}`,
    `ends: ${Object.entries(verdict.ends)
      .map(([end, count]) => `${end} ${count}`)
      .sort()
      .join(', ')}`,
    `clients: ${clients.requests} requests, tried again after ${clients.connectionErrors} broken connections, ${clients.serverErrors} 5xx and ${clients.toldToWait} 429/409; ${clients.replayed} answers replayed; at most ${clients.mostAttempts} attempts`,
    ...linesOf(verdict.requests, producer),
    `webhooks: ${arrivedOf(webhooks)} events in ${webhooks.length} requests, ${webhooks.filter(({ acknowledged }) => !acknowledged).length} of them refused or cut off`,
    `faults: ${hits} of ${Object.keys(faults).length} kinds; healed and quiet after ${(healMs / 1000).toFixed(0)} s`,
    ...Object.entries(faults).map(([kind, count]) => `  ${String(count).padStart(4)}  ${kind}`),
    ...(failures.length + verdict.violations.length > 0 ? [`logs: ${folder}`] : []),
  ].join('\n');
}

function linesOf(counts: ChaosResult['verdict']['requests'], producer: ChaosResult['producer']): readonly string[] {
  const { requests, sends, accepted, rejected, finished, lost, doubled, answeredLater } = counts;
  const { failedSends, refusedReplies, storedReplies, receivedReplies, deliveredAgain } = producer;
  return [
    `producer: ${requests} requests in ${sends} sends and ${failedSends} that failed; accepted ${accepted}, rejected ${rejected}, finished ${finished}; lost ${lost}, doubled ${doubled}, answered again after the duplicate window ${answeredLater}`,
    `replies: ${refusedReplies} sends refused; ${storedReplies} stored, ${receivedReplies} received, ${deliveredAgain} of them delivered again`,
  ];
}

/** Of the jobs that were accepted and not canceled: a system that ends everything as failed loses nothing either. */
const MIN_SUCCEEDED = 0.8;
const MIN_ACCEPTED = 0.9;
/** Of those that are planned; some are canceled. */
const MIN_BATCHES = 0.4;
const MIN_KINDS = 12;
/** Not every fault that is planned finds a call to hit. */
const MIN_HITS = 5 / 6;

/** From which number on a run must have had batches and webhooks. */
const MANY_JOBS = 100;

function arrivedOf(webhooks: ChaosResult['webhooks']): number {
  return new Set(webhooks.filter(({ acknowledged }) => acknowledged).map(({ id }) => id)).size;
}

/** What keeps a run without violations from being a proof. @param planned how many faults were to hit */
export function shortcomingsOf(
  { verdict, jobs, producer, webhooks, faults }: ChaosResult,
  planned: number,
): readonly string[] {
  const accepted = jobs.filter(({ operationIds }) => operationIds.size > 0).length;
  const { 'operation succeeded': succeeded = 0, 'operation canceled': canceled = 0 } = verdict.ends;
  const { 'batch succeeded': batches = 0, 'synthesis succeeded': syntheses = 0 } = verdict.ends;
  const arrived = arrivedOf(webhooks);
  const many = jobs.length >= MANY_JOBS;
  const { storedReplies, receivedReplies, refusedReplies } = producer;
  const wrong = producer.orders.filter(({ isWrong }) => isWrong).length;
  const right = producer.orders.length - wrong;
  const ordered = producer.orders.filter(({ operationIds }) => operationIds.size > 0).length;
  const { requests, sends, rejected } = verdict.requests;
  const hits = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const kinds = Object.keys(faults).length;
  return [
    accepted < jobs.length * MIN_ACCEPTED && `only ${accepted} of ${jobs.length} jobs were accepted`,
    succeeded < (accepted - canceled) * MIN_SUCCEEDED && `only ${succeeded} operations succeeded`,
    many && batches < (jobs.length / BATCH_EVERY) * MIN_BATCHES && `only ${batches} batches succeeded`,
    many && arrived < syntheses && `only ${arrived} events arrived at the webhook endpoint`,
    hits < planned * MIN_HITS && `only ${hits} of ${planned} faults hit`,
    ordered < right * MIN_ACCEPTED && `only ${ordered} of ${right} orders of the producer were accepted`,
    rejected < wrong && `only ${rejected} of ${wrong} wrong requests were rejected`,
    sends <= requests && 'no request was sent twice',
    receivedReplies < storedReplies && `the producer got only ${receivedReplies} of ${storedReplies} replies`,
    many && refusedReplies === 0 && 'no reply was refused',
    kinds < Math.min(MIN_KINDS, planned / 4) && `only ${kinds} kinds of faults hit`,
  ].filter((shortcoming) => shortcoming !== false);
}
