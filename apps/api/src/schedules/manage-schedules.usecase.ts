import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { type ScheduleName, scheduleOf, ScheduleStore, SCHEDULE_NAMES, tickId } from '#documents';
import { type AuditAction, type ScheduleState, withRun } from '#domain';
import { AuditTrail } from '#intake';
import { MessagePublisher, SYSTEM_TENANT } from '#messaging';
import { checkOperator } from '../platform/operators.ts';
import { type ScheduleListView, type ScheduleTimesBody, scheduleView, type ScheduleView } from './schedules.schema.ts';

/**
 * What an administrator does with schedules, each change recorded in the audit log first. They belong to the operator of the system: all methods
 * throw `forbidden` for other tenants, and `dependency-unavailable`.
 */
@Injectable()
export class ManageSchedules {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: ScheduleStore,
    private readonly publisher: MessagePublisher,
    private readonly audit: AuditTrail,
  ) {}

  async list(principal: Principal): Promise<ScheduleListView> {
    checkOperator(principal, this.config, 'schedules');
    const states = await this.store.read(Date.now());
    return { data: SCHEDULE_NAMES.map((name) => scheduleView(name, states[name])) };
  }

  async run(principal: Principal, name: ScheduleName): Promise<ScheduleView> {
    await this.record(principal, 'schedule.run', name);
    const now = Date.now();
    const at = new Date(now).toISOString();
    const { tick } = scheduleOf(name);
    await this.publisher.publish({
      ...tick({ tenantId: SYSTEM_TENANT, subjectId: tick.type }),
      id: tickId(name, now),
    });
    return this.change(name, now, (state) => withRun(state, { slot: at, startedAt: at, cause: 'request' }));
  }

  /** Its times until now are over. */
  async update(principal: Principal, name: ScheduleName, { cron, timeZone }: ScheduleTimesBody): Promise<ScheduleView> {
    await this.record(principal, 'schedule.update', name, { ...(cron && { cron }), ...(timeZone && { timeZone }) });
    const now = Date.now();
    return this.change(name, now, (state) => ({ ...state, cron, timeZone, after: new Date(now).toISOString() }));
  }

  async pause(principal: Principal, name: ScheduleName): Promise<ScheduleView> {
    await this.record(principal, 'schedule.pause', name);
    const now = Date.now();
    return this.change(name, now, (state) =>
      state.pausedAt === undefined ? { ...state, pausedAt: new Date(now).toISOString() } : state,
    );
  }

  async resume(principal: Principal, name: ScheduleName): Promise<ScheduleView> {
    await this.record(principal, 'schedule.resume', name);
    const now = Date.now();
    return this.change(name, now, (state) => {
      const { pausedAt, ...resumed } = state;
      return pausedAt === undefined ? state : { ...resumed, after: new Date(now).toISOString() };
    });
  }

  private async change(
    name: ScheduleName,
    now: number,
    change: (state: ScheduleState) => ScheduleState,
  ): Promise<ScheduleView> {
    const states = await this.store.change(now, (before) => {
      const after = change(before[name]);
      return after === before[name] ? before : { ...before, [name]: after };
    });
    return scheduleView(name, states[name]);
  }

  /** Before it is done: an operator must not act unseen. */
  private async record(
    principal: Principal,
    action: AuditAction,
    name: ScheduleName,
    details?: Readonly<Record<string, string>>,
  ): Promise<void> {
    checkOperator(principal, this.config, 'schedules');
    const subject = { kind: 'schedule' as const, id: name };
    await this.audit.recordFirst(principal, { action, subject, eventId: `${action}:${randomUUID()}`, details });
  }
}
