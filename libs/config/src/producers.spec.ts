import { describe, expect, it } from 'vitest';
import { producersIn } from './producers.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const IVR = {
  name: 'ivr',
  tenantId: TENANT,
  ownerId: 'B0000000-0000-4000-8000-000000000002',
  roles: ['Voice.Synthesize'],
  requests: ['synthesis.request', 'speech.cancel'],
};

function read(value: unknown, tenants?: readonly string[]) {
  const problems: string[] = [];
  const producers = producersIn(typeof value === 'string' ? value : JSON.stringify(value), tenants, problems);
  return { producers, problems };
}

describe('PRODUCERS', () => {
  it('are none by default', () => {
    expect(producersIn(undefined, [TENANT], [])).toEqual([]);
  });

  it('say on whose behalf a system acts, what it may ask for, and how often', () => {
    const { producers, problems } = read([{ ...IVR, limits: { synthesis: 10 } }], [TENANT]);
    expect(problems).toEqual([]);
    expect(producers).toEqual([{ ...IVR, ownerId: IVR.ownerId.toLowerCase(), limits: { synthesis: 10 } }]);
  });

  it.each([
    ['no JSON', 'ivr', 'PRODUCERS: must be a JSON array, as docs/producers.md describes it'],
    ['no array', IVR, 'PRODUCERS: must be a JSON array, as docs/producers.md describes it'],
    [
      'a name that no queue can have',
      [{ ...IVR, name: 'IVR' }],
      'PRODUCERS: 0.name must be 1 to 40 lower-case letters, digits and hyphens, beginning with a letter, not ending with -',
    ],
    ['a name twice', [IVR, IVR], 'PRODUCERS: each name must be used once'],
    ['no owner', [{ ...IVR, ownerId: undefined }], 'PRODUCERS: 0.ownerId is missing'],
    ['a secret', [{ ...IVR, secret: 'top secret' }], 'PRODUCERS: entry 1 has unknown fields: secret'],
    ['no limit', [{ ...IVR, limits: { synthesis: 0 } }], 'PRODUCERS: 0.limits.synthesis must be 1 or more'],
    [
      'a request that its roles do not allow',
      [{ ...IVR, requests: ['voice.request'] }],
      'PRODUCERS: 0.roles must contain Voice.Enroll, which voice.request needs',
    ],
    [
      'a tenant that may not call',
      [{ ...IVR, tenantId: '22222222-2222-4222-8222-222222222222' }],
      'PRODUCERS: 0.tenantId must be one of ENTRA_ALLOWED_TENANTS, or ENTRA_TENANT_ID without it',
    ],
  ])('say what is wrong with %s', (_, value, problem) => {
    expect(read(value, [TENANT]).problems).toEqual([problem]);
  });

  it('name existing requests', () => {
    expect(read([{ ...IVR, requests: ['synthesis.run'] }]).problems).toEqual([
      'PRODUCERS: 0.requests.0 must be one of consent.request, voice.request, synthesis.request, batch.request, speech.cancel, voice.erase.request',
    ]);
  });
});
