import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { IngestionServer } from '../support/telemetry-receivers.ts';

export const WITH_TELEMETRY = 'this API with telemetry';

/** One more API, which sends this share of its traces, its metrics and its events to an ingestion endpoint in this process, whose own work is not measured. */
export async function startApiWithTelemetry(system: VoiceSystem, ratio: string) {
  const ingestion = await IngestionServer.start();
  await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
  const index = system.apis.length;
  const { pid = 0 } = await system.startApi({
    APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
    TELEMETRY_RATIO: ratio,
  });
  return { arm: { name: WITH_TELEMETRY, url: system.apiUrls[index] ?? '', pid }, ingestion };
}
