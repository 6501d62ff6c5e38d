import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { SandboxProcess } from '../support/sandbox-process.ts';

/** What `doctor` finds is in test/rights/doctor.spec.ts; here it runs as the command that it is, with the credential of `@azure/identity`. */
describe('npm run doctor', () => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await SandboxProcess.start({ SANDBOX_BLOBS_IN_MEMORY: 'true' });
  });
  afterAll(() => sandbox?.stop());

  /** @param changes undefined takes a variable away */
  async function doctor(
    deployable: 'api' | 'worker',
    changes: Readonly<Record<string, string | undefined>> = {},
    args: readonly string[] = [],
  ): Promise<{ code: number | null; output: string; stdout: string }> {
    const { environment, deployables } = sandbox.ready;
    const entry = join(packageRoot(), 'dist', 'apps', deployable, 'src', 'doctor.main.js');
    const child = spawn(process.execPath, [entry, ...args], {
      env: { PATH: process.env['PATH'], ...environment, ...deployables[deployable], ...changes },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output: stdout + stderr, stdout };
  }

  it('ends with 0 when nothing is wrong, with a line for each finding', async () => {
    const { code, output } = await doctor('worker');
    expect(output).toMatch(
      /^ok {9}service-bus {4}queue maintenance, receive: as Azure Service Bus Data Receiver may$/m,
    );
    expect(output).toMatch(/^No problem was found with the worker\.$/m);
    expect(code).toBe(0);
  });

  it('writes JSON when asked to', async () => {
    const { code, stdout } = await doctor('api', { COSMOS_DATABASE: 'other' }, ['--json']);
    const { deployable, passed, findings } = JSON.parse(stdout) as {
      deployable: string;
      passed: boolean;
      findings: { area: string; subject: string; status: string; detail: string }[];
    };
    expect({ code, deployable, passed }).toEqual({ code: 1, deployable: 'api', passed: false });
    const failed = findings.filter(({ status }) => status === 'failed');
    expect(failed.map(({ area }) => area)).toEqual(Array(5).fill('cosmos'));
    for (const { detail } of failed) expect(detail).toMatch(/^COSMOS_DATABASE does not have this container/);
  });

  it.each([
    [
      'an authority that is not trusted',
      { NODE_EXTRA_CA_CERTS: undefined },
      /connection: BLOB_ENDPOINT: .*NODE_EXTRA_CA_CERTS must name its certificate authority/,
    ],
    [
      'an identity that the app does not have',
      { AZURE_CLIENT_ID: '99999999-9999-4999-8999-999999999999' },
      /cosmos +token: .*AZURE_CLIENT_ID \(9.*\) is not an identity of this app/,
    ],
    [
      'a header that is not that of the platform',
      { IDENTITY_HEADER: 'other' },
      /blob-storage +token: .*IDENTITY_HEADER is not that of this platform/,
    ],
    [
      'no identity',
      { IDENTITY_ENDPOINT: undefined, IDENTITY_HEADER: undefined },
      /speech +token: .*IDENTITY_ENDPOINT is not set/,
    ],
  ])('names %s', async (_, changes, expected) => {
    const { code, output } = await doctor('api', changes);
    expect(output).toMatch(expected);
    expect(code).toBe(1);
  });
});
