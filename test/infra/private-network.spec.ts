import { PRIVATE_SETS } from './policies/policy.ts';
import { describe, expect, it } from 'vitest';
import { type PredictedResource, shortName, Snapshot } from './snapshots.ts';

/** Types whose data is reached through an address of their own, and by which part of it. */
const DATA_PLANES: Readonly<Record<string, string>> = {
  'Microsoft.ServiceBus/namespaces': 'namespace',
  'Microsoft.DocumentDB/databaseAccounts': 'Sql',
  'Microsoft.Storage/storageAccounts': 'blob',
  'Microsoft.KeyVault/vaults': 'vault',
  'Microsoft.ContainerRegistry/registries': 'registry',
  'Microsoft.CognitiveServices/accounts': 'account',
  'Microsoft.Cache/redisEnterprise': 'redisEnterprise',
};
const privateSets = PRIVATE_SETS.map((set) => Snapshot.read(set));

function dataPlanes(snapshot: Snapshot): PredictedResource[] {
  return Object.keys(DATA_PLANES).flatMap((type) => snapshot.ofType(type));
}

interface Connection {
  readonly privateLinkServiceId: string;
  readonly groupIds: readonly string[];
}

/** What a private endpoint leads to. */
function connectionOf({ properties }: PredictedResource): Connection {
  const [connection] = properties['privateLinkServiceConnections'] as { properties: Connection }[];
  if (connection === undefined) throw new Error('an endpoint without connection');
  return connection.properties;
}

describe.each(privateSets)('the private profile $set', (snapshot) => {
  it('has no data plane that is reached from public networks', () => {
    expect(dataPlanes(snapshot).length).toBeGreaterThan(3);
    for (const { id, properties } of dataPlanes(snapshot)) {
      expect(properties['publicNetworkAccess'], id).toBe('Disabled');
    }
    for (const { properties } of snapshot.ofType('Microsoft.Insights/components')) {
      expect(properties).toMatchObject({
        publicNetworkAccessForIngestion: 'Disabled',
        publicNetworkAccessForQuery: 'Disabled',
      });
    }
    for (const { properties } of snapshot.ofType('Microsoft.OperationalInsights/workspaces')) {
      expect(properties).toMatchObject({
        publicNetworkAccessForIngestion: 'Disabled',
        publicNetworkAccessForQuery: 'Disabled',
      });
    }
  });

  it('has a private endpoint for each of them, with its entries in DNS', () => {
    const endpoints = snapshot.ofType('Microsoft.Network/privateEndpoints');
    for (const { id, type } of dataPlanes(snapshot)) {
      const groups = endpoints.map(connectionOf).filter(({ privateLinkServiceId }) => privateLinkServiceId === id);
      expect(
        groups.map(({ groupIds }) => groupIds),
        id,
      ).toEqual([[DATA_PLANES[type]]]);
    }
    const zoneGroups = snapshot.ofType('Microsoft.Network/privateEndpoints/privateDnsZoneGroups');
    expect(zoneGroups).toHaveLength(endpoints.length);
    for (const endpoint of endpoints) {
      const group = zoneGroups.find(({ id }) => id.startsWith(`${endpoint.id}/`));
      expect(group?.properties['privateDnsZoneConfigs'], endpoint.id).not.toEqual([]);
    }
  });

  it('has an environment in the virtual network alone, and no private endpoint of it', () => {
    expect(snapshot.only('Microsoft.App/managedEnvironments').properties).toMatchObject({
      publicNetworkAccess: 'Disabled',
      vnetConfiguration: { internal: true },
    });
    const targets = snapshot.ofType('Microsoft.Network/privateEndpoints').map(connectionOf);
    expect(targets.filter(({ groupIds }) => groupIds.includes('managedEnvironments'))).toEqual([]);
  });

  it('has no test of its availability, which would come from the internet', () => {
    expect(snapshot.ofType('Microsoft.Insights/webtests')).toEqual([]);
  });
});

describe('DNS of the private profiles', () => {
  it('has a zone, linked to the network, for each entry where the template makes zones', () => {
    const snapshot = Snapshot.read('main.private');
    const zones = snapshot.ofType('Microsoft.Network/privateDnsZones').map(({ id }) => id);
    const entries = snapshot
      .ofType('Microsoft.Network/privateEndpoints/privateDnsZoneGroups')
      .flatMap(
        ({ properties }) => properties['privateDnsZoneConfigs'] as { properties: { privateDnsZoneId: string } }[],
      )
      .map(({ properties }) => properties.privateDnsZoneId);
    expect(entries.filter((entry) => !zones.includes(entry))).toEqual([]);
    const links = snapshot.ofType('Microsoft.Network/privateDnsZones/virtualNetworkLinks');
    for (const zone of new Set(entries))
      expect(
        links.filter(({ id }) => id.startsWith(`${zone}/`)),
        zone,
      ).toHaveLength(1);
  });

  it('enters what it makes into the zones of the company where there are some', () => {
    const snapshot = Snapshot.read('main.byo');
    expect(snapshot.ofType('Microsoft.Network/privateDnsZones')).toEqual([]);
    expect(snapshot.ofType('Microsoft.Network/virtualNetworks')).toEqual([]);
    const group = snapshot
      .ofType('Microsoft.Network/privateEndpoints/privateDnsZoneGroups')
      .find(({ id }) => id.includes('/pe-cosmos-'));
    expect(JSON.stringify(group?.properties)).toContain(
      '/resourceGroups/rg-platform/providers/Microsoft.Network/privateDnsZones/privatelink.documents.azure.com',
    );
    expect(group && shortName(group)).toBe('default');
  });
});
