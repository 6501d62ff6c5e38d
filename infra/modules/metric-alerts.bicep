// Alert rules on metrics, by the table in alerts.json: one rule for each resource of a target.

import { AlertTargets, ReplicaSize, StringMap } from '../types.bicep'

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Resource ids by the targets of the table; a target without one has no alerts.')
param targets AlertTargets

@description('Size of a replica of the target in processors, if it is a container app.')
param size ReplicaSize = '1'

@description('Whether the target always has a replica. Otherwise the alert for missing replicas would fire when the target is idle.')
param alwaysOn bool = true

@description('Queues that another system empties: what waits there is no concern of the worker.')
param replyQueues string[] = []

@description('Resource id of the action group.')
param actionGroupId string

var table = loadJsonContent('../alerts.json')
var namespaces = {
  serviceBus: 'Microsoft.ServiceBus/namespaces'
  cosmos: 'Microsoft.DocumentDB/databaseAccounts'
  storage: 'Microsoft.Storage/storageAccounts/blobServices'
  eventGrid: 'Microsoft.EventGrid/systemTopics'
  speech: 'Microsoft.CognitiveServices/accounts'
  vault: 'Microsoft.KeyVault/vaults'
  api: 'Microsoft.App/containerApps'
  worker: 'Microsoft.App/containerApps'
}
// 90 % of a replica in the units of the metrics: a thousandth of a millionth of a processor, and bytes (2 GiB for each processor).
var computed = {
  nanoCores: { '0.25': 225000000, '0.5': 450000000, '1': 900000000, '2': 1800000000, '4': 3600000000 }[size]
  bytes: { '0.25': 483183820, '0.5': 966367641, '1': 1932735283, '2': 3865470566, '4': 7730941132 }[size]
}
var rules = flatten(map(
  filter(table.metric, alert => alwaysOn || alert.?when != 'alwaysOn'),
  alert =>
    map(
      targets[?alert.target] ?? [],
      (id, index) => { alert: alert, id: id, number: index == 0 ? '' : '-${index + 1}' }
    )
))

resource metricAlerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for rule in rules: {
    name: '${rule.alert.id}${rule.number}-${suffix}'
    location: 'global'
    tags: tags
    properties: {
      description: '${rule.alert.description} Runbook: docs/runbook.md, ${rule.alert.id}.'
      severity: rule.alert.severity
      enabled: true
      autoMitigate: true
      scopes: [rule.id]
      evaluationFrequency: rule.alert.frequency
      windowSize: rule.alert.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: rule.alert.id
            metricNamespace: namespaces[rule.alert.target]
            metricName: rule.alert.metric
            timeAggregation: rule.alert.aggregation
            operator: rule.alert.operator
            threshold: json(string(rule.alert.?threshold ?? computed[rule.alert.thresholdOf]))
            dimensions: rule.alert.?dimension == null
              ? []
              : [
                  rule.alert.?without == 'replyQueues' && !empty(replyQueues)
                    ? { name: rule.alert.dimension, operator: 'Exclude', values: replyQueues }
                    : {
                        name: rule.alert.dimension
                        operator: 'Include'
                        values: rule.alert.?dimensionValues ?? ['*']
                      }
                ]
            // Metrics of parts that are not there yet are no reason to refuse the template. A policy compares names, aggregations and
            // dimensions with Azure’s reference.
            skipMetricValidation: true
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]
