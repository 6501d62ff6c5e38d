// Alerts, by the table in alerts.json. docs/runbook.md has a section for each. See ADR 167.

import { AlertTargets, AttributeValues, OwnAlert, StringMap } from '../types.bicep'

@description('Region of the rules that query logs.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('E-mail addresses for alerts.')
param emails string[]

@description('Log Analytics workspace.')
param workspaceId string

@description('Resource ids by the targets of the table; a target without one has no alerts.')
param targets AlertTargets

@description('Queues that another system empties.')
param replyQueues string[]

var table = loadJsonContent('../alerts.json')

@description('Which rows of AppMetrics have one of these values in each of these attributes.')
func rowsWith(values AttributeValues?) string =>
  empty(values)
    ? 'true'
    : join(
        map(
          items(values ?? {}),
          one => 'tostring(Properties[\'${one.key}\']) in (${join(map(one.value, value => '\'${value}\''), ', ')})'
        ),
        ' and '
      )

@description('ISO 8601 of hours or minutes, as Kusto writes it.')
func kustoTime(window string) string => toLower(substring(window, 2))

@description('Two sums over the rows that are counted: all, and those that are meant. Both also over the short window, if there is one.')
func sums(alert OwnAlert) string =>
  'Among = todouble(sum(${alert.?measure})), Those = todouble(sumif(${alert.?measure}, ${rowsWith(alert.?where)}))${empty(alert.?short) ? '' : ', AmongNow = todouble(sumif(${alert.?measure}, TimeGenerated > ago(${kustoTime(alert.?short ?? 'PT0M')}))), ThoseNow = todouble(sumif(${alert.?measure}, TimeGenerated > ago(${kustoTime(alert.?short ?? 'PT0M')}) and ${rowsWith(alert.?where)}))'}'

@description('The share; with a short window the smaller one of both, so that both must be above the threshold.')
func share(alert OwnAlert) string =>
  empty(alert.?short)
    ? '| where Among >= ${alert.?minimum} | project Value = Those / Among'
    : '| where Among >= ${alert.?minimum} and AmongNow > 0 | project Value = min_of(Those / Among, ThoseNow / AmongNow)'

@description('What is compared with the threshold, as one row, or one for each value of an attribute. None, where nothing was measured. test/infra/own-alerts.ts evaluates the same over envelopes.')
func measured(alert OwnAlert) string =>
  alert.aggregation == 'Share'
    ? 'AppMetrics | where Name == \'${alert.metric}\' and ${rowsWith(alert.?among)} | summarize ${sums(alert)}${empty(alert.?by) ? '' : ' by By = tostring(Properties[\'${alert.?by}\'])'} ${share(alert)}${empty(alert.?by) ? '' : ', By'}'
    : 'AppMetrics | where Name == \'${alert.metric}\' and ${rowsWith(alert.?where)} | summarize Value = ${alert.aggregation == 'Maximum' ? 'max(Max)' : 'sum(Sum)'} | where isnotnull(Value)'

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'voice'
    enabled: true
    emailReceivers: [
      for (email, index) in emails: { name: 'mail-${index}', emailAddress: email, useCommonAlertSchema: true }
    ]
    // Without an address, the owner of the subscription is notified.
    armRoleReceivers: empty(emails)
      ? [{ name: 'owners', roleId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', useCommonAlertSchema: true }]
      : []
  }
}

module metricAlerts 'metric-alerts.bicep' = {
  params: {
    tags: tags
    suffix: suffix
    targets: targets
    replyQueues: replyQueues
    actionGroupId: people.id
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in table.log: {
    name: '${alert.id}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.id
      description: '${alert.description} Runbook: docs/runbook.md, ${alert.id}.'
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      // The tables come with the first line that is written to them. A policy compares tables and columns with Azure’s reference.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource ownAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in table.own: {
    name: '${alert.id}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.id
      description: '${alert.description} Runbook: docs/runbook.md, ${alert.id}.'
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      // As for the rules above: AppMetrics comes with the first metric.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: measured(alert)
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: alert.operator
            threshold: json(alert.threshold)
            // An alert of its own for each value.
            dimensions: empty(alert.?by) ? [] : [{ name: 'By', operator: 'Include', values: ['*'] }]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource activityAlerts 'Microsoft.Insights/activityLogAlerts@2026-01-01' = [
  for alert in table.activity: {
    name: '${alert.id}-${suffix}'
    location: 'global'
    tags: tags
    properties: {
      description: '${alert.description} Runbook: docs/runbook.md, ${alert.id}.'
      enabled: true
      scopes: [resourceGroup().id]
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' }
          { field: 'status', equals: 'Succeeded' }
          { anyOf: map(alert.operations, operation => { field: 'operationName', equals: operation }) }
        ]
      }
      actions: { actionGroups: [{ actionGroupId: people.id }] }
    }
  }
]

@description('Resource id of the action group.')
output actionGroupId string = people.id
