import { setTimeout as delay } from 'node:timers/promises';
import { IngestionServer } from '../support/telemetry-receivers.ts';
import { probe, rates, SETTLE_MS, startAndSpeak } from './idle-system.ts';

const MINUTE_MS = 60_000;
/** Of a processor, more than the same process without telemetry. */
const MAX_MORE_PROCESSORS = 0.002;

/** An API and a worker that send telemetry, beside one of each that does not, in one system that has nothing to do. @returns what must not be */
export async function compareTelemetry({
  minutes,
  log,
}: {
  readonly minutes: number;
  readonly log: (line: string) => void;
}): Promise<readonly string[]> {
  const system = await startAndSpeak({ apis: 1, workers: 1 });
  const ingestion = await IngestionServer.start();
  try {
    await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
    const variables = { APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString };
    await Promise.all([system.startApi(variables), system.startWorker(variables)]);
    using _probing = probe(system);
    await delay(SETTLE_MS);
    const processes = [...system.apis, ...system.workers];
    const usages = () => Promise.all(processes.map((each) => system.usageOf(each)));
    const [before, since] = [await usages(), performance.now()];
    log(`one of each with telemetry and one without are left alone for ${minutes} minutes`);
    await delay(minutes * MINUTE_MS);
    const [after, elapsedMs] = [await usages(), performance.now() - since];
    const used = before.map((usage, index) => rates(usage, after[index] ?? usage, elapsedMs).processors);
    log(`${ingestion.envelopes.length} envelopes arrived`);
    return (['API', 'worker'] as const).flatMap((role, index) => {
      const [off = NaN, on = NaN] = used.slice(2 * index, 2 * index + 2);
      const more = on - off;
      const line = `${role}: ${off.toFixed(4)} of a processor without telemetry, ${on.toFixed(4)} with it: ${more.toFixed(4)} more (at most ${MAX_MORE_PROCESSORS})`;
      log(line);
      return more <= MAX_MORE_PROCESSORS ? [] : [line];
    });
  } finally {
    await system.stop();
    await ingestion.stop();
  }
}
