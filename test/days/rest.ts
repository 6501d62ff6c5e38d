import { setTimeout as delay } from 'node:timers/promises';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Control } from '../chaos/control.ts';
import type { PatientClient } from '../chaos/patient-client.ts';
import { mustSucceed } from './world.ts';
import type { Slot } from './plan.ts';

const LOOK_MS = 60;
/**
 * When nothing has changed for so long, what is waited for needs time to pass: a lock of a process that was killed 60 s, its outbox the next look of
 * an API (within ten minutes), a retry some seconds. An API looks for schedules every 5 s of real time.
 */
const PATIENCE = {
  locked: { afterMs: 4_000, jumpMs: 20_000 },
  outbox: { afterMs: 3_000, jumpMs: 150_000 },
  run: { afterMs: 6_500, jumpMs: 35_000 },
  retry: { afterMs: 0, jumpMs: 20_000 },
};
const MAX_WAIT_MS = 90_000;
/** A message that is due so soon is waited for: its work would be under way when the clock is moved next. */
const SOON_MS = 2_000;
/**
 * So long before it is due, a retry of a notification is waited for: Azure Communication Services refuses an e-mail whose first attempt was begun more
 * than five minutes ago.
 */
const RETRY_MS = 300_000;
const RETRY_OF_NOTIFICATION = /:webhook\.deliver\.\d+:(?!1$)\d+$/;

interface Run {
  readonly slot: string;
  readonly outcome?: string;
  readonly code?: string;
}

/** Waits for rest: what is due has been done, and nothing is under way. */
export class Rest {
  /** How often time had to pass because a process had died, or a call had failed. */
  jumps = 0;

  constructor(
    private readonly system: VoiceSystem,
    private readonly control: Control,
    private readonly client: PatientClient,
    private readonly log: (line: string) => void = () => undefined,
  ) {}

  /**
   * @param slots runs that have to be over
   * @param isWithoutWorkers only waits until the runs are published
   * @throws Error when there is no rest after 90 s, with what is left
   */
  async wait(slots: readonly Slot[], isWithoutWorkers = false): Promise<void> {
    const startedAt = performance.now();
    let before = '';
    let changedAt = startedAt;
    for (;;) {
      const left = isWithoutWorkers ? await this.unpublished(slots) : await this.left(slots);
      if (left.length === 0) return;
      const seen = left.join('\n');
      const now = performance.now();
      if (seen !== before) changedAt = now;
      before = seen;
      if (now - startedAt > MAX_WAIT_MS) throw new Error(`There is no rest:\n${seen}`);
      const { afterMs, jumpMs } = patienceFor(seen);
      if (now - changedAt > afterMs) {
        this.jumps += 1;
        this.log(`${jumpMs / 1_000} s pass: ${left.join('; ')}`);
        changedAt = now;
        await this.system.passTime(jumpMs);
      }
      await delay(LOOK_MS);
    }
  }

  private async left(slots: readonly Slot[]): Promise<readonly string[]> {
    const queues = await this.busyQueues();
    if (queues.length > 0) return queues;
    const runs = slots.length === 0 ? [] : await this.notOver(slots);
    if (runs.length > 0) return runs;
    const documents = await this.control.documents<{ id: string; outbox?: readonly { type: string }[] }>('documents');
    const outboxes = documents.flatMap(({ id, outbox = [] }) =>
      outbox.length === 0 ? [] : [`${id} has in its outbox: ${outbox.map(({ type }) => type).join(', ')}`],
    );
    if (outboxes.length > 0) return outboxes;
    // What the documents were waiting for may have come in between.
    return this.busyQueues();
  }

  private async busyQueues(): Promise<readonly string[]> {
    const [queues, events] = await Promise.all([this.control.queues(), this.control.pendingEvents()]);
    const busy = queues.flatMap(({ name, active, locked }) =>
      active + locked === 0 ? [] : [`${name} has ${active} active and ${locked} locked messages`],
    );
    if (events > 0) busy.push(`${events} events are not delivered`);
    if (busy.length > 0) return busy;
    const withScheduled = queues.filter(({ scheduled }) => scheduled > 0);
    return (await Promise.all(withScheduled.map(({ name }) => this.dueSoon(name)))).flat();
  }

  private async dueSoon(queue: string): Promise<readonly string[]> {
    const now = Date.now() + this.system.aheadMs;
    return (await this.control.messages(queue)).flatMap(({ messageId = '', scheduledFor = '' }) => {
      const inMs = Date.parse(scheduledFor) - now;
      if (inMs < SOON_MS) return [`${messageId} is due in a moment`];
      return inMs < RETRY_MS && RETRY_OF_NOTIFICATION.test(messageId)
        ? [`${messageId} is retried in a few minutes`]
        : [];
    });
  }

  private async unpublished(slots: readonly Slot[]): Promise<readonly string[]> {
    const accepted = new Set(slots.length === 0 ? [] : await this.control.acceptedIds('maintenance'));
    return slots.filter((slot) => !accepted.has(tickOf(slot))).map((slot) => `${tickOf(slot)} is not published`);
  }

  private async notOver(slots: readonly Slot[]): Promise<readonly string[]> {
    const { data } = await mustSucceed<{ data: { name: string; lastRun?: Run }[] }>(
      this.client,
      'GET',
      '/v1/schedules',
    );
    return slots.flatMap(({ name, at }) => {
      const run = data.find((each) => each.name === name)?.lastRun;
      const isOver = run !== undefined && Date.parse(run.slot) === at && run.outcome === 'succeeded';
      return isOver ? [] : [`${name} has not run for ${new Date(at).toISOString()}: ${JSON.stringify(run ?? {})}`];
    });
  }
}

/** The id of the first message of a run. */
export function tickOf({ name, at }: Slot): string {
  return `tick:${name}:${new Date(at).toISOString()}`;
}

function patienceFor(left: string): (typeof PATIENCE)['run'] {
  if (left.includes('is retried')) return PATIENCE.retry;
  if (left.includes('outbox')) return PATIENCE.outbox;
  return left.includes('tick:') || left.includes('has not run') ? PATIENCE.run : PATIENCE.locked;
}
