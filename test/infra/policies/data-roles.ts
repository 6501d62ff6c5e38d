import { append, listAt, put, textAt } from './json.ts';
import { type Policy, policy } from './policy.ts';
import { compared, dataRolesOf, expectedDataRoles } from './rights.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

const DATA_DEFINITION = 'DocumentDB/databaseAccounts/sqlRoleDefinitions';
const DATA_ASSIGNMENT = 'DocumentDB/databaseAccounts/sqlRoleAssignments';

/** Cosmos DB has data roles of its own, beside those of Azure. */
export const DATA_ROLE_POLICIES: readonly Policy[] = [
  policy({
    id: 'cosmos/roles-granted-as-listed',
    reason: 'Cosmos DB has data roles of its own, which the portal’s list of role assignments does not show.',
    subjects: (snapshot) => compared(expectedDataRoles(snapshot), dataRolesOf(snapshot)),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `nobody has: ${name}`),
    mutation: {
      what: 'takes the right on a container from a deployable',
      change: (snapshot) => snapshot.remove(snapshot.ofType(DATA_ASSIGNMENT).at(-1) as Resource),
    },
  }),
  policy({
    id: 'cosmos/no-roles-but-the-listed',
    reason: 'A role on the whole account, rather than on a container, would allow a process to rewrite the audit log.',
    subjects: (snapshot) => compared(dataRolesOf(snapshot), expectedDataRoles(snapshot)),
    finding: ({ name, isInOther }) => (isInOther ? undefined : `not in the list: ${name}`),
    mutation: {
      what: 'adds a data role on the whole account',
      change: (snapshot) => {
        const right = snapshot.first(DATA_ASSIGNMENT, ({ properties = null }) =>
          textAt(properties, 'scope').endsWith('/colls/documents'),
        );
        const wider = snapshot.addCopy(right, '00000000-0000-0000-0000-000000000004');
        put(wider, 'properties.scope', textAt(right, 'properties.scope').replace(/\/dbs\/.*$/, ''));
      },
    },
  }),
  policy({
    id: 'cosmos/audit-append-only',
    reason: 'Nobody, the product included, changes or deletes an entry of the audit log.',
    subjects: auditRoles,
    finding: (role) =>
      dataActionsOf(role)
        .filter((action) => /items\/(replace|upsert|delete)$/.test(action))
        .map((action) => `${textAt(role, 'properties.roleName')} may ${action} in audit`),
    mutation: {
      what: 'lets the role of the audit log replace entries',
      change: (snapshot) =>
        append(
          auditRoles(snapshot)[0],
          'properties.permissions.0.dataActions',
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/replace',
        ),
    },
  }),
  policy({
    id: 'cosmos/roles-without-wildcards',
    reason: 'The built-in contributor role has wildcards, which also allow stored procedures and conflict feeds.',
    subjects: (snapshot) => snapshot.ofType(DATA_DEFINITION),
    finding: (role) =>
      dataActionsOf(role)
        .filter((action) => action.includes('*'))
        .map((action) => `${textAt(role, 'properties.roleName')} may ${action}`),
    mutation: {
      what: 'allows a data role everything on containers',
      change: (snapshot) =>
        append(
          snapshot.first(DATA_DEFINITION),
          'properties.permissions.0.dataActions',
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*',
        ),
    },
  }),
];

function dataActionsOf(role: Resource): string[] {
  return listAt(role, 'properties.permissions').flatMap((one) => listAt(one, 'dataActions').map(String));
}

/** The data roles that are assigned on the container of the audit log. */
function auditRoles(snapshot: JsonSnapshot): Resource[] {
  const ids = snapshot
    .ofType(DATA_ASSIGNMENT)
    .filter((one) => textAt(one, 'properties.scope').endsWith('/colls/audit'))
    .map((one) => textAt(one, 'properties.roleDefinitionId'));
  return snapshot.ofType(DATA_DEFINITION).filter(({ id }) => ids.includes(id));
}
