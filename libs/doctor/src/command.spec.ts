import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { doctorCommand } from './command.ts';

let output = '';
beforeEach(() => {
  output = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What it finds, and how it ends where something is wrong there, is in test/rights and test/e2e. */
describe(doctorCommand, () => {
  it('ends with 78 for a configuration that the deployable would not take either, and names each variable', async () => {
    vi.stubEnv('ENTRA_TENANT_ID', 'contoso');
    vi.stubEnv('COSMOS_ENDPOINT', '');
    vi.stubEnv('SPEECH_KEY', 'top-secret');
    expect(await doctorCommand('api', [])).toBe(78);
    for (const name of ['ENTRA_TENANT_ID', 'COSMOS_ENDPOINT', 'SPEECH_KEY', 'BLOB_ENDPOINT, BLOB_CONNECTION_STRING']) {
      expect(output).toMatch(new RegExp(`^failed {5}configuration {2}${name}: `, 'm'));
    }
    expect(output).not.toContain('top-secret');
  });

  it('says so as JSON too', async () => {
    vi.stubEnv('ENTRA_TENANT_ID', 'contoso');
    expect(await doctorCommand('worker', ['--json'])).toBe(78);
    const { deployable, passed, findings } = JSON.parse(output) as Record<string, unknown>;
    expect([deployable, passed]).toEqual(['worker', false]);
    expect(findings).toContainEqual(
      expect.objectContaining({ area: 'configuration', variable: 'ENTRA_TENANT_ID', status: 'failed' }),
    );
  });

  it.each([['--verbose'], ['worker'], ['--json=yes']])('ends with 2 for %s', async (...args) => {
    expect(await doctorCommand('api', args)).toBe(2);
    expect(output).toContain('doctor [--json]');
  });
});
