import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { IngestionServer } from '../support/telemetry-receivers.ts';
import type { LoopQuestion } from './peers/span-loop.ts';

export const WITH_TELEMETRY = 'this API with telemetry';
/** Started as the one with telemetry, and without it: what the two differ by is not telemetry. */
export const STARTED_LATER = 'this API, started later';

/** Two more APIs; one sends this share of its traces, its metrics and its events to an ingestion endpoint in this process, whose own work is not measured. */
export async function startApisBeside(system: VoiceSystem, ratio: string) {
  const ingestion = await IngestionServer.start();
  await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
  const start = async (name: string, own: Readonly<Record<string, string>>) => {
    const index = system.apis.length;
    const { pid = 0 } = await system.startApi(own);
    return { name, url: system.apiUrls[index] ?? '', pid };
  };
  const later = await start(STARTED_LATER, {});
  const arm = await start(WITH_TELEMETRY, {
    APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
    TELEMETRY_RATIO: ratio,
  });
  return { arms: [later, arm], ingestion };
}

/** A process that makes the spans of requests and exports them, and does nothing else. */
export class SpanLoop {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<never>,
  ) {}

  /** @param kind `sdk`: OpenTelemetry's SDK and Microsoft's exporter as they come; `own`: what the API has */
  static async start(kind: 'sdk' | 'own', system: VoiceSystem, ingestion: IngestionServer): Promise<SpanLoop> {
    const file = join(import.meta.dirname, 'peers', 'span-loop.js');
    const child = fork(file, [kind, ingestion.connectionString], {
      env: {
        ...process.env,
        ...system.environmentOf('api'),
        NODE_OPTIONS: '',
        // The exporter's statistics of itself go to Microsoft.
        APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
        APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true',
        APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
      },
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The loop of ${kind} ended`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child, 'message'), ended]);
    return new SpanLoop(
      kind === 'sdk'
        ? "spans by OpenTelemetry's SDK and Microsoft's exporter"
        : 'spans as this API makes and sends them',
      child,
      ended,
    );
  }

  /** @returns milliseconds of a processor for each request */
  async measure(question: LoopQuestion): Promise<number> {
    const answered = once(this.child, 'message');
    this.child.send(question);
    const [{ cpuMs }] = (await Promise.race([answered, this.ended])) as [{ cpuMs: number }];
    return cpuMs;
  }

  stop(): void {
    this.child.disconnect();
  }
}
