import type { Producer } from '../src/index.ts';

/** A producer that may have texts spoken, with changes. */
export function aProducer(changes: Partial<Producer> = {}): Producer {
  return {
    name: 'ivr',
    tenantId: '11111111-1111-4111-8111-111111111111',
    ownerId: 'b0000000-0000-4000-8000-000000000002',
    roles: ['Voice.Synthesize'],
    requests: ['synthesis.request'],
    limits: {},
    ...changes,
  };
}
