import { type ChangingPeriod, dailySlots, disputedTime, nextChange, periodWithChanges } from './clock-changes.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A voice that has not spoken for 90 days becomes that old on the first day. */
const VOICE_AGE_MS = 89.75 * DAY_MS;
/** Between the start of the system and the day on which the voices are enrolled. */
const MARGIN_MS = DAY_MS;

const RETENTION_CRON = '50 3,9,15,21 * * *';
const RETENTION_TIMES = ['03:50', '09:50', '15:50', '21:50'];

/** The schedules that come daily, each in a zone whose clocks change: at the time of day that the change leaves out or brings twice. */
const ZONES = {
  'usage.roll': 'Europe/Berlin',
  'audit.anchor': 'America/New_York',
  'custom-voice.garbage-collect': 'Australia/Lord_Howe',
} as const;

export interface PlannedSchedule {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
}

/** One run that has to come. */
export interface Slot {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** No process of this kind runs in this time. */
export interface Outage {
  readonly of: 'api' | 'worker';
  readonly from: number;
  readonly to: number;
}

export interface DaysPlan extends ChangingPeriod {
  /** When the voices are enrolled. */
  readonly enrolledAt: number;
  readonly schedules: readonly PlannedSchedule[];
  /** In order of time. */
  readonly slots: readonly Slot[];
  readonly outages: readonly Outage[];
}

/** @param now epoch milliseconds */
export function planDays(now: number, days: number): DaysPlan {
  const period = periodWithChanges(Object.values(ZONES), now + MARGIN_MS + VOICE_AGE_MS, days);
  const daily = Object.entries(ZONES).map(([name, timeZone]) => {
    const time = disputedTime(nextChange(timeZone, period.from));
    const [hour = '', minute = ''] = time.split(':');
    return { name, timeZone, time, cron: `${Number(minute)} ${Number(hour)} * * *` };
  });
  const retention = { name: 'retention.sweep', cron: RETENTION_CRON, timeZone: 'UTC' };
  const slots = [
    ...daily.flatMap(({ name, timeZone, time }) => dailySlots(timeZone, time, period).map((at) => ({ name, at }))),
    ...RETENTION_TIMES.flatMap((time) => dailySlots('UTC', time, period).map((at) => ({ name: retention.name, at }))),
  ].toSorted((one, other) => one.at - other.at);
  const firstOf = (name: string): number => slots.find((slot) => slot.name === name)?.at ?? period.to;
  const around = (name: string) => ({ from: firstOf(name) - 20 * MINUTE_MS, to: firstOf(name) + 40 * MINUTE_MS });
  return {
    ...period,
    enrolledAt: period.from - VOICE_AGE_MS,
    schedules: [...daily.map(({ name, cron, timeZone }) => ({ name, cron, timeZone })), retention],
    slots,
    // The workers miss the daily run that notifies; the API misses a run that is due while it is away.
    outages: [
      { of: 'worker', ...around('usage.roll') },
      { of: 'api', ...around('audit.anchor') },
    ],
  };
}
