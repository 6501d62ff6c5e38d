import { setSourceMapsSupport } from 'node:module';
import { moveDate } from './moved-date.ts';

/** What the launcher tells the deployables: how far their clock is ahead of the machine's. */
export interface ClockMessage {
  readonly type: 'clock';
  readonly aheadMs: number;
}

/**
 * Loaded into the deployables that this machine's launcher starts (`node --import`): ends them when the launcher is gone, however it
 * went, lets it move their clock, and names TypeScript lines in stack traces. Nothing of it is in the deployables themselves.
 */
// Of our own files only: `--enable-source-maps` also reads those of every package, which costs each process 10 to 20 MB.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
moveDate(Number(process.env['LAUNCHER_CLOCK_AHEAD_MS'] ?? 0));
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.on('message', (message: unknown) => {
  if (isClockMessage(message)) moveDate(message.aheadMs);
});

function isClockMessage(message: unknown): message is ClockMessage {
  return (message as { type?: unknown } | null)?.type === 'clock';
}
