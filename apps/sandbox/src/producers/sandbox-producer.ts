import { join } from 'node:path';
import { DEMO_CLIENT, type ManagedIdentity, RESOURCE_GROUP_ID, SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { stableGuid } from '../entra/token-issuer.ts';
import { BUILT_IN_ROLES } from '../rights/built-in-roles.ts';
import { SERVICE_BUS_NAMESPACE } from '../rights/resources.ts';
import type { RoleAssignment } from '../rights/rights-table.ts';
import { AZURE_LIMITS, type EmulatorConfig, type QueueConfig, readEmulatorConfig } from '../service-bus/config.ts';
import { packageRoot } from '../system/package-root.ts';

/** From the project's root; `npm run generate` makes it of the table of queues. `NAME` stands for the name of a producer. */
const QUEUES_FILE = 'apps/sandbox/producer-queues.json';

/** As `PRODUCERS` takes it. */
export const PRODUCER_NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** What a producer of the sandbox may ask for: everything. */
const REQUESTS = [
  'consent.request',
  'voice.request',
  'synthesis.request',
  'batch.request',
  'speech.cancel',
  'voice.erase.request',
];

/** What a system that orders work by messages runs as: it sends on its own queue, receives from its own, and may do nothing else. */
export function producerIdentity(name: string): ManagedIdentity {
  return {
    name: `producer-${name}`,
    kind: 'user-assigned',
    clientId: stableGuid(`producer/${name}/client`),
    principalId: stableGuid(`producer/${name}/principal`),
    resourceId: `${RESOURCE_GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/producer-${name}`,
  };
}

/** What the template gives for each producer: to itself, to the worker and to the API. */
export function producerRights(name: string): readonly RoleAssignment[] {
  const queue = (kind: 'requests' | 'replies') => `${SERVICE_BUS_NAMESPACE}/queues/${kind}-${name}`;
  const sender = builtIn('Azure Service Bus Data Sender');
  const receiver = builtIn('Azure Service Bus Data Receiver');
  const { name: identity } = producerIdentity(name);
  return [
    { identity, scope: queue('requests'), role: sender },
    { identity, scope: queue('replies'), role: receiver },
    { identity: 'worker', scope: queue('requests'), role: receiver },
    // Requests that wait for their limit are put back.
    { identity: 'worker', scope: queue('requests'), role: sender },
    { identity: 'worker', scope: queue('replies'), role: sender },
    { identity: 'api', scope: queue('replies'), role: sender },
  ];
}

/** The configuration of the broker with the queues of these producers. */
export function withProducerQueues(config: EmulatorConfig, names: readonly string[]): EmulatorConfig {
  if (names.length === 0) return config;
  const pattern = readEmulatorConfig(join(packageRoot(), QUEUES_FILE), AZURE_LIMITS);
  const pair = pattern.UserConfig.Namespaces.flatMap(({ Queues }) => Queues);
  const queues = names.flatMap((name) =>
    pair.map((queue): QueueConfig => ({ ...queue, Name: queue.Name.replace('NAME', name) })),
  );
  const Namespaces = config.UserConfig.Namespaces.map((each) => ({ ...each, Queues: [...each.Queues, ...queues] }));
  return { ...config, UserConfig: { ...config.UserConfig, Namespaces } };
}

/** `PRODUCERS` of the deployables: each acts on behalf of the demo client, so that what it orders can be looked at with its token. */
export function producersVariable(names: readonly string[]): string {
  const tenantId = SANDBOX_DIRECTORY.homeTenantId;
  const ownerId = stableGuid(`${tenantId}/${DEMO_CLIENT.clientId}/service-principal`);
  const roles = ['Voice.Enroll', 'Voice.Synthesize'];
  return JSON.stringify(names.map((name) => ({ name, tenantId, ownerId, roles, requests: REQUESTS })));
}

function builtIn(name: string): RoleAssignment['role'] {
  const role = BUILT_IN_ROLES.find((each) => each.name === name);
  if (!role) throw new Error(`There is no role '${name}'.`);
  return role;
}
