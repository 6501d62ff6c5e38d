import { setSourceMapsSupport } from 'node:module';
import { moveDate } from './moved-date.ts';
import { countOwnUsage, ownUsage, type ProcessUsage } from './own-usage.ts';

/** What the launcher tells the deployables: how far their clock is ahead of the machine's. */
export interface ClockMessage {
  readonly type: 'clock';
  readonly aheadMs: number;
}

/** With this the launcher asks what a deployable has used. */
export interface UsageQuestion {
  readonly type: 'usage';
}

/** The answer. */
export interface UsageAnswer extends ProcessUsage {
  readonly type: 'usage';
}

/**
 * Loaded into the deployables that this machine's launcher starts (`node --import`): ends them when the launcher is gone, however it
 * went, lets it move their clock, tells it what they have used, and names TypeScript lines in stack traces. Nothing of it is in the deployables themselves.
 */
// Of our own files only: `--enable-source-maps` also reads those of every package, which costs each process 10 to 20 MB.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
countOwnUsage();
moveDate(Number(process.env['LAUNCHER_CLOCK_AHEAD_MS'] ?? 0));
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.on('message', (message: unknown) => {
  if (isClockMessage(message)) moveDate(message.aheadMs);
  if (isUsageQuestion(message)) process.send?.({ type: 'usage', ...ownUsage() } satisfies UsageAnswer);
});

function isClockMessage(message: unknown): message is ClockMessage {
  return (message as { type?: unknown } | null)?.type === 'clock';
}

function isUsageQuestion(message: unknown): message is UsageQuestion {
  return (message as { type?: unknown } | null)?.type === 'usage';
}
