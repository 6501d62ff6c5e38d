import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { IngestionServer, OtlpReceiver } from '../support/telemetry-receivers.ts';

let otlp: OtlpReceiver;
let ingestion: IngestionServer;
let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  [otlp, ingestion] = await Promise.all([OtlpReceiver.start(), IngestionServer.start()]);
  system = await VoiceSystem.start({
    environment: {
      SPEECH_POLL_MS: '300',
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
      OTEL_METRIC_EXPORT_INTERVAL: '3000',
    },
  });
  await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
  underTest = { apiUrl: system.apiUrl, workerUrl: system.workerUrls[0] ?? '', folder: system.folder, ...system.ready };
  api = new ApiClient(system.apiUrl, await system.token());
}, 120_000);

afterAll(async () => {
  await system.stop({ keepLogs: true });
  await Promise.all([otlp.stop(), ingestion.stop()]);
});

describe('explore', () => {
  it('x', { timeout: 120_000 }, async () => {
    const voiceId = await enrolledVoice(underTest, api);
    const operation = await api.json<{ id: string }>('POST', '/v1/syntheses', { voiceId, text: 'Patience is a virtue.' });
    await api.finishedOperation(operation as never);
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    writeFileSync('/tmp/traces-otlp.json', JSON.stringify(otlp.spans, undefined, 1));
    writeFileSync('/tmp/traces-ai.json', JSON.stringify(ingestion.envelopes, undefined, 1));
    writeFileSync('/tmp/traces-metrics.json', JSON.stringify([...otlp.metrics], undefined, 1));
    expect(otlp.spans.length).toBeGreaterThan(1);
  });
});
