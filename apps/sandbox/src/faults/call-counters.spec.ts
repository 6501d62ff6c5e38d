import { describe, expect, it } from 'vitest';
import { CallCounters } from './call-counters.ts';
import { FaultPlan } from './fault-plan.ts';

const READ = '/dbs/voice/colls/documents/docs/vce_1';

describe(CallCounters.name, () => {
  it('counts calls by operation and container, queue or blob container, never by id', () => {
    const faults = new FaultPlan();
    faults.take('cosmos', 'read', READ);
    faults.take('cosmos', 'read', '/dbs/voice/colls/documents/docs/vce_2');
    faults.take('cosmos', 'create', '/dbs/voice/colls/idempotency/docs');
    faults.take('storage', 'put-blob', 'results/t/syn_1.wav');
    faults.take('service-bus', 'send', 'speech-synthesis');
    faults.take('speech', 'ws-turn', 'en-US');
    expect(
      faults.counters.list().map(({ service, operation, resource, calls }) => [service, operation, resource, calls]),
    ).toEqual([
      ['cosmos', 'read', 'documents', 2],
      ['cosmos', 'create', 'idempotency', 1],
      ['storage', 'put-blob', 'results', 1],
      ['service-bus', 'send', 'speech-synthesis', 1],
      ['speech', 'ws-turn', '', 1],
    ]);
  });

  it('adds up what was charged, and begins again when it is told to', () => {
    const counters = new CallCounters();
    for (const charge of [1.1, 5.54]) {
      counters.count('cosmos', 'read', READ);
      counters.charge('cosmos', 'read', READ, charge);
    }
    expect(counters.list()).toMatchObject([{ calls: 2, requestUnits: 6.64 }]);
    counters.clear();
    expect(counters.list()).toEqual([]);
  });
});
