import { describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { assertGranted, assertOwner, isGranted } from './ownership.ts';

const principal = (objectId: string, ...roles: Role[]): Principal => ({
  tenantId: 'tenant',
  objectId,
  kind: 'user',
  roles,
  clientId: 'client',
});
const voice = { id: 'vce_1', ownerId: 'owner', grants: [{ principalId: 'friend' }] } as Parameters<
  typeof assertGranted
>[1];

describe('whom a voice speaks for', () => {
  it.each([
    ['its owner', principal('owner', 'Voice.Synthesize'), true],
    ['somebody it was granted to', principal('friend', 'Voice.Synthesize'), true],
    ['an administrator', principal('somebody', 'Voice.Admin'), true],
    ['anyone else of the tenant', principal('somebody', 'Voice.Synthesize', 'Voice.Enroll', 'Voice.Read'), false],
    ['somebody with no id', principal('', 'Voice.Synthesize'), false],
  ])('%s', (_, who, granted) => {
    expect(isGranted(who, voice)).toBe(granted);
    const use = (): void => assertGranted(who, voice);
    if (granted) expect(use).not.toThrow();
    else expect(use).toThrow(expect.objectContaining({ code: 'voice-not-granted' }));
  });

  it('speaks for its owner alone when nobody has granted it to anyone', () => {
    expect(isGranted(principal('friend'), { ownerId: 'owner' })).toBe(false);
  });
});

describe(assertOwner.name, () => {
  it('lets the owner and administrators pass, not those whom the voice was granted to', () => {
    expect(() => assertOwner(principal('owner', 'Voice.Enroll'), voice)).not.toThrow();
    expect(() => assertOwner(principal('somebody', 'Voice.Admin'), voice)).not.toThrow();
    expect(() => assertOwner(principal('friend', 'Voice.Enroll'), voice)).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});
