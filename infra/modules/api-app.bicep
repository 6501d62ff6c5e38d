// The API’s container app: revisions side by side, so that traffic can be shifted and shifted back.

import { AppPlatform, TrafficWeight } from '../types.bicep'

@description('The resources of the template, as output by main.bicep.')
param platform AppPlatform

@description('Image of the API, by digest.')
param image string

@description('Suffix of the new revision’s name; empty: Azure chooses.')
param revisionSuffix string = ''

@description('Which revisions get requests.')
param traffic TrafficWeight[] = [{ latestRevision: true, weight: 100 }]

@description('The revision that a roll-back activates; empty: unknown.')
param previousRevision string = ''

var name = 'api'
var memoryOf = { '0.25': '0.5Gi', '0.5': '1Gi', '1': '2Gi', '2': '4Gi', '4': '8Gi' }
var port = 3000

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' existing = {
  name: last(split(platform.environmentId, '/'))
}

resource appInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: last(split(platform.appInsightsId, '/'))
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: last(split(platform.identityIds.api, '/'))
}

var host = empty(platform.customDomain) ? '${name}.${environment.properties.defaultDomain}' : platform.customDomain
var variables = union(platform.commonVariables, platform.apiVariables)
var secrets = items(platform.apiSecrets)

// Azure asks for a managed certificate from the internet: it cannot make one for a name that only leads into a network.
var hasOwnCertificate = !empty(platform.?certificateId)
var hasManagedCertificate = !empty(platform.customDomain) && !hasOwnCertificate && platform.externalIngress
var domain = {
  name: platform.customDomain
  bindingType: hasOwnCertificate ? 'SniEnabled' : hasManagedCertificate ? 'Auto' : 'Disabled'
  ...(hasOwnCertificate ? { certificateId: platform.?certificateId } : {})
}

resource app 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: platform.location
  tags: union(
    platform.tags,
    { 'azd-service-name': name },
    empty(previousRevision) ? {} : { 'previous-revision': previousRevision }
  )
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${platform.identityIds.api}': {}, '${platform.identityIds.pull}': {} }
  }
  properties: {
    environmentId: platform.environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Multiple'
      maxInactiveRevisions: 10
      identitySettings: [
        { identity: platform.identityIds.api, lifecycle: 'Main' }
        { identity: platform.identityIds.pull, lifecycle: 'None' }
      ]
      registries: empty(platform.registryServer)
        ? []
        : [{ server: platform.registryServer, identity: platform.identityIds.pull }]
      secrets: [
        for secret in secrets: {
          name: toLower(replace(secret.key, '_', '-'))
          keyVaultUrl: secret.value
          identity: platform.identityIds.api
        }
      ]
      ingress: {
        // In an internal environment too: the callers of the virtual network are external to it.
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        clientCertificateMode: 'ignore'
        traffic: traffic
        customDomains: empty(platform.customDomain) ? [] : [domain]
        ipSecurityRestrictions: [
          for (network, index) in platform.allowedNetworks: {
            name: 'allowed-${index}'
            action: 'Allow'
            ipAddressRange: network
          }
        ]
      }
    }
    template: {
      ...(empty(revisionSuffix) ? {} : { revisionSuffix: revisionSuffix })
      // Longer than SHUTDOWN_GRACE_MS and what closing takes beside it.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: name
          image: image
          resources: { cpu: json(platform.api.size), memory: memoryOf[platform.api.size] }
          env: concat(
            map(
              items(union(variables, { PORT: string(port), PUBLIC_URL: 'https://${host}' })),
              variable => { name: variable.key, value: variable.value }
            ),
            [
              { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
              // No secret: without a token of an identity with the role, Application Insights takes nothing.
              { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: appInsights.properties.ConnectionString }
            ],
            map(secrets, secret => { name: secret.key, secretRef: toLower(replace(secret.key, '_', '-')) })
          )
          volumeMounts: [{ volumeName: 'tmp', mountPath: '/tmp' }]
          // Their time-outs are longer than the 2 seconds that a dependency gets (ADR 60).
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/health/startup', port: port }
              initialDelaySeconds: 1
              periodSeconds: 3
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: { path: '/health/live', port: port }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 6
            }
            {
              type: 'Readiness'
              httpGet: { path: '/health/ready', port: port }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 3
              successThreshold: 1
            }
          ]
        }
      ]
      volumes: [{ name: 'tmp', storageType: 'EmptyDir' }]
      scale: {
        minReplicas: platform.api.minReplicas
        maxReplicas: platform.api.maxReplicas
        rules: [
          { name: 'http', http: { metadata: { concurrentRequests: string(platform.api.concurrentRequests) } } }
          { name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } } }
          { name: 'memory', custom: { type: 'memory', metadata: { type: 'Utilization', value: '80' } } }
        ]
      }
    }
  }
}

resource certificate 'Microsoft.App/managedEnvironments/managedCertificates@2026-01-01' = if (hasManagedCertificate) {
  parent: environment
  name: 'api-domain'
  location: platform.location
  tags: platform.tags
  properties: { subjectName: platform.customDomain, domainControlValidation: 'CNAME' }
  dependsOn: [app]
}

module alerts 'metric-alerts.bicep' = {
  params: {
    tags: platform.tags
    suffix: platform.suffix
    targets: { api: [app.id] }
    size: platform.api.size
    alwaysOn: platform.api.minReplicas > 0
    actionGroupId: platform.actionGroupId
  }
}

// Azure’s testers call from the internet, from addresses that a rule of the ingress cannot name.
// Its requests would keep an API that may be at zero replicas awake.
module availability 'availability.bicep' = if (platform.externalIngress && empty(platform.allowedNetworks) && platform.api.minReplicas > 0) {
  params: {
    location: platform.location
    tags: platform.tags
    suffix: platform.suffix
    appInsightsId: platform.appInsightsId
    url: 'https://${host}'
    actionGroupId: platform.actionGroupId
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: platform.workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Public URL of the API.')
output url string = 'https://${host}'

@description('Resource id of the API’s container app.')
output id string = app.id
