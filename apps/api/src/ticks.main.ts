import 'reflect-metadata';
import { runJobApplication } from './platform/job-application.ts';
import { DueSchedules } from './ticks/due-schedules.service.ts';
import { Ticks } from './ticks/ticks.service.ts';

/**
 * The job `ticks` of a deployment whose API may be at zero replicas: looks once whether there is work, and publishes what is due, as an API does that has
 * just started. May run beside an API, and twice: the messages have the same ids. Ends with 1 when the store could not
 * be looked at or a message was not taken, so that the platform tries again.
 */
await runJobApplication('ticks', Ticks, [DueSchedules], async (ticks, logger) => {
  const beat = await ticks.beat(Date.now());
  logger.info(beat, 'what is due was published');
  return { exitCode: beat.hasFailed ? 1 : 0 };
});
