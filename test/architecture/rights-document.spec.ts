import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { producerRights } from '../../apps/sandbox/src/producers/sandbox-producer.ts';
import { rightsOf } from './rights-document.ts';

const GROUP = '/subscriptions/s/resourceGroups/rg/providers';
const ROLES = '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions';
const SENDER = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39';
const principal = (name: string) =>
  `[reference('${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-${name}-voice-dev-abc123', '2024-11-30').principalId]`;
const assignment = (scope: string, properties: object) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/0330de9f`,
  type: 'Microsoft.Authorization/roleAssignments',
  name: '0330de9f',
  properties: { principalId: principal('worker'), roleDefinitionId: `${ROLES}/${SENDER}`, ...properties },
});
const QUEUE = `${GROUP}/Microsoft.ServiceBus/namespaces/sb-voice/queues/maintenance`;
const text = (...predictedResources: object[]) => JSON.stringify({ predictedResources });

describe('the table of rights', () => {
  it('has who may do what where, with the sandbox’s names of accounts', () => {
    expect(rightsOf(text(assignment(QUEUE, {}))).assignments).toEqual([
      {
        identity: 'worker',
        scope: 'Microsoft.ServiceBus/namespaces/voice/queues/maintenance',
        role: 'Azure Service Bus Data Sender',
        roleId: SENDER,
      },
    ]);
  });

  it('has the definitions of custom roles, without what tells deployments apart', () => {
    const role = {
      id: `${ROLES}/own`,
      type: 'Microsoft.Authorization/roleDefinitions',
      name: 'own',
      properties: { roleName: 'Voice blob writer (voice-dev-abc123)', permissions: [{ dataActions: ['a/read'] }] },
    };
    const { roles, assignments } = rightsOf(text(role, assignment(QUEUE, { roleDefinitionId: `${ROLES}/own` })));
    expect(roles).toEqual([
      {
        name: 'Voice blob writer',
        permissions: [{ actions: [], notActions: [], dataActions: ['a/read'], notDataActions: [] }],
      },
    ]);
    expect(assignments).toMatchObject([{ role: 'Voice blob writer' }]);
  });

  it('has the roles of Cosmos DB at the container that they name', () => {
    const account = `${GROUP}/Microsoft.DocumentDB/databaseAccounts/cosmos-voice`;
    const given = {
      id: `${account}/sqlRoleAssignments/1`,
      type: 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
      name: 'cosmos-voice/1',
      properties: {
        principalId: principal('api'),
        roleDefinitionId: `${account}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
        scope: `${account}/dbs/voice/colls/audit`,
      },
    };
    expect(rightsOf(text(given)).assignments).toMatchObject([
      { identity: 'api', scope: 'Microsoft.DocumentDB/databaseAccounts/voice/dbs/voice/colls/audit' },
    ]);
  });

  it('gives a producer, and the product on its queues, what the sandbox gives them', () => {
    const snapshot = readFileSync(join(import.meta.dirname, '../../infra/main.byo.snapshot.json'), 'utf8');
    const names = ['ivr', 'learning-platform'];
    const line = (identity: string, scope: string, role: string) => `${identity}: ${role} at ${scope}`;
    const given = rightsOf(snapshot)
      .assignments.filter(
        ({ identity, scope }) => identity.startsWith('producer-') || /\/(requests|replies)-/.test(scope),
      )
      .map(({ identity, scope, role }) => line(identity, scope, role));
    const inSandbox = names
      .flatMap(producerRights)
      .map(({ identity, scope, role }) => line(identity, scope, role.name));
    expect(inSandbox).toHaveLength(6 * names.length);
    expect(given.toSorted()).toEqual(inSandbox.toSorted());
  });

  it('has the condition on names of containers', () => {
    const condition =
      "((!(ActionMatches{'a/read'}) AND !(ActionMatches{'a/write'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringStartsWith 'samples-vce-'))";
    expect(rightsOf(text(assignment(QUEUE, { condition }))).assignments).toMatchObject([
      { condition: { actions: ['a/read', 'a/write'], containerPrefix: 'samples-vce-' } },
    ]);
  });

  it.each<[string, object[]]>([
    ['a principal that is no identity of the template', [assignment(QUEUE, { principalId: 'b0000000' })]],
    ['a producer that is no principal', [assignment(QUEUE, { principalId: 'b0', description: 'producer ivr: sends' })]],
    ['a role that the sandbox does not know', [assignment(QUEUE, { roleDefinitionId: `${ROLES}/unknown` })]],
    ['another condition', [assignment(QUEUE, { condition: "(@Resource[x] StringEquals 'a')" })]],
    ['the whole resource group', [assignment('/subscriptions/s/resourceGroups/rg', {})]],
    ['an account of another kind', [assignment(`${GROUP}/Microsoft.CognitiveServices/accounts/face`, {})]],
  ])('is not made when a role is given to or at %s', (_what, resources) => {
    expect(() => rightsOf(text(...resources))).toThrow();
  });
});
