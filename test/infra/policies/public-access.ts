import { isSame, put } from './json.ts';
import { type Policy, policy, PRIVATE_SETS, setting } from './policy.ts';

const ENVIRONMENT = 'App/managedEnvironments';
const isOff = 'Disabled';
const shutOff = (id: string, type: string, reason: string, azr: string): Policy =>
  setting({
    id,
    azr,
    reason,
    sets: PRIVATE_SETS,
    type,
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  });

/** In the private sets no service has a public endpoint. See ADR 129. */
export const PUBLIC_ACCESS_POLICIES: readonly Policy[] = [
  setting({
    id: 'service-bus/private',
    reason: 'No public endpoint. The exception has a name: serviceBusNetwork=public-entra, for a fifth of the price.',
    sets: PRIVATE_SETS,
    type: 'ServiceBus/namespaces',
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  }),
  policy({
    id: 'service-bus/firewall',
    reason: 'Event Grid delivers as a service that Azure trusts; nothing else passes but through the endpoint.',
    sets: PRIVATE_SETS,
    subjects: (snapshot) => snapshot.ofType('ServiceBus/namespaces'),
    finding: (namespace, snapshot) => {
      const rules = snapshot
        .childrenOf(namespace, 'ServiceBus/namespaces/networkRuleSets')
        .map((one) => one['properties']);
      const wanted = { defaultAction: 'Deny', publicNetworkAccess: isOff, trustedServiceAccessEnabled: true };
      return isSame(rules, [wanted]) ? undefined : `${namespace.name} has the network rules ${JSON.stringify(rules)}`;
    },
    mutation: {
      what: 'keeps trusted services out of Service Bus',
      change: (snapshot) =>
        put(snapshot.first('ServiceBus/namespaces/networkRuleSets'), 'properties.trustedServiceAccessEnabled', false),
    },
  }),
  shutOff(
    'cosmos/private',
    'DocumentDB/databaseAccounts',
    'No public endpoint: documents name people and what they said.',
    'AZR-000421 Azure.Cosmos.PublicAccess',
  ),
  setting({
    id: 'cosmos/no-bypass',
    reason: 'No service of Azure needs to read the database.',
    type: 'DocumentDB/databaseAccounts',
    path: 'properties.networkAclBypass',
    wants: 'None',
    instead: 'AzureServices',
  }),
  setting({
    id: 'storage/private',
    reason: 'No public endpoint: a leaked signed URL cannot be used from outside the network.',
    sets: PRIVATE_SETS,
    type: 'Storage/storageAccounts',
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'storage/firewall',
    azr: 'AZR-000202 Azure.Storage.Firewall',
    reason: 'If the public endpoint is switched on later, it still refuses every address.',
    sets: PRIVATE_SETS,
    type: 'Storage/storageAccounts',
    path: 'properties.networkAcls.defaultAction',
    wants: 'Deny',
    instead: 'Allow',
  }),
  shutOff(
    'cognitive-services/private',
    'CognitiveServices/accounts',
    'No public endpoint for recordings and texts. The exception has a name: speechNetwork=public-entra.',
    'AZR-000280 Azure.Cognitive.PublicAccess',
  ),
  setting({
    id: 'vault/private',
    reason: 'No public endpoint: secrets are read from within the network.',
    sets: ['main.private'],
    type: 'KeyVault/vaults',
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'vault/firewall',
    azr: 'AZR-000355 Azure.KeyVault.Firewall',
    reason: 'If the public endpoint is switched on later, it still refuses every address.',
    sets: ['main.private'],
    type: 'KeyVault/vaults',
    path: 'properties.networkAcls.defaultAction',
    wants: 'Deny',
    instead: 'Allow',
  }),
  setting({
    id: 'registry/private',
    azr: 'AZR-000402 Azure.ACR.Firewall',
    reason: 'No public endpoint: images are pushed from within the network.',
    sets: ['main.private'],
    type: 'ContainerRegistry/registries',
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'registry/premium-when-private',
    reason: 'Private endpoints are a feature of Premium.',
    sets: ['main.private'],
    type: 'ContainerRegistry/registries',
    path: 'sku.name',
    wants: 'Premium',
    instead: 'Standard',
  }),
  setting({
    id: 'app-insights/private-ingestion',
    reason: 'Telemetry holds ids of people, and must not leave the network.',
    sets: PRIVATE_SETS,
    type: 'Insights/components',
    path: 'properties.publicNetworkAccessForIngestion',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'workspace/private-ingestion',
    reason: 'Logs must not leave the network, and nobody outside may write any.',
    sets: ['main.private'],
    type: 'OperationalInsights/workspaces',
    path: 'properties.publicNetworkAccessForIngestion',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'workspace/private-queries',
    reason: 'Logs are read from within the network, unless logQueriesFromPublicNetworks says otherwise.',
    sets: ['main.private'],
    type: 'OperationalInsights/workspaces',
    path: 'properties.publicNetworkAccessForQuery',
    wants: isOff,
    instead: 'Enabled',
  }),
  setting({
    id: 'monitor/private-only',
    reason: 'With Open, telemetry of the network could leave for workspaces of other companies.',
    sets: PRIVATE_SETS,
    type: 'Insights/privateLinkScopes',
    path: 'properties.accessModeSettings.ingestionAccessMode',
    wants: 'PrivateOnly',
    instead: 'Open',
  }),
  setting({
    id: 'environment/internal',
    azr: 'AZR-000363 Azure.ContainerApp.PublicAccess',
    reason: 'The ingress has an address of the virtual network alone.',
    sets: PRIVATE_SETS,
    type: ENVIRONMENT,
    path: 'properties.vnetConfiguration.internal',
    wants: true,
    instead: false,
  }),
  setting({
    id: 'environment/no-public-access',
    reason: 'Both properties must say so: changing only one of them would open the environment.',
    sets: PRIVATE_SETS,
    type: ENVIRONMENT,
    path: 'properties.publicNetworkAccess',
    wants: isOff,
    instead: 'Enabled',
  }),
];
