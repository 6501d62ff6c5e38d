import 'reflect-metadata';
import { startJobApplication } from './platform/job-application.ts';
import { DueSchedules } from './ticks/due-schedules.service.ts';
import { Ticks } from './ticks/ticks.service.ts';

/**
 * The job `ticks` of a deployment whose API may be at zero replicas: looks once whether there is work, and publishes what is due, as an API does that has
 * just started. May run beside an API, and twice: the messages have the same ids. Ends with 1 when the store could not
 * be looked at or a message was not taken, so that the platform tries again.
 */
const { app, logger } = await startJobApplication('ticks', Ticks, DueSchedules);
const beat = await app.get(Ticks).beat(Date.now());
logger.info(beat, 'what is due was published');
process.exitCode = beat.hasFailed ? 1 : 0;
await app.close();
