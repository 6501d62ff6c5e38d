// Jobs that somebody starts by hand or by a pipeline, and one with a schedule. They run inside the environment, where every service is reached in the private profile too.

import { AppPlatform } from '../types.bicep'

@export()
@description('Names of the jobs.')
var jobNames = {
  migration: 'migrate'
  smoke: 'smoke'
  erasuresReplay: 'erasures-replay'
  ticks: 'ticks'
}

@description('The resources of the template, as output by main.bicep.')
param platform AppPlatform

@description('Image of the API, by digest; empty: its jobs do not change.')
param apiImage string

@description('Image of the worker, by digest; empty: its job does not change.')
param workerImage string

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' existing = {
  name: last(split(platform.environmentId, '/'))
}

resource appInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: last(split(platform.appInsightsId, '/'))
}

var purposes = ['api', 'worker', 'ticks']

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for purpose in purposes: {
    name: 'id-${purpose}-${platform.suffix}'
  }
]

var apiHost = empty(platform.customDomain) ? 'api.${environment.properties.defaultDomain}' : platform.customDomain
var definitions = [
  // Brings stored documents to the shape of the release that is about to get traffic. What it has done stays done when its time is over.
  {
    name: jobNames.migration
    identity: 'api'
    image: apiImage
    entry: 'apps/api/src/migrate.main.js'
    timeoutSeconds: 21600
    retries: 2
    schedule: ''
  }
  // Calls the API as a client does. An internal environment has no other place to call it from.
  {
    name: jobNames.smoke
    identity: 'api'
    image: apiImage
    entry: 'apps/api/src/smoke.main.js'
    timeoutSeconds: 900
    retries: 0
    schedule: ''
  }
  // After a restore, erases again what the backup brought back. The worker’s identity alone may remove what there is of a person.
  {
    name: jobNames.erasuresReplay
    identity: 'worker'
    image: workerImage
    entry: 'apps/worker/src/erasures-replay.main.js'
    timeoutSeconds: 21600
    retries: 2
    schedule: ''
  }
  // The clock of recurring work, where the API may be at zero replicas: it runs in each slot of apps/api/src/ticks/tick-table.ts.
  {
    name: jobNames.ticks
    identity: 'ticks'
    image: empty(platform.identityIds.ticks) ? '' : apiImage
    entry: 'apps/api/src/ticks.main.js'
    timeoutSeconds: 240
    retries: 2
    schedule: '*/10 * * * *'
  }
]
var variables = {
  '${jobNames.migration}': union(platform.commonVariables, platform.apiVariables)
  '${jobNames.smoke}': union(platform.commonVariables, platform.apiVariables)
  '${jobNames.erasuresReplay}': union(platform.commonVariables, platform.workerVariables)
  '${jobNames.ticks}': union(platform.commonVariables, platform.apiVariables)
}
var arguments = {
  '${jobNames.migration}': []
  '${jobNames.smoke}': ['--url', 'https://${apiHost}']
  '${jobNames.erasuresReplay}': []
  '${jobNames.ticks}': []
}
var secrets = {
  '${jobNames.migration}': []
  '${jobNames.smoke}': []
  // It signs receipts.
  '${jobNames.erasuresReplay}': filter(items(platform.workerSecrets), secret => secret.key == 'RECEIPT_SIGNING_KEYS')
  '${jobNames.ticks}': []
}

resource jobs 'Microsoft.App/jobs@2026-01-01' = [
  for definition in filter(definitions, job => !empty(job.image)): {
    name: definition.name
    location: platform.location
    tags: platform.tags
    identity: {
      type: 'UserAssigned'
      userAssignedIdentities: { '${platform.identityIds[definition.identity]}': {}, '${platform.identityIds.pull}': {} }
    }
    properties: {
      environmentId: platform.environmentId
      workloadProfileName: 'Consumption'
      configuration: {
        triggerType: empty(definition.schedule) ? 'Manual' : 'Schedule'
        ...(empty(definition.schedule)
          ? { manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 } }
          : {
              scheduleTriggerConfig: {
                cronExpression: definition.schedule
                parallelism: 1
                replicaCompletionCount: 1
              }
            })
        replicaTimeout: definition.timeoutSeconds
        replicaRetryLimit: definition.retries
        identitySettings: [
          { identity: platform.identityIds[definition.identity], lifecycle: 'Main' }
          { identity: platform.identityIds.pull, lifecycle: 'None' }
        ]
        registries: empty(platform.registryServer)
          ? []
          : [{ server: platform.registryServer, identity: platform.identityIds.pull }]
        secrets: map(secrets[definition.name], secret => {
          name: toLower(replace(secret.key, '_', '-'))
          keyVaultUrl: secret.value
          identity: platform.identityIds[definition.identity]
        })
      }
      template: {
        containers: [
          {
            name: definition.name
            image: definition.image
            // The image’s own entry starts the app; the flags are those of that entry.
            command: [
              '/nodejs/bin/node'
              '--max-semi-space-size=4'
              '--max-old-space-size=512'
              '/app/bundle/${definition.entry}'
            ]
            args: arguments[definition.name]
            resources: { cpu: json('0.5'), memory: '1Gi' }
            env: concat(
              map(items(variables[definition.name]), variable => { name: variable.key, value: variable.value }),
              [
                {
                  name: 'AZURE_CLIENT_ID'
                  value: identities[indexOf(purposes, definition.identity)].properties.clientId
                }
                // No secret: without a token of an identity with the role, Application Insights takes nothing.
                { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: appInsights.properties.ConnectionString }
              ],
              map(secrets[definition.name], secret => {
                name: secret.key
                secretRef: toLower(replace(secret.key, '_', '-'))
              })
            )
            volumeMounts: [{ volumeName: 'tmp', mountPath: '/tmp' }]
          }
        ]
        volumes: [{ name: 'tmp', storageType: 'EmptyDir' }]
      }
    }
  }
]
