import { type Broken, type Component, COMPONENTS, type Day } from './day.ts';
import type { Found, Idle } from './idle.ts';
import type { Morning } from './morning.ts';

/** What an idle day, and a morning, must keep to. */
export const MAX_IDLE_SHARE = 0.03;
export const MAX_ABOVE_FLOOR = 0.05;
export const MAX_POLL_WAIT_MS = 30_000;
export const MAX_REQUESTS_IN_WINDOW = 50;

/** A line of the report; `isMet` where there is a bound. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly isMet?: boolean;
  /** Of its row on the page, the first after the name being 1. Default: 1. */
  readonly column?: number;
}

/** A morning that takes a second to simulate, so that CI notices when the figures of the long one have changed. */
export const SHORT_MORNING = { enrollments: 600, arrivalMs: 120_000, workers: 8 } as const;

export function idleFigures(hours: number, idle: Idle): readonly Figure[] {
  const found = (what: string, lost: Found | undefined): Figure[] =>
    lost === undefined
      ? []
      : [
          {
            what,
            value: `${lost.afterMs === undefined ? 'not found' : `found after ${minutes(lost.afterMs)}`}; within ${minutes(lost.boundMs)}`,
            isMet: lost.afterMs !== undefined && lost.afterMs <= lost.boundMs,
          },
        ];
  const upMinutes = idle.upShare * hours * 60;
  return [
    {
      what: 'the worker is up',
      value: `${percent(idle.upShare)} of ${hours} h (${upMinutes.toFixed(0)} min, ${idle.wakes} wakes); at most ${percent(MAX_IDLE_SHARE)}`,
      isMet: idle.upShare <= MAX_IDLE_SHARE,
    },
    { what: 'messages on all queues', value: String(idle.messages) },
    ...found('one lost outbox row', idle.lostOutboxRow),
    ...found('one lost poll', idle.lostPoll),
  ];
}

export function morningFigures(enrollments: number, morning: Morning): readonly Figure[] {
  const above = morning.tookMs / morning.floorMs - 1;
  const perEnrollment = (count: number): string => (count / enrollments).toFixed(1);
  return [
    { what: 'enrolled', value: `${morning.done} of ${enrollments}`, isMet: morning.done === enrollments },
    {
      what: 'custom voice requests in any 10 s',
      value: `${morning.peak}; at most ${MAX_REQUESTS_IN_WINDOW}`,
      isMet: morning.peak <= MAX_REQUESTS_IN_WINDOW,
    },
    {
      what: 'done after',
      value: `${hours(morning.tookMs)}, ${percent(above)} above the floor of ${hours(morning.floorMs)} (each job looked at every 25 s); with one look at each job the floor is ${hours(morning.oneLookFloorMs)}`,
      isMet: above <= MAX_ABOVE_FLOOR,
    },
    {
      what: 'a poll waits, p95',
      value: `${seconds(morning.pollWaitP95Ms)}; at most ${seconds(MAX_POLL_WAIT_MS)}`,
      isMet: morning.pollWaitP95Ms <= MAX_POLL_WAIT_MS,
    },
    {
      what: 'the end of a job at Azure is noticed, p95',
      value: `${seconds(morning.noticedP95Ms)}; at most ${seconds(MAX_POLL_WAIT_MS)}`,
      isMet: morning.noticedP95Ms <= MAX_POLL_WAIT_MS,
    },
    { what: 'custom voice requests of an enrollment', value: perEnrollment(morning.requests) },
    { what: 'deliveries of messages of an enrollment', value: perEnrollment(morning.deliveries) },
    {
      what: 'Cosmos DB calls of the shared limit',
      value: `${(morning.ledgerCalls / morning.requests).toFixed(2)} for a request`,
    },
    {
      what: 'replicas; oldest message that was ready',
      value: `${morning.maxReplicas}; ${seconds(morning.maxQueueAgeMs)}`,
    },
  ];
}

/** Those of the short morning, beside those of the long one, whose bounds it need not keep to. */
export function shortMorningFigures(morning: Morning): readonly Figure[] {
  return morningFigures(SHORT_MORNING.enrollments, morning).map(({ what, value }) => ({ what, value, column: 2 }));
}

export function dayFigures(day: Day): readonly Figure[] {
  return [
    {
      what: 'spoken',
      value: `${count(day.spoken)} of ${count(day.accepted)}, ${count(day.failed)} failed, ${count(day.throttled)} answers 429`,
    },
    { what: 'oldest message that was ready', value: seconds(day.maxQueueAgeS * 1_000) },
    { what: 'replicas', value: String(day.maxReplicas) },
    { what: 'Service Bus credits in a second', value: `${count(day.peakCredits)} at most` },
    {
      what: 'Cosmos DB request units',
      value: `${count(day.peakRequestUnits)} in a second at most, ${count(day.requestUnits)} in the day`,
    },
    {
      what: 'Speech requests',
      value: `${count(day.peakSpeechRequests)} in a second at most, ${count(day.speechRequests)} in the day`,
    },
  ];
}

/** Which of them the page does not have in a row of a table. @returns a sentence for each */
export function missingFrom(page: string, figures: readonly Figure[]): readonly string[] {
  const rows = page.split('\n').map(cellsOf);
  return figures
    .filter(({ what, value, column = 1 }) => !rows.some((cells) => cells[0] === what && cells[column] === value))
    .map(({ what, value, column = 1 }) => {
      const where = column === 1 ? '' : ` in column ${column}`;
      return `docs/scaling.md does not say that “${what}” is “${value}”${where}. npm run simulate:scale -- --write does.`;
    });
}

/** The page with these values in its rows; the row of a figure must be there. */
export function written(page: string, figures: readonly Figure[]): string {
  return page
    .split('\n')
    .map((line) => {
      const cells = cellsOf(line);
      const changed = figures.filter(({ what }) => what === cells[0]);
      if (changed.length === 0) return line;
      for (const { value, column = 1 } of changed) cells[column] = value;
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

/** Of a row of a table; none of another line. */
function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}

/** `worker-slots at 7.7 a second`, in the order in which they break. */
export function breaksOf(broken: readonly Broken[]): string {
  return broken.length === 0
    ? 'nothing'
    : broken.map(({ component, rate }) => `${component} at ${rate.toFixed(1)} a second`).join(', then ');
}

export function meaningOf(component: Component): string {
  return `${component}: ${COMPONENTS[component]}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(0)} min`;
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(2)} h`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
