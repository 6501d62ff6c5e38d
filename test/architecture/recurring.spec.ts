import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEDULES } from '#documents';
import { lastTime, parseCron } from '#domain';
import { isScheduledAt, SLOT_MS } from '../idle/schedules.ts';
import { repeatsByTimer } from './repeated-timers.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Files of the table that hold what recurs, but not the timer: `beats.ts` has it. */
const WITHOUT_TIMER = ['apps/api/src/ticks/ticks.service.ts', 'apps/api/src/ticks/due-schedules.service.ts'];
/** Waits of a loop that is over after a few rounds, or with the command that it is part of. */
const SOON_OVER = [
  'apps/api/src/smoke/smoke-client.ts',
  'apps/worker/src/erasure/replay-register.usecase.ts',
  'libs/auth/src/vault/key-vault-key.ts',
  'libs/documents/src/webhooks/endpoint-slots.ts',
  'libs/messaging/src/settle.ts',
  'libs/storage/src/audit/audit-log.ts',
];

const textOf = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8');

describe('what recurs', () => {
  it('is in the table of docs/scaling.md, with the file that has it', async () => {
    const [, section = ''] = /## What recurs, and while what\n(.*?)\n## /s.exec(await textOf('docs/scaling.md')) ?? [];
    const listed = [...section.matchAll(/^\| [^|]+ \| `([^`]+)` +\|/gm)].map(([, file = '']) => file);
    const patterns = ['apps/{api,worker}/src/**/*.ts', 'libs/*/src/**/*.ts'];
    const files: string[] = [];
    for await (const found of glob(patterns, { cwd: ROOT })) {
      const file = found.replaceAll('\\', '/');
      if (!/\.spec\.ts$|\/testing\/|^libs\/client\//.test(file)) files.push(file);
    }
    const recurring: string[] = [];
    for (const file of files) if (repeatsByTimer(file, await textOf(file))) recurring.push(file);
    expect(recurring.toSorted()).toEqual(
      [...listed.filter((file) => !WITHOUT_TIMER.includes(file)), ...SOON_OVER].toSorted(),
    );
    expect(listed).toEqual(expect.arrayContaining(WITHOUT_TIMER));
  });

  it('is known to npm run test:idle, which begins when no schedule is due', () => {
    const crons = SCHEDULES.map(({ times }) => parseCron(times.cron));
    expect(SCHEDULES.map(({ times }) => times.timeZone)).toEqual(crons.map(() => 'UTC'));
    for (let at = 0; at < 24 * 3_600_000; at += SLOT_MS) {
      const isScheduled = crons.some((cron) => cron && (lastTime(cron, 'UTC', at + SLOT_MS - 1) ?? -1) >= at);
      expect(isScheduledAt(at)).toBe(isScheduled);
    }
  });
});

describe(repeatsByTimer.name, () => {
  const DELAY = "import { setTimeout as delay } from 'node:timers/promises';\n";

  it.each([
    ['an interval', 'setInterval(look, 1_000);'],
    ['the intervals of node:timers/promises', "import { setInterval as every } from 'node:timers/promises';"],
    ['an interval of rxjs', "import { interval } from 'rxjs';"],
    ['a decorated method', 'class A { @Cron("0 * * * *") look() {} }'],
    ['a function that sets itself as callback', 'function look() { setTimeout(look, 1_000); }'],
    [
      'a function that its callback calls',
      'const look = () => { setTimeout(() => { void look(); }, 1_000).unref(); };',
    ],
    [
      'methods that lead to one another',
      'class A { #timer; later() { this.#timer = setTimeout(() => void this.look(), 1_000); } async look() { await ask(); this.later(); } }',
    ],
    [
      'a method handed on',
      'class A { later() { setTimeout(this.run.bind(this, 1), 9); } run = () => { again(this.later); }; }',
    ],
    ['a timer that is started again', 'const timer = setTimeout(() => { ask(); timer.refresh(); }, 1_000);'],
    ['a loop that waits', `${DELAY}async function look() { while (isOpen) await delay(1_000); }`],
    [
      'a loop around a promise',
      'async function look() { for (;;) await new Promise((done) => setTimeout(done, 1_000)); }',
    ],
    ['a function that waits and calls itself', `${DELAY}async function look() { await delay(9); return look(); }`],
    ['each turn', 'function look() { ask(); setImmediate(look); }'],
    [
      'a timer behind a function of its own',
      'const clock = { after: (ms, run) => setTimeout(run, ms) }; class A { step() { this.clock.after(9, () => this.step()); } }',
    ],
    [
      'what sets a timer unless there is one',
      'class A { later() { this.timer ??= setTimeout(() => this.later(), 9); } }',
    ],
  ])('finds %s', (_, text) => {
    expect(repeatsByTimer('planted.ts', text)).toBe(true);
  });

  it.each([
    [
      'a limit',
      'async function ask() { const timer = setTimeout(() => stop(), 9); await answer; clearTimeout(timer); }',
    ],
    [
      'the limit of a socket',
      'function ask() { for (const socket of sockets) socket.setTimeout(9, () => ask.over()); }',
    ],
    ['one wait', `${DELAY}async function look() { await delay(1_000); ask(); }`],
    [
      'a timer that its own callback forgets',
      'class A { wait() { this.timer = setTimeout(() => this.stop(), 9); } stop() { clearTimeout(this.timer); this.timer = undefined; } }',
    ],
    [
      'a function of the same name of something else',
      'class A { ask() { setTimeout(stop, 9); return client.ask(); } }',
    ],
    ['a promise', 'function pause(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }'],
  ])('lets %s be', (_, text) => {
    expect(repeatsByTimer('innocent.ts', text)).toBe(false);
  });
});
