import { describe, expect, it } from 'vitest';
import { APP_ROLES, idOf, nextChanges, SMOKE_ROLES } from './entra-plan.ts';
import { ROLES } from '#auth';

const SETTINGS = { name: 'API', apiUrl: '', publicClients: [], smokeIdentity: '' };
const EMPTY = { applications: {}, principals: new Map<string, string>(), assignments: [] };

describe('the registration', () => {
  it('has the roles that the API knows', () => {
    expect(APP_ROLES.map(([value]) => value)).toEqual([...ROLES]);
    expect(ROLES).toEqual(expect.arrayContaining([...SMOKE_ROLES]));
  });

  it('has ids that are the same in each tenant, and UUIDs of version 5', () => {
    expect(idOf('role', 'Voice.Read')).toBe(idOf('role', 'Voice.Read'));
    expect(idOf('role', 'Voice.Read')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ROLES.map((role) => idOf('role', role))).size).toBe(ROLES.length);
  });

  it('takes no application for its own of which there are two', () => {
    const application = { id: '1', appId: '1', displayName: 'API' };
    const applications = { API: [application, application] } as never;
    expect(() => nextChanges(SETTINGS, { ...EMPTY, applications })).toThrow('found: 2 applications called API');
  });

  it('makes no client of one that is named by its id', () => {
    const changes = nextChanges(
      { ...SETTINGS, publicClients: ['04b07795-8ddb-461a-bbee-02f9e1bf7b46', 'Desktop'] },
      EMPTY,
    );
    expect(changes.map(({ what }) => what)).toEqual(
      ['API', 'API Swagger UI', 'Desktop'].map((name) => `make the application ${name}`),
    );
  });
});
