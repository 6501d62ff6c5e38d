import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTls, type SandboxTls } from '../tls/certificate-authority.ts';
import { trustCertificateAuthority } from '../tls/trust.ts';
import { Clock } from './clock.ts';
import { FaultPlan } from './fault-plan.ts';

/** What the specs of a service start it with. */
export interface TestContext {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly logged: { message: string; fields: Record<string, unknown> | undefined }[];
  readonly tls: SandboxTls;
  /** Runs when the context is closed, in reverse order. */
  onClose(close: () => unknown): void;
  close(): Promise<void>;
}

/** A clock, faults, a log, and certificates in a temporary directory, which this process trusts. */
export async function testContext(): Promise<TestContext> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-spec-'));
  const tls = await ensureTls(directory);
  trustCertificateAuthority(tls.ca);
  const clock = new Clock();
  const logged: TestContext['logged'] = [];
  const closers: (() => unknown)[] = [() => rm(directory, { recursive: true, force: true }), () => clock.stop()];
  return {
    host: '127.0.0.1',
    port: 0,
    clock,
    faults: new FaultPlan(),
    log: (message, fields) => logged.push({ message, fields }),
    logged,
    tls,
    onClose: (close) => void closers.push(close),
    close: async () => {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}
