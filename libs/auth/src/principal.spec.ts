import { describe, expect, it } from 'vitest';
import { hasRole, knownRoles, type Principal, type Role, ROLES } from './principal.ts';

const principal = (...roles: Role[]): Principal => ({
  tenantId: 't',
  objectId: 'o',
  kind: 'user',
  roles,
  clientId: 'c',
});

describe('Roles', () => {
  it('are held if one of the requested roles is', () => {
    expect(hasRole(principal('Voice.Read'), 'Voice.Enroll', 'Voice.Read')).toBe(true);
    expect(hasRole(principal('Voice.Read'), 'Voice.Enroll')).toBe(false);
    expect(hasRole(principal(), 'Voice.Read')).toBe(false);
  });

  it.each(ROLES)('are all held by an administrator: %s', (role) => {
    expect(hasRole(principal('Voice.Admin'), role)).toBe(true);
  });

  it('imply no other one except for the administrator', () => {
    const others = ROLES.filter((role) => role !== 'Voice.Admin');
    const held = others.flatMap((one) =>
      others.filter((other) => hasRole(principal(one), other)).map((other) => [one, other]),
    );
    expect(held).toEqual(others.map((role) => [role, role]));
  });

  it('are taken from a claim by their exact names, each once', () => {
    expect(knownRoles(['Voice.Admin', 'voice.read', 'Voice.Read', 'Voice.Read', 'Other'])).toEqual([
      'Voice.Read',
      'Voice.Admin',
    ]);
    expect(knownRoles('Voice.Admin')).toEqual([]);
    expect(knownRoles(undefined)).toEqual([]);
  });
});
