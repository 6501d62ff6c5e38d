import { at, listAt, put, textAt } from './json.ts';
import { differences, type Policy, policy, PRIVATE_SETS, setting } from './policy.ts';
import { kindOf, type Resource, type JsonSnapshot } from './snapshot.ts';

const ENDPOINT = 'Network/privateEndpoints';
const ZONE_GROUP = 'Network/privateEndpoints/privateDnsZoneGroups';
const ENVIRONMENT = 'App/managedEnvironments';

/** Types with a data plane that private endpoints reach, by the group that the endpoint names. */
const PRIVATE_LINKS: readonly { readonly type: string; readonly group: string }[] = [
  { type: 'ServiceBus/namespaces', group: 'namespace' },
  { type: 'DocumentDB/databaseAccounts', group: 'Sql' },
  { type: 'Storage/storageAccounts', group: 'blob' },
  { type: 'CognitiveServices/accounts', group: 'account' },
  { type: 'KeyVault/vaults', group: 'vault' },
  { type: 'ContainerRegistry/registries', group: 'registry' },
  { type: 'Cache/redisEnterprise', group: 'redisEnterprise' },
  { type: 'Insights/privateLinkScopes', group: 'azuremonitor' },
];

/** The zones that an endpoint’s names are in: https://learn.microsoft.com/azure/private-link/private-endpoint-dns. */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  namespace: ['privatelink.servicebus.windows.net'],
  Sql: ['privatelink.documents.azure.com'],
  blob: ['privatelink.blob.core.windows.net'],
  account: ['privatelink.cognitiveservices.azure.com'],
  'account of OpenAI': ['privatelink.openai.azure.com'],
  vault: ['privatelink.vaultcore.azure.net'],
  registry: ['privatelink.azurecr.io'],
  redisEnterprise: ['privatelink.redis.azure.net'],
  azuremonitor: [
    'privatelink.monitor.azure.com',
    'privatelink.oms.opinsights.azure.com',
    'privatelink.ods.opinsights.azure.com',
    'privatelink.agentsvc.azure-automation.net',
    'privatelink.blob.core.windows.net',
  ],
};

interface Link {
  readonly endpoint: Resource;
  readonly target: string;
  readonly group: string;
}

function linksOf(snapshot: JsonSnapshot): Link[] {
  return snapshot.ofType(ENDPOINT).flatMap((endpoint) =>
    listAt(endpoint, 'properties.privateLinkServiceConnections').map((connection) => ({
      endpoint,
      target: textAt(connection, 'properties.privateLinkServiceId'),
      group: textAt(connection, 'properties.groupIds.0'),
    })),
  );
}

function zonesOf(group: Resource | undefined): string[] {
  return listAt(group, 'properties.privateDnsZoneConfigs').map((one) => textAt(one, 'properties.privateDnsZoneId'));
}

/** In the private sets every service has a private endpoint, and a name that leads there. */
export const PRIVATE_ENDPOINT_POLICIES: readonly Policy[] = [
  policy({
    id: 'environment/no-private-endpoint',
    reason:
      'A private endpoint of an environment switches on Dedicated Plan Management, for about 73 USD a month. It is an opt-in: environmentPrivateEndpoint.',
    subjects: (snapshot) => snapshot.ofType(ENVIRONMENT),
    finding: (environment, snapshot) =>
      linksOf(snapshot)
        .filter(({ target }) => target === environment.id)
        .map(({ endpoint }) => `${endpoint.name} is an endpoint of ${environment.name}`),
    mutation: {
      what: 'adds a private endpoint of the environment, with its zone group',
      change: (snapshot) => {
        const id = '/subscriptions/0/resourceGroups/rg-voice/providers/Microsoft.Network/privateEndpoints/pe-cae';
        const subnet = textAt(snapshot.ofType(ENDPOINT)[0], 'properties.subnet.id');
        snapshot.resources.push(
          {
            id,
            type: `Microsoft.${ENDPOINT}`,
            name: 'pe-cae',
            apiVersion: '2025-09-01',
            location: 'westeurope',
            tags: { app: 'voice', environment: 'prod' },
            properties: {
              subnet: { id: subnet },
              privateLinkServiceConnections: [
                {
                  name: 'environment',
                  properties: {
                    privateLinkServiceId: snapshot.first(ENVIRONMENT).id,
                    groupIds: ['managedEnvironments'],
                  },
                },
              ],
            },
          },
          {
            id: `${id}/privateDnsZoneGroups/default`,
            type: `Microsoft.${ZONE_GROUP}`,
            name: 'pe-cae/default',
            apiVersion: '2025-09-01',
            properties: { privateDnsZoneConfigs: [] },
          },
        );
      },
    },
  }),
  policy({
    id: 'endpoints/one-for-each-service',
    azr: 'AZR-000283 Azure.Cognitive.PrivateEndpoints',
    reason: 'A service with neither a public nor a private endpoint cannot be reached at all.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) =>
      PRIVATE_LINKS.flatMap(({ type, group }) => snapshot.ofType(type).map((service) => ({ service, group }))),
    finding: ({ service, group }, snapshot) =>
      linksOf(snapshot).filter((link) => link.target === service.id && link.group === group).length === 1
        ? undefined
        : `${service.name} has no private endpoint for ${group}`,
    mutation: {
      what: 'lets the endpoint of Blob Storage serve files instead',
      change: (snapshot) => {
        const link = linksOf(snapshot).find(({ group }) => group === 'blob');
        put(link?.endpoint, 'properties.privateLinkServiceConnections.0.properties.groupIds.0', 'file');
      },
    },
  }),
  policy({
    id: 'endpoints/dns-zone-group',
    reason: 'Without a zone group the name of the service resolves to its public address, which refuses connections.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) => snapshot.ofType(ENDPOINT),
    finding: (endpoint, snapshot) =>
      snapshot.childrenOf(endpoint, ZONE_GROUP).length === 1 ? undefined : `${endpoint.name} has no zone group`,
    mutation: {
      what: 'leaves the zone group of an endpoint out',
      change: (snapshot) => snapshot.remove(snapshot.first(ZONE_GROUP)),
    },
  }),
  policy({
    id: 'endpoints/zones-of-the-service',
    reason: 'The name must be in the zone of its own service. Azure Monitor needs five zones.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) =>
      linksOf(snapshot).flatMap(({ endpoint, target, group }) => {
        const isOpenAi = snapshot
          .ofType('CognitiveServices/accounts')
          .some((one) => one.id === target && kindOf(one) === 'OpenAI');
        const zones = ZONES[isOpenAi ? 'account of OpenAI' : group];
        const [zoneGroup] = snapshot.childrenOf(endpoint, ZONE_GROUP);
        return zones === undefined || zoneGroup === undefined ? [] : [{ endpoint, zones, zoneGroup }];
      }),
    finding: ({ endpoint, zones, zoneGroup }) =>
      differences(
        zones,
        zonesOf(zoneGroup).map((id) => id.slice(id.lastIndexOf('/') + 1)),
        `${endpoint.name}: zone`,
      ),
    mutation: {
      what: 'enters the endpoint of Azure Monitor into four of its five zones',
      change: (snapshot) => {
        const group = snapshot.ofType(ZONE_GROUP).find((one) => zonesOf(one).length > 1);
        put(group, 'properties.privateDnsZoneConfigs.0', undefined);
      },
    },
  }),
  policy({
    id: 'endpoints/in-their-subnet',
    reason: 'The subnet of the environment is for the environment alone.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) => snapshot.ofType(ENDPOINT),
    finding: (endpoint, snapshot) => {
      const subnet = textAt(endpoint, 'properties.subnet.id');
      const ofApps = textAt(snapshot.first(ENVIRONMENT), 'properties.vnetConfiguration.infrastructureSubnetId');
      return subnet !== '' && subnet !== ofApps ? undefined : `${endpoint.name} is in ${subnet}`;
    },
    mutation: {
      what: 'puts an endpoint into the subnet of the environment',
      change: (snapshot) =>
        put(
          snapshot.first(ENDPOINT),
          'properties.subnet.id',
          textAt(snapshot.first(ENVIRONMENT), 'properties.vnetConfiguration.infrastructureSubnetId'),
        ),
    },
  }),
  policy({
    id: 'dns/zones-exist',
    reason: 'The deployment fails half-way when a zone group names a zone that does not exist.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType(ZONE_GROUP),
    finding: (group, snapshot) =>
      zonesOf(group)
        .filter((zone) => !snapshot.has(zone))
        .map((zone) => `${group.name} names ${zone}`),
    mutation: {
      what: 'leaves a private DNS zone out, with its link',
      change: (snapshot) => {
        const zone = snapshot.first('Network/privateDnsZones');
        for (const link of snapshot.childrenOf(zone, 'Network/privateDnsZones/virtualNetworkLinks'))
          snapshot.remove(link);
        snapshot.remove(zone);
      },
    },
  }),
  policy({
    id: 'dns/zones-linked',
    reason: 'The apps use the DNS of their network, which only answers from zones that are linked to it.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType('Network/privateDnsZones'),
    finding: (zone, snapshot) => {
      const network = snapshot.first('Network/virtualNetworks').id;
      // The name of the environment’s zone is an expression, and that of its link holds it.
      const name = zone.name.startsWith('[') ? zone.name.slice(1, -1) : `${zone.name}/`;
      return snapshot
        .ofType('Network/privateDnsZones/virtualNetworkLinks')
        .some((link) => link.name.includes(name) && at(link, 'properties.virtualNetwork.id') === network)
        ? undefined
        : `${zone.name} is not linked to the network`;
    },
    mutation: {
      what: 'leaves the link of a zone to the network out',
      change: (snapshot) => snapshot.remove(snapshot.first('Network/privateDnsZones/virtualNetworkLinks')),
    },
  }),
  setting({
    id: 'dns/no-registration',
    reason: 'Machines of the network must not register their names in a zone of a service.',
    sets: ['main.private'],
    type: 'Network/privateDnsZones/virtualNetworkLinks',
    path: 'properties.registrationEnabled',
    wants: false,
    instead: true,
  }),
  policy({
    id: 'dns/address-for-the-company',
    reason:
      'Where the company keeps the zones, its own zone for the environment needs the address, and a custom domain the id for its TXT record.',
    subjects: (snapshot) =>
      [
        { output: 'APP_STATIC_IP', property: '.staticIp]' },
        { output: 'APP_DOMAIN', property: '.defaultDomain]' },
        { output: 'APP_DOMAIN_VERIFICATION_ID', property: '.customDomainVerificationId]' },
      ].map(({ output, property }) => ({ output, isThere: textAt(snapshot.outputs, output).endsWith(property) })),
    finding: ({ output, isThere }) => (isThere ? undefined : `the output ${output} is missing`),
    mutation: {
      what: 'keeps the address of the environment to itself',
      change: (snapshot) => put(snapshot.outputs, 'APP_STATIC_IP', undefined),
    },
  }),
  policy({
    id: 'dns/names-of-the-environment',
    reason: 'No public DNS knows the name of the API in an internal environment.',
    sets: ['main.private'],
    subjects: (snapshot) => snapshot.ofType(ENVIRONMENT),
    finding: (environment, snapshot) =>
      snapshot
        .ofType('Network/privateDnsZones/A')
        .some(
          (record) =>
            record.name.includes(`reference('${environment.id}'`) &&
            record.name.includes("'*'") &&
            textAt(record, 'properties.aRecords.0.ipv4Address').endsWith('.staticIp]'),
        )
        ? undefined
        : `no record leads to ${environment.name}`,
    mutation: {
      what: 'leads the names of the environment elsewhere',
      change: (snapshot) =>
        put(snapshot.first('Network/privateDnsZones/A'), 'properties.aRecords.0.ipv4Address', '10.0.0.4'),
    },
  }),
];
