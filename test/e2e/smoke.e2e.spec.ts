import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

const ENTRY = join(packageRoot(), 'dist', 'apps', 'api', 'src', 'smoke.main.js');

interface Outcome {
  readonly code: number | null;
  /** `name status` of each check. */
  readonly checks: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly output: string;
}

/** Runs the command as a pipeline would. */
async function smoke(
  args: readonly string[],
  token: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { PATH: process.env['PATH'], SMOKE_TOKEN: token, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const { checks = [] } = (stdout === '' ? {} : JSON.parse(stdout)) as {
    checks?: { name: string; status: string; detail: string }[];
  };
  return {
    code,
    checks: checks.map(({ name, status }) => `${name} ${status}`),
    details: Object.fromEntries(checks.map(({ name, detail }) => [name, detail])),
    output: stdout + stderr,
  };
}

describe('npm run smoke', () => {
  let system: SystemUnderTest;
  let token: string;
  const url = () => ['--url', new URL(system.apiUrl).origin];
  /** A valid token of this audience and tenant. */
  const tokenFor = async (claims: object): Promise<string> =>
    (await control<{ access_token: string }>(system, 'POST', '/tokens', claims)).access_token;

  const syntheses = async (): Promise<string[]> => {
    const api = await clientOf(system);
    const { data } = await api.json<{ data: { id: string }[] }>('GET', '/v1/syntheses?limit=100');
    return data.map(({ id }) => id);
  };

  beforeAll(async () => {
    system = await systemUnderTest();
    token = await requestToken(system.environment);
  });

  it('passes with a voice, which speaks, and leaves nothing', async () => {
    await enrolledVoice(system);
    const before = await syntheses();
    const outcome = await smoke([...url(), '--write'], token);
    expect(outcome).toMatchObject({
      code: 0,
      checks: ['health', 'anonymous', 'openapi', 'audio-check', 'estimate', 'synthesis'].map(
        (name) => `${name} passed`,
      ),
    });
    expect(outcome.details['synthesis']).toMatch(/spoken in \d+ ms, \d+ bytes of audio/);
    expect(await syntheses()).toEqual(before);
  });

  it('passes without a voice, and says that nothing was spoken', async () => {
    const [, other = ''] = system.environment['ENTRA_ALLOWED_TENANTS']?.split(',') ?? [];
    const oid = randomUUID();
    const lonely = await tokenFor({ tenantId: other, oid, roles: ['Voice.Read', 'Voice.Enroll', 'Voice.Synthesize'] });
    const outcome = await smoke([...url(), '--write'], lonely);
    expect(outcome).toMatchObject({ code: 0, details: { synthesis: 'no voice may speak' } });
    expect(outcome.checks.slice(-2)).toEqual(['estimate passed', 'synthesis skipped']);
  });

  it('fails with a token of another API, and does not show it', async () => {
    const wrong = await tokenFor({ audience: 'https://graph.microsoft.com' });
    const outcome = await smoke(url(), wrong);
    expect(outcome.code).toBe(1);
    expect(outcome.details['audio-check']).toMatch(/401 unauthenticated.*token in SMOKE_TOKEN was refused/);
    expect(outcome.checks).toEqual([
      'health passed',
      'anonymous passed',
      'openapi passed',
      'audio-check failed',
      'estimate failed',
    ]);
    expect(outcome.output).not.toContain(wrong);
  });

  it('fails when a role is missing, and names those that are needed', async () => {
    const outcome = await smoke(url(), await tokenFor({ roles: ['Voice.Read'] }));
    expect(outcome.code).toBe(1);
    expect(outcome.details['audio-check']).toMatch(/403 forbidden.*Voice\.Enroll/);
  });

  it('fails when nothing answers', async () => {
    const deaf = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const { port } = deaf.address() as AddressInfo;
    const outcome = await smoke(['--url', `http://127.0.0.1:${port}`, '--wait', '0'], token);
    deaf.close();
    expect(outcome.code).toBe(1);
    expect(outcome.details['health']).toMatch(/^http:\/\/127\.0\.0\.1:\d+ does not answer: /);
    expect(outcome.checks.slice(1).every((check) => check.endsWith('skipped'))).toBe(true);
  });

  it('asks for a token of its managed identity where there is none, which has no role here', async () => {
    const outcome = await smoke(url(), '', { ...system.environment, SMOKE_TOKEN: '' });
    expect(outcome.code).toBe(1);
    expect(outcome.details['audio-check']).toMatch(/401 unauthenticated/);
  });

  it('takes no token on the command line', async () => {
    const outcome = await smoke([...url(), `--token=${token}`], '');
    expect(outcome).toMatchObject({ code: 2, checks: [] });
    expect(outcome.output).toContain('Do not pass a token on the command line');
    expect(outcome.output).not.toContain(token);
  });
});
