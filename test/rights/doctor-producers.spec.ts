import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { producersVariable } from '../../apps/sandbox/src/producers/sandbox-producer.ts';
import { DoctorBench, troubles } from '../support/doctor-bench.ts';

const variables = (...names: readonly string[]) => ({
  PRODUCERS: producersVariable(names),
  WORKER_QUEUES: ['maintenance', ...names.map((name) => `requests-${name}`)].join(','),
});

let bench: DoctorBench;
beforeAll(async () => {
  bench = await DoctorBench.start({ producers: ['ivr'] });
});
afterAll(() => bench.stop());

describe('doctor, with producers,', () => {
  it('looks at the queues of each', async () => {
    const findings = await bench.findings('worker', variables('ivr'));
    expect(troubles(findings)).toEqual([]);
    const subjects = findings.filter(({ status }) => status === 'ok').map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes('-ivr'))).toEqual([
      'queue requests-ivr, receive',
      'queue requests-ivr, send',
      'queue replies-ivr, send',
    ]);
  });

  it('names the queues of one that are not there', async () => {
    expect(troubles(await bench.findings('worker', variables('ivr', 'lms')))).toEqual([
      'service-bus queue requests-lms, receive failed',
      'service-bus queue requests-lms, send failed',
      'service-bus queue replies-lms, send failed',
    ]);
  });
});
