import { setTimeout as delay } from 'node:timers/promises';
import type { Deployable, VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Control } from './control.ts';
import type { FaultAction, ScheduledFault } from './fault-schedule.ts';

/** A process that does not end by itself after SIGTERM in this time has failed to. Longer than its own grace time. */
const ROLLOUT_LIMIT_MS = 15_000;
/** Calls that a rule applies to: as many as there are. */
const MANY = 1_000_000;

/** Lets the faults of a schedule happen, and counts those that hit. */
export class FaultInjector {
  readonly #ruleKinds = new Map<string, string>();
  readonly #hits = new Map<string, number>();
  readonly #restarts = new Map<string, Promise<void>>();
  readonly #others: Promise<unknown>[] = [];
  /** How often a queue did not take a reply. */
  refusedReplies = 0;
  /** What the system must not do under any fault. */
  readonly failures: string[] = [];

  constructor(
    private readonly system: VoiceSystem,
    private readonly control: Control,
  ) {}

  async run(schedule: readonly ScheduledFault[]): Promise<void> {
    const startedAt = performance.now();
    for (const { atMs, kind, action } of schedule) {
      const waitMs = startedAt + atMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      await this.inject(kind, action);
    }
  }

  /** Ends all faults and lets everything that was taken down come back. */
  async heal(): Promise<void> {
    await Promise.all(this.#others);
    await this.countRules();
    await this.control.clearFaults();
    await this.control.startBroker();
    await Promise.all(this.#restarts.values());
  }

  /** By kind, how many faults hit. */
  hits(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#hits].sort(([one], [other]) => one.localeCompare(other)));
  }

  private hit(kind: string, times = 1): void {
    if (times > 0) this.#hits.set(kind, (this.#hits.get(kind) ?? 0) + times);
  }

  private async inject(kind: string, action: FaultAction): Promise<void> {
    switch (action.do) {
      case 'rules':
        for (const { id } of await this.control.addFaults(action.rules)) this.#ruleKinds.set(id, kind);
        return;
      case 'refuse-replies':
        this.#others.push(this.refuseReplies(kind, action.queue, action.ms));
        return;
      case 'drop-connections':
      case 'drop-links':
      case 'expire-locks':
        if ((await this.control.serviceBus(action.do)) > 0) this.hit(kind);
        return;
      case 'restart-broker':
        await this.control.stopBroker();
        this.hit(kind);
        this.#others.push(delay(action.downMs).then(() => this.control.startBroker()));
        return;
      case 'pass-time':
        await this.system.passTime(action.ms);
        this.hit(kind);
        return;
      case 'skew-clock': {
        const process = this.system.of(action.what)[action.index];
        if (!process || process.ended) return;
        this.system.skewClock(process, action.ms);
        this.hit(kind);
        return;
      }
      case 'kill':
      case 'terminate':
        this.takeDown(kind, action.what, action.index, action.do);
    }
  }

  /** As a queue that is full: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas. It counts as one fault. */
  private async refuseReplies(kind: string, subject: string, ms: number): Promise<void> {
    const code = 'amqp:resource-limit-exceeded';
    const [rule] = await this.control.addFaults([
      { service: 'service-bus', operation: 'send', subject, effect: { kind: 'error', code }, times: MANY },
    ]);
    await delay(ms);
    const { applied } = await this.control.removeFault(rule?.id ?? '');
    this.refusedReplies += applied;
    this.hit(kind, Math.min(applied, 1));
  }

  /** Ends a process and starts it again at once. One that is being started again already is left alone. */
  private takeDown(kind: string, what: Deployable, index: number, how: 'kill' | 'terminate'): void {
    const place = `${what} ${index}`;
    const process = this.system.of(what)[index];
    if (this.#restarts.has(place) || !process) return;
    this.hit(kind);
    const restart = async (): Promise<void> => {
      if (how === 'kill') process.signal('SIGKILL');
      else {
        const startedAt = performance.now();
        const code = await process.stop(ROLLOUT_LIMIT_MS);
        if (code !== 0) {
          const ms = Math.round(performance.now() - startedAt);
          this.failures.push(`${process.name} ended with ${code}, ${ms} ms after SIGTERM`);
        }
      }
      await this.system.restart(what, index);
    };
    this.#restarts.set(
      place,
      restart()
        .catch((error: unknown) => void this.failures.push(`${process.name} did not come back: ${String(error)}`))
        .finally(() => this.#restarts.delete(place)),
    );
  }

  private async countRules(): Promise<void> {
    for (const { id, applied } of await this.control.faults()) {
      const kind = this.#ruleKinds.get(id);
      if (kind !== undefined) this.hit(kind, applied);
    }
  }
}
