/**
 * Leaves a system alone after its last job, and counts what it does then:
 *
 *   npm run test:idle -- [--minutes 11] [--only real|clock|producer|telemetry]
 *
 * `real`: one API and one worker for so many minutes. They may send no message, open at most 2 connections to Service Bus, and make at most 4 calls of
 * Cosmos DB. `clock`: two of each for an hour of the sandbox's clock. Each API may use less than 0.01 of a processor and receive less than 1,000 bytes
 * a second, as counted by the real clock. It begins when no schedule is due in its time, and says for how long it waits for that.
 * `producer`: one of each with a producer that is configured and sends nothing, beside one of each without a producer, for an hour of the sandbox's
 * clock. It may send no message and make no call of Cosmos DB more.
 * `telemetry`: one of each that sends telemetry to an ingestion endpoint, beside one of each that does not. It may use 0.002 of a processor more.
 */
import { parseArgs } from 'node:util';
import { compareProducer } from './compare-producer.ts';
import { compareTelemetry } from './compare-telemetry.ts';
import { leaveAlone, letAnHourPass } from './leave-alone.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '11' }, only: { type: 'string' } },
});
const log = (line: string): void => console.log(line);
const minutes = Number(values.minutes);
const isWanted = (name: 'real' | 'clock' | 'producer' | 'telemetry') => (values.only ?? name) === name;
const faults = [
  ...(isWanted('real') ? await leaveAlone({ minutes, log }) : []),
  ...(isWanted('clock') ? await letAnHourPass({ log }) : []),
  ...(isWanted('producer') ? await compareProducer({ log }) : []),
  ...(isWanted('telemetry') ? await compareTelemetry({ minutes, log }) : []),
];
for (const fault of faults) console.log(`  ${fault}`);
console.log(`faults: ${faults.length}`);
process.exitCode = faults.length > 0 ? 1 : 0;
