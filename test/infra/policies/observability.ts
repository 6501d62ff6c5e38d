import { at, isSame, listAt, numberAt, put, textAt } from './json.ts';
import { differences, EVERY_SET, type Policy, policy, setting } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

const SETTING = 'Insights/diagnosticSettings';

/** Types whose logs and metrics go to the workspace. */
const TYPES_WITH_DIAGNOSTICS = [
  'ServiceBus/namespaces',
  'DocumentDB/databaseAccounts',
  'Storage/storageAccounts/blobServices',
  'CognitiveServices/accounts',
  'ContainerRegistry/registries',
  'KeyVault/vaults',
  'Cache/redisEnterprise',
  'EventGrid/systemTopics',
  'App/managedEnvironments',
  'App/containerApps',
  'OperationalInsights/workspaces',
  'Network/networkSecurityGroups',
];
/** Resources that have logs alone, by their ids. */
const WITHOUT_METRICS = [/\/networkSecurityGroups\//, /\/redisEnterprise\/[^/]+\/databases\//];

/** Types of which nothing goes to the workspace, by the reason. A type that is in neither list must be decided about. */
const TYPES_WITHOUT_DIAGNOSTICS: Readonly<Record<string, readonly string[]>> = {
  'It has no diagnostic settings.': [
    'Authorization/roleAssignments',
    'Authorization/roleDefinitions',
    'Consumption/budgets',
    'Insights/actionGroups',
    'Insights/activityLogAlerts',
    'Insights/diagnosticSettings',
    'Insights/metricAlerts',
    'Insights/privateLinkScopes',
    'Insights/scheduledQueryRules',
    'Insights/webtests',
    'Insights/workbooks',
    'ManagedIdentity/userAssignedIdentities',
  ],
  'What it logs is in the logs of its environment.': ['App/jobs'],
  'Its telemetry is in the workspace already: a setting would bill it twice.': ['Insights/components'],
  'The settings are those of its blob service.': ['Storage/storageAccounts'],
  'It has metrics alone, which Azure keeps for 93 days without a setting.': [
    'Network/natGateways',
    'Network/privateDnsZones',
    'Network/privateEndpoints',
  ],
  'Its logs are those of DDoS protection, which the template does not buy.': [
    'Network/publicIPAddresses',
    'Network/virtualNetworks',
  ],
};
const DECIDED_TYPES = [...TYPES_WITH_DIAGNOSTICS, ...Object.values(TYPES_WITHOUT_DIAGNOSTICS).flat()];

/** `ServiceBus/namespaces` of `Microsoft.ServiceBus/namespaces`. */
const shortType = ({ type }: Resource) => type.replace(/^Microsoft\./, '');
/** Whether it is no part of another resource; the blob service counts as one of its own. */
const isTopLevel = (resource: Resource) => shortType(resource).split('/').length === 2;

const settingsOf = (snapshot: JsonSnapshot, resource: Resource) =>
  snapshot.ofType(SETTING).filter(({ id }) => id.startsWith(`${resource.id}/providers/Microsoft.Insights/`));

const enabledLogs = (resource: Resource): string[] =>
  listAt(resource, 'properties.logs')
    .filter((log) => at(log, 'enabled') === true)
    .map((log) => textAt(log, 'category') || textAt(log, 'categoryGroup'));

function auditPolicy(id: string, azr: string | undefined, type: string, sets: Policy['sets'], reason: string): Policy {
  return policy({
    id,
    azr,
    reason,
    sets,
    subjects: (snapshot) => snapshot.ofType(type).flatMap((resource) => settingsOf(snapshot, resource)),
    finding: (one) =>
      enabledLogs(one).some((name) => ['audit', 'allLogs', 'Audit', 'AuditEvent'].includes(name))
        ? undefined
        : `${one.id} keeps ${enabledLogs(one).join(', ')}`,
    mutation: {
      what: `switches the audit logs of \`${type}\` off`,
      change: (snapshot) =>
        put(
          snapshot.ofType(SETTING).find(({ id: settingId }) => settingId.includes(`/Microsoft.${type}/`)),
          'properties.logs',
          [],
        ),
    },
  });
}

/** Where logs and metrics go, for how long, and at what price. */
export const OBSERVABILITY_POLICIES: readonly Policy[] = [
  policy({
    id: 'app-insights/workspace-based',
    azr: 'AZR-000069 Azure.AppInsights.Workspace',
    reason: 'Classic resources are retired; one query joins telemetry and logs.',
    subjects: (snapshot) => snapshot.ofType('Insights/components'),
    finding: (component) =>
      textAt(component, 'properties.WorkspaceResourceId').includes('/Microsoft.OperationalInsights/workspaces/') &&
      at(component, 'properties.IngestionMode') === 'LogAnalytics'
        ? undefined
        : `${component.name} keeps its telemetry itself`,
    mutation: {
      what: 'lets Application Insights keep its telemetry itself',
      change: (snapshot) =>
        put(snapshot.first('Insights/components'), 'properties.IngestionMode', 'ApplicationInsights'),
    },
  }),
  setting({
    id: 'app-insights/addresses-masked',
    reason: 'Addresses of callers are personal data, and nothing here needs them.',
    type: 'Insights/components',
    path: 'properties.DisableIpMasking',
    wants: false,
    instead: true,
  }),
  setting({
    id: 'workspace/retention-bounded',
    reason: 'Logs hold ids of people. 30 days are enough for an incident; more than 90 must be a decision.',
    sets: ['main', 'main.idle', 'main.private'],
    type: 'OperationalInsights/workspaces',
    path: 'properties.retentionInDays',
    wants: (value) => typeof value === 'number' && value >= 30 && value <= 90,
    instead: 730,
  }),
  setting({
    id: 'workspace/daily-cap',
    reason: 'A process that logs in a loop must not run up the bill. An alert says when the cap is reached.',
    sets: ['main', 'main.idle', 'main.private'],
    type: 'OperationalInsights/workspaces',
    path: 'properties.workspaceCapping.dailyQuotaGb',
    wants: (value) => typeof value === 'number' && value > 0,
    instead: -1,
  }),
  setting({
    id: 'environment/logs-without-key',
    reason: 'The destination log-analytics takes the workspace key, which would stand in the deployment.',
    type: 'App/managedEnvironments',
    path: 'properties.appLogsConfiguration',
    wants: { destination: 'azure-monitor' },
    instead: { destination: 'log-analytics', logAnalyticsConfiguration: { customerId: 'c', sharedKey: 's' } },
  }),
  policy({
    id: 'diagnostics/for-each-resource',
    reason: 'Logs of all resources are in one workspace, where one query can join them.',
    subjects: (snapshot) => TYPES_WITH_DIAGNOSTICS.flatMap((type) => snapshot.ofType(type)),
    finding: (resource, snapshot) =>
      settingsOf(snapshot, resource).length === 1 ? undefined : `${resource.name} has no diagnostic setting`,
    mutation: {
      what: 'leaves the diagnostic setting of Speech out',
      change: (snapshot) =>
        snapshot.remove(snapshot.first(SETTING, ({ id }) => id.includes('/Microsoft.CognitiveServices/'))),
    },
  }),
  policy({
    id: 'diagnostics/decided-for-each-type',
    reason: 'A type that is new in the template has diagnostic settings, or a reason why it has none.',
    subjects: (snapshot) => snapshot.resources.filter(isTopLevel),
    finding: (resource) =>
      DECIDED_TYPES.includes(shortType(resource)) ? undefined : `nobody has decided about ${shortType(resource)}`,
    mutation: {
      what: 'adds a resource of a type that the rules do not know',
      change: (snapshot) =>
        void snapshot.resources.push({
          id: '/subscriptions/0/resourceGroups/rg-voice/providers/Microsoft.Search/searchServices/search',
          type: 'Microsoft.Search/searchServices',
          name: 'search',
          apiVersion: '2025-05-01',
          location: 'westeurope',
          tags: { app: 'voice', environment: 'dev' },
        }),
    },
  }),
  policy({
    id: 'diagnostics/to-the-workspace',
    reason: 'The queries of alerts and of the workbook only read this workspace.',
    subjects: (snapshot) => snapshot.ofType(SETTING),
    finding: (one, snapshot) =>
      at(one, 'properties.workspaceId') === at(snapshot.first('Insights/components'), 'properties.WorkspaceResourceId')
        ? undefined
        : `${one.id} goes to ${textAt(one, 'properties.workspaceId')}`,
    mutation: {
      what: 'sends the logs of a resource to another workspace',
      change: (snapshot) => put(snapshot.first(SETTING), 'properties.workspaceId', '/subscriptions/0/workspaces/other'),
    },
  }),
  policy({
    id: 'diagnostics/metrics',
    reason: 'Queries and the workbook join metrics with logs, and Azure keeps metrics for 93 days alone.',
    subjects: (snapshot) => snapshot.ofType(SETTING).filter(({ id }) => !WITHOUT_METRICS.some((part) => part.test(id))),
    finding: (one) =>
      listAt(one, 'properties.metrics').some((metric) => at(metric, 'enabled') === true)
        ? undefined
        : `${one.id} keeps no metrics`,
    mutation: {
      what: 'switches the metrics of a resource off',
      change: (snapshot) =>
        put(
          snapshot.first(SETTING, ({ id }) => id.includes('/Microsoft.ServiceBus/')),
          'properties.metrics',
          [],
        ),
    },
  }),
  policy({
    id: 'diagnostics/logs-of-the-apps',
    reason: 'Alerts about scaling and secrets query the system logs; incidents need both.',
    subjects: (snapshot) =>
      snapshot.ofType('App/managedEnvironments').flatMap((resource) => settingsOf(snapshot, resource)),
    finding: (one) =>
      ['ContainerAppConsoleLogs', 'ContainerAppSystemLogs'].every((name) => enabledLogs(one).includes(name))
        ? undefined
        : `${one.id} keeps ${enabledLogs(one).join(', ')}`,
    mutation: {
      what: 'drops the system logs of the apps',
      change: (snapshot) =>
        put(
          snapshot.first(SETTING, ({ id }) => id.includes('/Microsoft.App/managedEnvironments/')),
          'properties.logs',
          [{ category: 'ContainerAppConsoleLogs', enabled: true }],
        ),
    },
  }),
  policy({
    id: 'diagnostics/deletions-of-blobs',
    reason: 'Who wrote and who deleted a recording can be shown afterwards.',
    subjects: (snapshot) =>
      snapshot.ofType('Storage/storageAccounts/blobServices').flatMap((resource) => settingsOf(snapshot, resource)),
    finding: (one) =>
      ['StorageWrite', 'StorageDelete'].every((name) => enabledLogs(one).includes(name))
        ? undefined
        : `${one.id} keeps ${enabledLogs(one).join(', ')}`,
    mutation: {
      what: 'drops the log of deleted blobs',
      change: (snapshot) =>
        put(
          snapshot.first(SETTING, ({ id }) => id.includes('/blobServices/')),
          'properties.logs',
          [{ category: 'StorageWrite', enabled: true }],
        ),
    },
  }),
  policy({
    id: 'diagnostics/control-plane-of-cosmos',
    reason: 'Changes of keys, of the firewall and of roles are kept; requests to documents are not: they name people.',
    subjects: (snapshot) =>
      snapshot.ofType('DocumentDB/databaseAccounts').flatMap((resource) => settingsOf(snapshot, resource)),
    finding: (one) =>
      isSame(enabledLogs(one), ['ControlPlaneRequests']) ? undefined : `${one.id} keeps ${enabledLogs(one).join(', ')}`,
    mutation: {
      what: 'keeps every request to Cosmos DB, with its partition key',
      change: (snapshot) =>
        put(
          snapshot.first(SETTING, ({ id }) => id.includes('/databaseAccounts/')),
          'properties.logs',
          [
            { category: 'ControlPlaneRequests', enabled: true },
            { category: 'DataPlaneRequests', enabled: true },
          ],
        ),
    },
  }),
  auditPolicy(
    'diagnostics/audit-of-the-workspace',
    undefined,
    'OperationalInsights/workspaces',
    ['main', 'main.idle', 'main.private'],
    'Who read which logs: they hold ids of people.',
  ),
  auditPolicy(
    'diagnostics/audit-of-the-vault',
    'AZR-000119 Azure.KeyVault.Logs',
    'KeyVault/vaults',
    ['main', 'main.idle', 'main.private'],
    'Who read which secret, and when.',
  ),
  auditPolicy(
    'diagnostics/audit-of-service-bus',
    'AZR-000358 Azure.ServiceBus.AuditLogs',
    'ServiceBus/namespaces',
    EVERY_SET,
    'Who changed queues and rules, and which clients were refused.',
  ),
  policy({
    id: 'availability/from-several-regions',
    reason: 'A failure seen from one region only may be a fault of that region. Azure recommends five.',
    sets: ['main'],
    subjects: (snapshot) => snapshot.ofType('Insights/webtests'),
    finding: (test) => {
      const places = listAt(test, 'properties.Locations').length;
      return places >= 5 && at(test, 'properties.Enabled') === true
        ? undefined
        : `${test.name} asks from ${places} regions`;
    },
    mutation: {
      what: 'asks for the API from one region',
      change: (snapshot) =>
        put(snapshot.first('Insights/webtests'), 'properties.Locations', [{ Id: 'emea-nl-ams-azr' }]),
    },
  }),
  policy({
    id: 'availability/asks-whether-it-lives',
    reason:
      'Dependencies have alerts of their own, so the test asks for liveness. It also reports a certificate that expires within two weeks.',
    sets: ['main'],
    subjects: (snapshot) => snapshot.ofType('Insights/webtests'),
    finding: (test) =>
      textAt(test, 'properties.Request.RequestUrl').includes('/health/live') &&
      at(test, 'properties.ValidationRules.SSLCheck') === true &&
      numberAt(test, 'properties.ValidationRules.SSLCertRemainingLifetimeCheck') >= 7
        ? undefined
        : `${test.name} asks ${textAt(test, 'properties.Request.RequestUrl')}`,
    mutation: {
      what: 'lets an availability test ignore certificates',
      change: (snapshot) => put(snapshot.first('Insights/webtests'), 'properties.ValidationRules.SSLCheck', false),
    },
  }),
  policy({
    id: 'availability/only-where-it-reaches',
    reason:
      'The testers call from the internet, from addresses that no rule of the ingress can name. Where they are refused, the alert would never end.',
    subjects: (snapshot) => snapshot.ofType('App/containerApps').filter(({ name }) => name === 'api'),
    finding: (app, snapshot) => {
      const [environment] = snapshot.ofType('App/managedEnvironments');
      const isReached =
        at(environment, 'properties.publicNetworkAccess') === 'Enabled' &&
        listAt(app, 'properties.configuration.ingress.ipSecurityRestrictions').length === 0;
      const hasTest = snapshot.ofType('Insights/webtests').length > 0;
      if (isReached) return hasTest ? undefined : 'nobody asks for the API';
      return hasTest ? 'the availability test is refused' : undefined;
    },
    mutation: {
      what: 'takes requests from one network alone, with an availability test',
      change: (snapshot) => {
        const app = snapshot.first('App/containerApps', ({ name }) => name === 'api');
        put(app, 'properties.configuration.ingress.ipSecurityRestrictions', [
          { name: 'allowed-0', action: 'Allow', ipAddressRange: '203.0.113.0/24' },
        ]);
      },
    },
    sets: ['main'],
  }),
  policy({
    id: 'budget/each-month',
    reason: 'Operators get a mail at 50, 80 and 100 % of the budget, and when 100 % is forecast.',
    subjects: (snapshot) => snapshot.ofType('Consumption/budgets'),
    finding: (budget) => {
      const notifications = Object.values(at(budget, 'properties.notifications') ?? {}).map(
        (one) => `${textAt(one, 'thresholdType')} ${numberAt(one, 'threshold')}`,
      );
      return at(budget, 'properties.timeGrain') === 'Monthly'
        ? differences(['Actual 50', 'Actual 80', 'Actual 100', 'Forecasted 100'], notifications, 'notification')
        : `${budget.name} is ${textAt(budget, 'properties.timeGrain')}`;
    },
    mutation: {
      what: 'tells nobody at 80 % of the budget',
      change: (snapshot) => put(snapshot.first('Consumption/budgets'), 'properties.notifications.most', undefined),
    },
  }),
  policy({
    id: 'budget/of-this-group',
    reason: 'Costs of other resource groups must not use up the budget.',
    subjects: (snapshot) => snapshot.ofType('Consumption/budgets'),
    finding: (budget) =>
      at(budget, 'properties.filter.dimensions.name') === 'ResourceGroupName' &&
      listAt(budget, 'properties.filter.dimensions.values').length === 1
        ? undefined
        : `${budget.name} counts more than the group`,
    mutation: {
      what: 'counts what the whole subscription costs',
      change: (snapshot) => put(snapshot.first('Consumption/budgets'), 'properties.filter', undefined),
    },
  }),
];
