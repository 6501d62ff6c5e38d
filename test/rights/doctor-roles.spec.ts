import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DoctorBench } from '../support/doctor-bench.ts';
import { NEEDS } from './needs.ts';

let bench: DoctorBench;
beforeAll(async () => {
  bench = await DoctorBench.start();
});
afterAll(() => bench.stop());

describe('doctor, with a role of an earlier release, which lacks the right to write index tags,', () => {
  it('names the role and the containers', async () => {
    const role = 'Voice blob editor';
    const pattern = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/write';
    const scopes = NEEDS.filter((need) => need.identity === 'worker' && need.role === role).map(({ scope }) => scope);
    bench.sandbox.access.take(scopes.map((scope) => ({ identity: 'worker', scope, role, pattern })));
    const findings = await bench.findings('worker');
    const wrong = findings.filter(({ status }) => status === 'failed');
    expect(wrong.map(({ subject }) => subject)).toEqual(
      ['uploads', 'audio', 'consents', 'results', 'archive'].map((name) => `container ${name}`),
    );
    for (const finding of wrong) {
      expect(finding.role).toBe(role);
      expect(finding.detail).toContain('or the role is of an earlier release');
    }
  });
});
