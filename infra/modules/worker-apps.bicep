// The worker’s container apps: no ingress, nothing running while the queues are empty, a KEDA rule for each queue.

import { AppPlatform } from '../types.bicep'

@description('The resources of the template, as output by main.bicep.')
param platform AppPlatform

@description('Image of the worker, by digest.')
param image string

var layouts = loadJsonContent('../generated/worker-apps.json')
var workerApps = platform.worker.layout == 'split' ? layouts.split : layouts.one
var queues = loadJsonContent('../generated/queues.json').queues
var messagesPerReplica = toObject(queues, queue => queue.name, queue => string(queue.messagesPerReplica))
var producerMessagesPerReplica = string(loadJsonContent('../generated/producers.json').requests.messagesPerReplica)
var memoryOf = { '0.25': '0.5Gi', '0.5': '1Gi', '1': '2Gi', '2': '4Gi', '4': '8Gi' }
var port = 3001

resource appInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: last(split(platform.appInsightsId, '/'))
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: last(split(platform.identityIds.worker, '/'))
}

var variables = union(platform.commonVariables, platform.workerVariables)
var secrets = items(platform.workerSecrets)

resource apps 'Microsoft.App/containerApps@2026-01-01' = [
  for (workerApp, appIndex) in workerApps: {
    name: workerApp.name
    location: platform.location
    tags: union(platform.tags, appIndex == 0 ? { 'azd-service-name': 'worker' } : {})
    identity: {
      type: 'UserAssigned'
      userAssignedIdentities: {
        '${platform.identityIds.worker}': {}
        '${platform.identityIds.pull}': {}
        '${platform.identityIds.scaler}': {}
      }
    }
    properties: {
      environmentId: platform.environmentId
      workloadProfileName: 'Consumption'
      configuration: {
        // A consumer of an old revision would go on consuming: traffic weights are for HTTP.
        activeRevisionsMode: 'Single'
        maxInactiveRevisions: 10
        identitySettings: [
          { identity: platform.identityIds.worker, lifecycle: 'Main' }
          { identity: platform.identityIds.pull, lifecycle: 'None' }
          { identity: platform.identityIds.scaler, lifecycle: 'None' }
        ]
        registries: empty(platform.registryServer)
          ? []
          : [{ server: platform.registryServer, identity: platform.identityIds.pull }]
        secrets: map(secrets, secret => {
          name: toLower(replace(secret.key, '_', '-'))
          keyVaultUrl: secret.value
          identity: platform.identityIds.worker
        })
      }
      template: {
        // Longer than SHUTDOWN_GRACE_MS and what closing takes beside it.
        terminationGracePeriodSeconds: 60
        containers: [
          {
            name: 'worker'
            image: image
            resources: { cpu: json(platform.worker.size), memory: memoryOf[platform.worker.size] }
            env: concat(
              map(
                items(union(variables, {
                  HEALTH_PORT: string(port)
                  WORKER_QUEUES: join(
                    concat(workerApp.queues, workerApp.servesProducers ? platform.requestQueues : []),
                    ','
                  )
                })),
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
                periodSeconds: 10
                timeoutSeconds: 5
                failureThreshold: 3
                successThreshold: 1
              }
            ]
          }
        ]
        volumes: [{ name: 'tmp', storageType: 'EmptyDir' }]
        scale: {
          minReplicas: workerApp.minReplicas
          maxReplicas: workerApp.maxReplicas
          cooldownPeriod: workerApp.cooldownSeconds
          pollingInterval: workerApp.pollingSeconds
          rules: concat(
            map(concat(workerApp.queues, workerApp.servesProducers ? platform.requestQueues : []), queue => {
              name: queue
              custom: {
                type: 'azure-servicebus'
                // Without it the app never scales, and nothing says so.
                identity: platform.identityIds.scaler
                metadata: {
                  namespace: platform.serviceBusName
                  queueName: queue
                  messageCount: messagesPerReplica[?queue] ?? producerMessagesPerReplica
                  activationMessageCount: '0'
                }
              }
            }),
            [
              { name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '80' } } }
              { name: 'memory', custom: { type: 'memory', metadata: { type: 'Utilization', value: '85' } } }
            ],
            map(platform.worker.extraScaleRules, rule => {
              name: rule.name
              custom: { type: rule.type, metadata: rule.metadata, identity: platform.identityIds.scaler }
            })
          )
        }
      }
    }
  }
]

module alerts 'metric-alerts.bicep' = {
  params: {
    tags: platform.tags
    suffix: platform.suffix
    targets: { worker: [for (workerApp, index) in workerApps: apps[index].id] }
    size: platform.worker.size
    actionGroupId: platform.actionGroupId
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (workerApp, index) in workerApps: {
    scope: apps[index]
    name: 'to-workspace'
    properties: {
      workspaceId: platform.workspaceId
      metrics: [{ category: 'AllMetrics', enabled: true }]
    }
  }
]

@description('Resource ids of the worker’s container apps.')
output ids string[] = [for (workerApp, index) in workerApps: apps[index].id]
