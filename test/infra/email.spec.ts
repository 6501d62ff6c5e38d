import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { INFRA } from './bicep.ts';

interface Resource {
  id: string;
  readonly type: string;
  tags?: Record<string, string>;
  // oxlint-disable-next-line typescript/no-explicit-any -- A test changes what is deep in it.
  readonly properties: any;
}

const SERVICE = 'Microsoft.Communication/communicationServices';
const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-voice/';

/** What `infra/email.bicep` would deploy (`npm run infra:snapshots`). */
function predicted(): Resource[] {
  const text = readFileSync(join(INFRA, 'email.snapshot.json'), 'utf8');
  return (JSON.parse(text) as { predictedResources: Resource[] }).predictedResources;
}

function only(resources: Resource[], type: string, part = ''): Resource {
  const found = resources.filter((each) => each.type === type && each.id.includes(part));
  const [resource] = found;
  if (resource === undefined || found.length > 1) throw new Error(`${found.length} of ${type} ${part}`);
  return resource;
}

const assignments = (resources: Resource[]): Resource[] =>
  resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments');

/** What has to hold, and a change after which it does not. */
const RULES: Readonly<
  Record<string, { readonly isBroken: (all: Resource[]) => boolean; readonly breakIt: (all: Resource[]) => void }>
> = {
  'takes no account key': {
    isBroken: (all) => only(all, SERVICE).properties.disableLocalAuth !== true,
    breakIt: (all) => void (only(all, SERVICE).properties.disableLocalAuth = false),
  },
  'does not track who opens an e-mail': {
    isBroken: (all) =>
      only(all, 'Microsoft.Communication/emailServices/domains').properties.userEngagementTracking !== 'Disabled',
    breakIt: (all) =>
      void (only(all, 'Microsoft.Communication/emailServices/domains').properties.userEngagementTracking = 'Enabled'),
  },
  'writes no log with addresses of recipients': {
    isBroken: (all) => only(all, 'Microsoft.Insights/diagnosticSettings', SERVICE).properties.logs !== undefined,
    breakIt: (all) =>
      void (only(all, 'Microsoft.Insights/diagnosticSettings', SERVICE).properties.logs = [
        { categoryGroup: 'allLogs', enabled: true },
      ]),
  },
  'gives rights at one service and one queue, not at the resource group': {
    isBroken: (all) =>
      !assignments(all).every(
        ({ id }) =>
          id.startsWith(`${GROUP}providers/${SERVICE}/`) ||
          id.startsWith(`[extensionResourceId('${GROUP}providers/Microsoft.ServiceBus/namespaces/`),
      ) || !assignments(all).some(({ id }) => id.includes('/queues/notifications')),
    breakIt: (all) => {
      for (const each of assignments(all)) each.id = `${GROUP}providers/Microsoft.Authorization/roleAssignments/x`;
    },
  },
  'lets the worker do nothing beside reading and writing the service': {
    isBroken: (all) =>
      only(all, 'Microsoft.Authorization/roleDefinitions').properties.permissions[0].actions.some(
        (action: string) => !/^Microsoft\.Communication\/CommunicationServices\/(read|write)$/.test(action),
      ),
    breakIt: (all) =>
      void only(all, 'Microsoft.Authorization/roleDefinitions').properties.permissions[0].actions.push(
        'Microsoft.Communication/CommunicationServices/listKeys/action',
      ),
  },
  'forwards reports of bounced and suppressed e-mails alone': {
    isBroken: (all) => {
      const { filter } = only(all, 'Microsoft.EventGrid/systemTopics/eventSubscriptions').properties;
      const [statuses, ...others] = filter.advancedFilters ?? [];
      return others.length > 0 || statuses?.key !== 'data.status' || String(statuses.values) !== 'Bounced,Suppressed';
    },
    breakIt: (all) =>
      void delete only(all, 'Microsoft.EventGrid/systemTopics/eventSubscriptions').properties.filter.advancedFilters,
  },
  'tags what can have tags': {
    isBroken: (all) =>
      all.some(({ type, tags }) => /Communication\/|systemTopics$/.test(type) && tags?.['app'] !== 'voice'),
    breakIt: (all) => void delete only(all, SERVICE).tags,
  },
};

it.each(Object.entries(RULES))('the deployment of e-mail %s', (_, { isBroken, breakIt }) => {
  const resources = predicted();
  expect(isBroken(resources)).toBe(false);
  breakIt(resources);
  expect(isBroken(resources)).toBe(true);
});
