import './require-node.ts';
import { emitKeypressEvents } from 'node:readline';
import { parseArgs, styleText } from 'node:util';
import { VoiceClient } from '#client';
import { apiTarget } from './api-target.ts';
import { type Look, screenOf, type ScreenLine, type SystemFigures } from './top-screen.ts';

/** `npm run top`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    interval: { type: 'string', default: '5' },
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const KEYS = 'q quit · r refresh · space pause';
/** Without a terminal that says how wide it is. */
const DEFAULT_SIZE = { columns: 80, rows: 1_000 };
const MAX_INTERVAL_S = 3_600;
const STYLES: Readonly<Record<Look, Parameters<typeof styleText>[0] | undefined>> = {
  plain: undefined,
  title: 'bold',
  dim: 'dim',
  alarm: 'red',
};
/** The screen beside the one with what was there before; the cursor is hidden (xterm's control sequences, DECSET 1049 and 25). */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const END_OF_LINE = '\x1b[K';
const END_OF_SCREEN = '\x1b[J';

try {
  const intervalMs = intervalOf(values.interval) * 1_000;
  const api = new VoiceClient({ ...(await apiTarget(values.url, process.env)), maxRetries: 0 });
  const read = async (): Promise<SystemFigures> => (await api.GET('/v1/system', {})).data;
  if (values.json) console.log(JSON.stringify(await read(), undefined, 2));
  else if (values.once || !process.stdout.isTTY) console.log(painted(screenOf(await read(), DEFAULT_SIZE)).join('\n'));
  else await watch(read, intervalMs);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

/** Until a key or a signal ends it. */
async function watch(read: () => Promise<SystemFigures>, intervalMs: number): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let figures: SystemFigures | undefined;
  let failure = '';
  let isPaused = false;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const draw = () => {
    const { columns, rows } = process.stdout;
    const note = failure === '' ? `${KEYS}${isPaused ? ' · PAUSED' : ''}` : failure;
    const waiting: ScreenLine[] = [{ text: note === '' ? KEYS : note, look: 'dim' }];
    const lines = painted(figures === undefined ? waiting : screenOf(figures, { columns, rows }, note));
    process.stdout.write(`${HOME}${lines.map((text) => text + END_OF_LINE).join('\r\n')}${END_OF_SCREEN}`);
  };
  const refresh = async () => {
    clearTimeout(timer);
    try {
      [figures, failure] = [await read(), ''];
    } catch (error) {
      failure = messageOf(error);
    }
    if (isOver) return;
    draw();
    if (!isPaused) timer = setTimeout(() => void refresh(), intervalMs);
  };
  const onKey = (_: string | undefined, key: { readonly name?: string; readonly ctrl?: boolean }) => {
    if (key.name === 'q' || key.name === 'escape' || (key.ctrl === true && key.name === 'c')) stop();
    else if (key.name === 'r') void refresh();
    else if (key.name === 'space') {
      isPaused = !isPaused;
      if (isPaused) {
        clearTimeout(timer);
        draw();
      } else void refresh();
    }
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  emitKeypressEvents(process.stdin);
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('keypress', onKey).resume();
  process.stdout.on('resize', draw).write(ENTER);
  try {
    draw();
    void refresh();
    await stopped;
  } finally {
    isOver = true;
    clearTimeout(timer);
    process.stdin.off('keypress', onKey).pause();
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdout.off('resize', draw).write(LEAVE);
  }
}

function painted(lines: readonly ScreenLine[]): string[] {
  return lines.map(({ text, look }) => {
    const style = STYLES[look];
    // Without a terminal, or with NO_COLOR, there are no colors.
    return style === undefined ? text : styleText(style, text, { stream: process.stdout });
  });
}

function intervalOf(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MAX_INTERVAL_S) return seconds;
  throw new Error(`--interval must be a number of seconds from 1 to ${MAX_INTERVAL_S}.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
