import { OWNER_ID, TENANT } from '#domain/testing';
import type { Principal } from '../src/index.ts';

/** A user with the roles that using voices takes, who owns what the builders of documents make. */
export function aPrincipal(changes: Partial<Principal> = {}): Principal {
  return {
    tenantId: TENANT,
    objectId: OWNER_ID,
    kind: 'user',
    roles: ['Voice.Read', 'Voice.Enroll', 'Voice.Synthesize', 'Webhook.Manage'],
    clientId: '22222222-3333-4444-8555-666666666666',
    ...changes,
  };
}

/** A user of the same tenant who may do everything. */
export function anAdministrator(changes: Partial<Principal> = {}): Principal {
  return aPrincipal({ objectId: '33333333-4444-4555-8666-777777777777', roles: ['Voice.Admin'], ...changes });
}
