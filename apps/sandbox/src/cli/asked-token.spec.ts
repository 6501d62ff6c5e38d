import { describe, expect, it } from 'vitest';
import { DEMO_CLIENT, SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { tokenRequestOf } from './asked-token.ts';

const [contoso, fabrikam] = SANDBOX_DIRECTORY.tenants;

describe(tokenRequestOf.name, () => {
  it('asks for a token of the demo application in a tenant, with some of its roles', () => {
    expect(tokenRequestOf({ tenant: 'Fabrikam' })).toEqual({
      tenantId: fabrikam?.tenantId,
      clientId: DEMO_CLIENT.clientId,
    });
    expect(tokenRequestOf({ roles: 'Voice.Read, Audit.Read' })).toEqual({
      tenantId: contoso?.tenantId,
      clientId: DEMO_CLIENT.clientId,
      roles: ['Voice.Read', 'Audit.Read'],
    });
  });

  it.each(['speaker', 'speaker@contoso.example', 'SPEAKER', 'b0000000-0000-4000-8000-000000000003'])(
    'finds the user %s',
    (user) => {
      const { tenantId } = contoso ?? {};
      expect(tokenRequestOf({ user })).toEqual({ tenantId, user: 'speaker@contoso.example' });
    },
  );

  it('finds users in the tenant that is named', () => {
    const { tenantId } = fabrikam ?? {};
    expect(tokenRequestOf({ tenant: tenantId, user: 'admin' })).toEqual({ tenantId, user: 'admin@fabrikam.example' });
  });

  it.each([
    [{ tenant: 'initech' }, 'There is no tenant initech. There are contoso and fabrikam.'],
    [{ tenant: 'fabrikam', user: 'speaker' }, 'Fabrikam has no user speaker. It has admin, producer.'],
    [{ roles: 'Voice.Write' }, 'There is no role Voice.Write. There are Voice.Read,'],
  ])('says what there is when %j is requested', (asked, sentence) => {
    expect(() => tokenRequestOf(asked)).toThrow(sentence);
  });
});
