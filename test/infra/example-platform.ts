const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-voice/providers';
const IDENTITIES = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities`;

/** The output `APP_PLATFORM` of a deployment, as azd hands it to `api.bicepparam` and `worker.bicepparam`; the compiler checks its type. */
export const EXAMPLE_PLATFORM = {
  location: 'westeurope',
  tags: { app: 'voice', environment: 'dev' },
  suffix: 'voice-dev-example',
  environmentId: `${GROUP}/Microsoft.App/managedEnvironments/cae-voice-dev-example`,
  workspaceId: `${GROUP}/Microsoft.OperationalInsights/workspaces/log-voice-dev-example`,
  appInsightsId: `${GROUP}/Microsoft.Insights/components/appi-voice-dev-example`,
  actionGroupId: `${GROUP}/Microsoft.Insights/actionGroups/ag-voice-dev-example`,
  externalIngress: true,
  registryServer: 'cr.example.com',
  serviceBusName: 'sb-voice-dev-example',
  requestQueues: [],
  identityIds: {
    api: `${IDENTITIES}/id-api-voice-dev-example`,
    worker: `${IDENTITIES}/id-worker-voice-dev-example`,
    scaler: `${IDENTITIES}/id-scaler-voice-dev-example`,
    pull: `${IDENTITIES}/id-pull-voice-dev-example`,
    events: `${IDENTITIES}/id-events-voice-dev-example`,
    ticks: '',
  },
  customDomain: '',
  allowedNetworks: [],
  api: { size: '0.5', minReplicas: 1, maxReplicas: 10, concurrentRequests: 50 },
  worker: { size: '1', layout: 'one', extraScaleRules: [] },
  commonVariables: { COSMOS_DATABASE: 'voice' },
  apiVariables: { TRUSTED_PROXY_HOPS: '1' },
  workerVariables: {},
  apiSecrets: {},
  workerSecrets: {},
};
