import type { components } from '#client';

export type SystemFigures = components['schemas']['SystemFigures'];
type Jobs = NonNullable<SystemFigures['jobs']>;

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** How a line looks where the terminal has colors. */
export type Look = 'plain' | 'title' | 'dim' | 'alarm';

export interface ScreenLine {
  readonly text: string;
  readonly look: Look;
}

interface Panel {
  readonly title: string;
  readonly lines: readonly ScreenLine[];
}

/** From here on, panels stand beside each other. */
const WIDE_COLUMNS = 160;
const GAP = 4;
/** A panel keeps its title and one line, however small the screen. */
const MIN_PANEL_LINES = 2;
const NOT_AVAILABLE = 'n/a';

/**
 * The figures as lines of a terminal: no more of them than rows, none longer than the columns. They depend on nothing but the figures.
 * @param note what stands in the second line, for example the keys
 */
export function screenOf(figures: SystemFigures, { columns, rows }: ScreenSize, note = ''): readonly ScreenLine[] {
  const head = [headOf(figures, columns), line(spread(note, readNote(figures), columns), 'dim')];
  const body = panelsOf(figures);
  const left = rows - head.length;
  const lines = columns >= WIDE_COLUMNS ? beside(body, columns, left) : stacked(body.flat(), left);
  return [...head, ...lines].slice(0, rows).map(({ text, look }) => line(cut(text, columns).trimEnd(), look));
}

function headOf({ version, process: { name, startedAt }, readAt }: SystemFigures, columns: number): ScreenLine {
  const at = readAt ?? startedAt;
  const up = duration(Date.parse(at) - Date.parse(startedAt));
  return line(
    spread(`voice ${version} · ${name} · up ${up}`, `${at.slice(0, 19).replace('T', ' ')} UTC`, columns),
    'title',
  );
}

function readNote({ jobs, refreshAfterMs }: SystemFigures): string {
  const cost = jobs === undefined ? '' : `${jobs.requestUnits} RU · `;
  return `${cost}kept for ${duration(refreshAfterMs)}`;
}

/** In the columns of a wide screen. */
function panelsOf(figures: SystemFigures): readonly (readonly Panel[])[] {
  const { jobs } = figures;
  return [
    [openPanel(figures, jobs), windowPanel(figures, jobs)],
    [queuesPanel(figures), slotsPanel(figures), failuresPanel(figures, jobs)],
  ];
}

function openPanel(figures: SystemFigures, jobs: Jobs | undefined): Panel {
  const title = row(['OPEN JOBS', 'count', 'oldest', 'quiet for']);
  if (!jobs) return missing(title, figures, 'jobs');
  const { outbox } = jobs;
  const lines = jobs.open.map(({ kind, status, count, oldestMs, quietMs, isComplete }) =>
    line(row([`${kind} ${status}`, atLeast(count, isComplete), duration(oldestMs), duration(quietMs)])),
  );
  const waiting = row(['outboxes left behind', atLeast(outbox.count, outbox.isComplete), duration(outbox.oldestMs)]);
  return {
    title,
    lines: [
      ...(lines.length === 0 ? [line('none', 'dim')] : lines),
      ...(outbox.count > 0 ? [line(waiting, 'alarm')] : []),
    ],
  };
}

function windowPanel(figures: SystemFigures, jobs: Jobs | undefined): Panel {
  if (!jobs) return missing('RATES', figures, 'jobs');
  const { window, accepted, reached, durations } = jobs;
  const length = duration(Date.parse(window.to) - Date.parse(window.from));
  const title = row([`LAST ${length}`, 'count', 'a minute', 'p50', 'p95']);
  const came = accepted.map(({ kind, count, perMinute }) => line(row([`new ${kind}`, `${count}`, rate(perMinute)])));
  const went = reached.map(({ kind, status, count, perMinute }) => {
    const took = status === 'succeeded' ? durations.find((each) => each.kind === kind) : undefined;
    const times = took ? [duration(took.p50Ms), duration(took.p95Ms)] : [];
    const isBad = status === 'failed' || status === 'rejected';
    return line(row([`${kind} ${status}`, `${count}`, rate(perMinute), ...times]), isBad ? 'alarm' : 'plain');
  });
  const lines = [...came, ...went];
  return { title, lines: lines.length === 0 ? [line('nothing', 'dim')] : lines };
}

function queuesPanel(figures: SystemFigures): Panel {
  const title = row(['QUEUES', 'active', 'scheduled', 'dead']);
  if (figures.queues === undefined) return missing(title, figures, 'queues');
  const lines = figures.queues.map(({ queue, active, scheduled, deadLettered }) =>
    line(row([queue, `${active}`, `${scheduled}`, `${deadLettered}`]), deadLettered > 0 ? 'alarm' : 'plain'),
  );
  return { title, lines };
}

function slotsPanel({ process: { slots } }: SystemFigures): Panel {
  const lines = slots.map(({ name, inUse, limit, waiting }) =>
    line(row([name, `${inUse}`, `${limit}`, `${waiting}`]), waiting > 0 ? 'alarm' : 'plain'),
  );
  return { title: row(['SLOTS OF THIS PROCESS', 'in use', 'of', 'waiting']), lines };
}

function failuresPanel(figures: SystemFigures, jobs: Jobs | undefined): Panel {
  if (!jobs) return missing('ERRORS', figures, 'jobs');
  const { from, to } = jobs.failuresWindow;
  const title = row([`ERRORS, LAST ${duration(Date.parse(to) - Date.parse(from))}`, 'count', 'last at']);
  const lines = jobs.failures.map(({ kind, code, count, lastAt }) =>
    line(row([`${kind} ${code}`, `${count}`, lastAt.slice(11, 16)]), 'alarm'),
  );
  return { title, lines: lines.length === 0 ? [line('none', 'dim')] : lines };
}

function missing(title: string, { unavailable }: SystemFigures, part: 'jobs' | 'queues'): Panel {
  const reason = unavailable.find((each) => each.part === part)?.reason ?? 'not-available';
  const why = reason === 'not-permitted' ? 'the API may not read queues' : 'no answer';
  return { title, lines: [line(`${NOT_AVAILABLE} (${why})`, 'dim')] };
}

const FIRST_WIDTH = 34;
const WIDTH = 11;

/** The first cell to the left, all others to the right. */
function row([first = '', ...others]: readonly string[]): string {
  return cut(first, FIRST_WIDTH).padEnd(FIRST_WIDTH) + others.map((each) => each.padStart(WIDTH)).join('');
}

function line(text: string, look: Look = 'plain'): ScreenLine {
  return { text, look };
}

function stacked(panels: readonly Panel[], rows: number): readonly ScreenLine[] {
  // An empty line before each.
  const lengths = fitted(panels, rows - panels.length);
  return panels.flatMap(({ title, lines }, index) => {
    const room = (lengths[index] ?? MIN_PANEL_LINES) - 1;
    return [line(''), line(title, 'title'), ...withRoomFor(lines, room)];
  });
}

/** All, or those that need somebody before others, in their order, and how many were left out. */
function withRoomFor(lines: readonly ScreenLine[], room: number): readonly ScreenLine[] {
  if (lines.length <= room) return lines;
  const first = lines.filter(({ look }) => look === 'alarm');
  const others = lines.filter(({ look }) => look !== 'alarm');
  const shown = new Set([...first, ...others].slice(0, room - 1));
  return [...lines.filter((each) => shown.has(each)), line(`… ${lines.length - shown.size} more`, 'dim')];
}

/** The lines of each panel. Takes from the longest until all fit: first what needs nobody, then the rest. */
function fitted(panels: readonly Panel[], rows: number): readonly number[] {
  const lengths = panels.map(({ lines }) => lines.length + 1);
  const needed = panels.map(({ lines }) => MIN_PANEL_LINES + lines.filter(({ look }) => look === 'alarm').length);
  for (const least of [needed, panels.map(() => MIN_PANEL_LINES)]) {
    while (lengths.reduce((sum, each) => sum + each, 0) > rows) {
      const spare = lengths.map((length, index) => (length > (least[index] ?? 0) ? length : 0));
      const longest = Math.max(...spare);
      if (longest === 0) break;
      lengths[spare.indexOf(longest)] = longest - 1;
    }
  }
  return lengths;
}

function beside(columnsOfPanels: readonly (readonly Panel[])[], columns: number, rows: number): readonly ScreenLine[] {
  const width = Math.floor((columns - GAP * (columnsOfPanels.length - 1)) / columnsOfPanels.length);
  const blocks = columnsOfPanels.map((panels) => stacked(panels, rows));
  const height = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) => {
    const cells = blocks.map((block) => block[index] ?? line(''));
    const text = cells.map((cell) => cut(cell.text, width).padEnd(width)).join(' '.repeat(GAP));
    const looks = new Set(cells.filter((cell) => cell.text !== '').map(({ look }) => look));
    return line(text, looks.has('alarm') ? 'alarm' : looks.has('title') ? 'title' : 'plain');
  });
}

function spread(left: string, right: string, columns: number): string {
  const space = columns - right.length - 1;
  return `${cut(left, space).padEnd(space)} ${right}`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function atLeast(count: number, isComplete: boolean): string {
  return isComplete ? `${count}` : `${count}+`;
}

function rate(perMinute: number): string {
  return perMinute >= 10 ? perMinute.toFixed(0) : perMinute.toFixed(2);
}

/** `42 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (ms > 0 && ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}
