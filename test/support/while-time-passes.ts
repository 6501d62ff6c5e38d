import { setTimeout as delay } from 'node:timers/promises';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../chaos/control.ts';

const STEP_MS = 5_000;
const LOOK_EVERY_MS = 200;

/**
 * Waits for `work`, and lets time pass for the whole system whenever nothing is being worked on: retries and polls come when they are due,
 * without the wait for it. What waits for a connection to be made again takes its time.
 */
export async function whileTimePasses<T>(system: VoiceSystem, work: Promise<T>): Promise<T> {
  const control = new Control(system.endpoint('control'));
  const ended = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([ended, delay(LOOK_EVERY_MS, false)]))) {
    const queues = await control.queues();
    if (queues.every(({ active, locked }) => active + locked === 0)) await system.passTime(STEP_MS);
  }
  return work;
}
