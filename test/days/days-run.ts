import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../chaos/control.ts';
import { FaultInjector } from '../chaos/fault-injector.ts';
import type { PatientClient } from '../chaos/patient-client.ts';
import { startSystem } from '../chaos/system.ts';
import { WebhookReceiver } from '../chaos/webhook-receiver.ts';
import { DayFaults, type Places } from './chaos.ts';
import { checkDeliveries, countSpoken } from './deliveries.ts';
import { differences } from './expected.ts';
import { DAY_MS, type DaysPlan, HOUR_MS, type Outage, planDays, type Slot } from './plan.ts';
import { Rest, tickOf } from './rest.ts';
import { RetentionCheck } from './retention-check.ts';
import {
  beginDays,
  isSpeakingTime,
  makeWorld,
  mustSucceed,
  patientClient,
  pauseSchedules,
  type World,
} from './world.ts';

/** As a worker logs it, with the id of the message. */
const RUN_IS_OVER = 'The run of this schedule is over; its message is dropped';
/** A preview comes so long before a sweep: nothing may become due in between. */
const PREVIEW_MS = 60_000;
/** After the time of a slot, for processes whose clocks are moved one after the other. */
const AFTER_SLOT_MS = 5_000;
/** What was due in quiet hours is sent after them, also of the last day. */
const AFTER_DAYS_MS = 3 * HOUR_MS;
const STOP_MS = 15_000;
const RETENTION = 'retention.sweep';
const NOTIFYING = 'usage.roll';

export interface DaysOptions extends Places {
  readonly days: number;
  readonly seed: number;
  /** Share of the steps that have a fault. */
  readonly faults: number;
  readonly log?: (line: string) => void;
}

export interface DaysResult {
  readonly violations: readonly string[];
  /** What ran, arrived and was removed, and what went wrong meanwhile. */
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly string[];
  /** Where the processes logged; only there when something is wrong. */
  readonly folder: string;
}

/**
 * Lets days pass for real processes, in steps of an hour at most, and waits for rest after each: nothing is under way that is due. Counts by what the sandbox got, and by
 * what is in its stores: each schedule runs once for each of its times, each notification is sent once, each sweep removes what the
 * preview listed. The workers and then the APIs are away for an hour each while runs are due.
 * See ADR 174.
 */
export async function runDays(options: DaysOptions): Promise<DaysResult> {
  const plan = planDays(Date.now(), options.days);
  const system = await startSystem({ PUBLIC_URL: 'https://voice.example.com' }, { apis: 0, workers: 0 });
  const receiver = new WebhookReceiver(options.seed);
  let isClean = false;
  try {
    const result = await new Days(system, receiver, plan, options).run();
    isClean = result.violations.length === 0;
    return result;
  } finally {
    await system.stop({ keepLogs: !isClean });
    await receiver.stop();
  }
}

class Days {
  private readonly control: Control;
  private readonly injector: FaultInjector;
  private readonly faults: DayFaults;
  private readonly client: PatientClient;
  private readonly rest: Rest;
  private readonly retention: RetentionCheck;
  private readonly giveUp = new AbortController();
  private readonly spoken = new Map<string, number>();
  private readonly operations: string[] = [];
  /** Runs that are due and were not waited for yet. */
  private due: Slot[] = [];
  private away: Outage | undefined;
  private steps = 0;

  constructor(
    private readonly system: VoiceSystem,
    private readonly receiver: WebhookReceiver,
    private readonly plan: DaysPlan,
    private readonly options: DaysOptions,
  ) {
    this.control = new Control(system.endpoint('control'));
    this.injector = new FaultInjector(system, this.control);
    this.faults = new DayFaults(options.seed, options.faults, options);
    this.client = patientClient(system, this.giveUp.signal);
    this.rest = new Rest(system, this.control, this.client, options.log);
    this.retention = new RetentionCheck(system, this.control, this.client);
  }

  async run(): Promise<DaysResult> {
    const { plan, log } = this;
    await this.moveTo(plan.enrolledAt);
    await this.start();
    await pauseSchedules(this.client, plan);
    await this.receiver.start(this.system);
    const world = await makeWorld(this.system, plan);
    await this.speak(world);
    await this.rest.wait([]);
    log(`the voices are enrolled; the days begin at ${iso(plan.from)}`);
    await this.moveTo(plan.from);
    await this.rest.wait([]);
    await beginDays(this.client, plan);
    await this.speak(world);
    for (const stop of this.stops()) await this.step(stop, world);
    await this.injector.heal();
    await pauseSchedules(this.client, plan);
    for (let at = plan.to; at <= plan.to + AFTER_DAYS_MS; at += HOUR_MS) {
      await this.moveTo(at);
      await this.rest.wait([]);
    }
    return this.verdict(world);
  }

  private get log(): (line: string) => void {
    return this.options.log ?? (() => undefined);
  }

  private get now(): number {
    return Date.now() + this.system.aheadMs;
  }

  /** Every hour, and every time at which something has to be done. */
  private stops(): readonly number[] {
    const { from, to, slots, outages } = this.plan;
    const stops = new Set(outages.flatMap((outage) => [outage.from, outage.to]));
    for (let at = Math.floor(from / HOUR_MS) * HOUR_MS + HOUR_MS; at <= to; at += HOUR_MS) stops.add(at);
    for (const { name, at } of slots) {
      stops.add(at + AFTER_SLOT_MS);
      if (name === RETENTION) stops.add(at - PREVIEW_MS);
    }
    return [...stops].filter((at) => at > from && at <= to).toSorted((one, other) => one - other);
  }

  private async step(stop: number, world: World): Promise<void> {
    this.steps += 1;
    const { slots, outages } = this.plan;
    const isBeforeSweep = slots.some(({ name, at }) => name === RETENTION && at - PREVIEW_MS === stop);
    const sweep = slots.find(({ name, at }) => name === RETENTION && at + AFTER_SLOT_MS === stop);
    const before = this.now;
    await this.moveTo(stop);
    this.due.push(...slots.filter(({ at }) => at > before && at <= this.now));
    const begins = outages.find(({ from }) => from === stop);
    if (begins) await this.begin(begins);
    if (this.away?.to === stop) await this.end(this.away);
    if (this.away === undefined) await this.injector.run(this.faults.next());
    if (this.away?.of === 'api') return;
    await this.rest.wait(this.due, this.away !== undefined);
    if (this.away !== undefined) return;
    this.due = [];
    if (sweep) await this.retention.compare(iso(sweep.at));
    if (isBeforeSweep) await this.retention.preview();
    if (stop % HOUR_MS === 0 && isSpeakingTime(stop)) {
      await this.speak(world);
      await this.rest.wait([]);
    }
    if (stop % DAY_MS === 0) this.log(`${iso(stop)}: ${this.steps} steps`);
  }

  /** A clock that is there already stays. */
  private async moveTo(at: number): Promise<void> {
    const ms = at - this.now;
    if (ms > 0) await this.system.passTime(ms);
  }

  private async start(): Promise<void> {
    const { apis, workers } = this.options;
    await Promise.all([
      ...Array.from({ length: apis }, () => this.system.startApi()),
      ...Array.from({ length: workers }, () => this.system.startWorker()),
    ]);
  }

  private async begin(outage: Outage): Promise<void> {
    await this.injector.heal();
    await this.rest.wait(this.due);
    this.due = [];
    this.away = outage;
    this.log(`${iso(outage.from)}: no ${outage.of} runs for an hour`);
    await Promise.all(this.system.of(outage.of).map((process) => process.stop(STOP_MS)));
  }

  private async end({ of, to }: Outage): Promise<void> {
    this.log(`${iso(to)}: they are back; due: ${this.due.map(tickOf).join(', ')}`);
    await Promise.all(this.system.of(of).map((_, index) => this.system.restart(of, index)));
    this.away = undefined;
  }

  private async speak({ speakingVoiceId: voiceId }: World): Promise<void> {
    for (const text of ['The tide is in.', 'The boats are out.']) {
      const at = this.now;
      const body = { voiceId, text };
      const { id } = await mustSucceed<{ id: string }>(this.client, 'POST', '/v1/syntheses', body);
      this.operations.push(id);
      countSpoken(this.spoken, at);
    }
  }

  private async verdict(world: World): Promise<DaysResult> {
    const { plan } = this;
    const runs = plan.slots.filter(({ name }) => name === NOTIFYING).map(({ at }) => at);
    const { control, spoken } = this;
    const deliveries = await checkDeliveries({ control, world, webhooks: this.receiver.webhooks, runs, spoken });
    const ticks = (await control.acceptedIds('maintenance')).filter((id) => isFirstOf(id, plan));
    const repeated = repeatedOf(ticks, await this.dropped());
    const queues = await control.queues();
    const lost = await this.unfinished();
    this.giveUp.abort();
    const faults = this.injector.hits();
    return {
      violations: [
        ...differences('runs of schedules', ticks, [...plan.slots.map(tickOf), ...repeated]),
        ...this.retention.violations,
        ...deliveries.violations,
        ...lost,
        ...queues.flatMap(({ name, deadLetter }) => (deadLetter > 0 ? [`${name} has ${deadLetter} dead letters`] : [])),
        ...this.injector.failures,
      ],
      counts: {
        steps: this.steps,
        'runs of schedules': ticks.length - repeated.length,
        'messages of runs that were over': repeated.length,
        'syntheses that succeeded': this.operations.length - lost.length,
        ...deliveries.counts,
        ...Object.fromEntries([...this.retention.removed].map(([name, count]) => [`removed of ${name}`, count])),
        'jumps of the clock that rest needed': this.rest.jumps,
        ...Object.fromEntries(Object.entries(faults).map(([kind, count]) => [`fault: ${kind}`, count])),
      },
      changes: plan.changes.map(({ timeZone, at }) => `${timeZone} at ${iso(at)}`),
      folder: this.system.folder,
    };
  }

  /** Ids of messages that a worker has dropped since their run was over. An API sends them when the clock moves by hours while it sends. */
  private async dropped(): Promise<readonly string[]> {
    const { folder } = this.system;
    const files = (await readdir(folder)).filter((name) => name.startsWith('worker'));
    const logs = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    return (
      logs
        .flatMap((log) => log.split('\n'))
        // A process that was killed may leave half a line.
        .filter((line) => line.includes(RUN_IS_OVER) && line.endsWith('}'))
        .map((line) => (JSON.parse(line) as { messageId: string }).messageId)
    );
  }

  private async unfinished(): Promise<readonly string[]> {
    const lost: string[] = [];
    for (const id of this.operations) {
      const { status } = await mustSucceed<{ status: string }>(this.client, 'GET', `/v1/operations/${id}`);
      if (status !== 'succeeded') lost.push(`the operation ${id} is ${status}`);
    }
    return lost;
  }
}

/** Messages of runs beyond the first one that were dropped. One that is delivered twice is dropped too, and was accepted once. */
function repeatedOf(accepted: readonly string[], dropped: readonly string[]): readonly string[] {
  return [...new Set(dropped)].flatMap((id) => {
    const countOf = (ids: readonly string[]): number => ids.filter((each) => each === id).length;
    return Array.from({ length: Math.max(0, Math.min(countOf(dropped), countOf(accepted) - 1)) }, () => id);
  });
}

/** Whether it is the first message of a run within the days; a run goes on in others, whose ids end with their number. */
function isFirstOf(id: string, { from, to, schedules }: DaysPlan): boolean {
  const [, name, slot = ''] = /^tick:([a-z.-]+):(\d{4}-\d\d-\d\dT[\d:.]+Z)(?!:\d+$)/.exec(id) ?? [];
  const at = Date.parse(slot);
  return schedules.some((schedule) => schedule.name === name) && at >= from && at < to;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
