import { setTimeout as delay } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { type CheckedDocument, allMessages, type QueuedMessage } from './snapshot.ts';
import { hasEnded } from '../support/job-checker.ts';
import { isChecked } from '../support/remains.ts';
import type { Control } from './control.ts';

/** Time that passes at once while nobody holds a lock; below the duration of a lock (60 s) where somebody may. */
const MAX_JUMP_MS = 300_000;
const SHORT_JUMP_MS = 15_000;
/** What is scheduled for a client's sake lies within this time; what is due later (`upload.discard`) is not waited for. */
const LOOK_MS = 2_000;
/** How often nothing may have changed before time is passed. */
const UNCHANGED_LOOKS = 2;

/** The recurring work that drives what was left behind. */
export const TICKS = ['outbox.sweep', 'work.requeue'];
/** What removes what nobody owns, once it is old. */
const CLEANING_TICKS = ['retention.sweep', 'custom-voice.garbage-collect'];
/** The originals of recordings are removed when their upload URL has expired, which takes 15 minutes, and a margin. */
const ORIGINALS_KEPT_MS = 21 * 60_000;

export interface HealOptions {
  readonly system: VoiceSystem;
  readonly control: Control;
  /** Recurring messages that the API publishes at their times; here they come whenever time has passed. */
  readonly ticks?: readonly string[];
  /** Whether the clients have been told the end of everything. */
  readonly clientsDone: () => boolean;
  /** How long it may go on without coming any nearer to its end, however slow the machine is. */
  readonly stallLimitMs: number;
  /** Between two looks. */
  readonly lookMs?: number;
}

interface Pending {
  readonly documents: readonly CheckedDocument[];
  readonly messages: readonly QueuedMessage[];
  readonly events: number;
}

/** Waits until nothing is going on any longer, letting time pass where all wait for it. @returns what is left, if anything */
export async function waitUntilQuiet(options: HealOptions): Promise<Pending> {
  const { system, control, clientsDone } = options;
  let least = Infinity;
  let leastAt = performance.now();
  let before = '';
  let unchanged = 0;
  for (;;) {
    const pending = await pendingWork(control);
    const isQuiet = pending.documents.length === 0 && pending.messages.length === 0 && pending.events === 0;
    const left = pending.documents.length + pending.messages.length + pending.events;
    if (left < least) {
      least = left;
      leastAt = performance.now();
    }
    if ((isQuiet && clientsDone()) || performance.now() > leastAt + options.stallLimitMs) return pending;
    const now = JSON.stringify([
      pending.documents.map(({ id, status, outbox }) => [id, status, outbox.length]),
      pending.messages.map(({ messageId, state, deliveryCount }) => [messageId, state, deliveryCount]),
      pending.events,
    ]);
    unchanged = now === before ? unchanged + 1 : 0;
    before = now;
    if (unchanged >= UNCHANGED_LOOKS && !isQuiet) {
      unchanged = 0;
      await system.passTime(jumpFor(pending, Date.now() + system.aheadMs));
      await tick(system, options.ticks ?? TICKS);
    }
    await delay(options.lookMs ?? LOOK_MS);
  }
}

/** Lets so much time pass that what nobody owns is removed, and waits until it is. Nothing may be going on before. */
export async function sweepWhatIsOld(options: HealOptions, orphanGraceMs: number): Promise<void> {
  await options.system.passTime(ORIGINALS_KEPT_MS);
  await waitUntilQuiet(options);
  await options.system.passTime(orphanGraceMs + SHORT_JUMP_MS);
  await tick(options.system, [...TICKS, ...CLEANING_TICKS]);
  await waitUntilQuiet(options);
}

function jumpFor({ documents, messages, events }: Pending, now: number): number {
  if (events > 0 || messages.some(({ state }) => state !== 'scheduled')) return SHORT_JUMP_MS;
  // Replies that their queue did not take wait in outboxes.
  const kept = documents.flatMap(({ outbox }) => outbox.filter(({ scheduledFor }) => scheduledFor !== undefined));
  const due = [...messages, ...kept].map(({ scheduledFor }) => Date.parse(scheduledFor ?? '') - now);
  return Math.round(Math.min(MAX_JUMP_MS, Math.max(SHORT_JUMP_MS, ...(due.length > 0 ? [Math.min(...due)] : []))));
}

async function pendingWork(control: Control): Promise<Pending> {
  const [stored, messages, events] = await Promise.all([
    control.documents('documents'),
    allMessages(control),
    control.pendingEvents(),
  ]);
  const documents = stored.filter(isChecked) as unknown as CheckedDocument[];
  return {
    documents: documents.filter(
      (document) =>
        document.outbox.length > 0 ||
        !(hasEnded(document) || (document.kind === 'upload' && document.status === 'awaiting')),
    ),
    messages: messages.filter(
      ({ isDeadLetter, type, state }) => !isDeadLetter && !(type === 'upload.discard' && state === 'scheduled'),
    ),
    events,
  };
}

/** Publishes recurring messages as the API does. */
export async function tick(system: VoiceSystem, types: readonly string[]): Promise<void> {
  const { environment } = system.ready;
  const client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', {
    getToken: async () => ({
      token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  });
  try {
    const sender = client.createSender('maintenance');
    const occurredAt = new Date(Date.now() + system.aheadMs).toISOString();
    for (const type of types) {
      const id = `tick:${type}:${occurredAt}`;
      const body = { type, id, tenantId: 'system', subjectId: type, attempt: 1, failures: 0, occurredAt, data: {} };
      await sender.sendMessages({ body, messageId: id, subject: type, contentType: 'application/json' });
    }
  } finally {
    await client.close();
  }
}
