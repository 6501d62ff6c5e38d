// Asks the API from several regions whether it is there. Only where it is reached from the internet.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Resource id of Application Insights.')
param appInsightsId string

@description('URL of the API.')
param url string

@description('Resource id of the action group.')
param actionGroupId string

// Ids of Azure: https://learn.microsoft.com/azure/azure-monitor/app/availability-standard-tests
var testLocations = ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'emea-fr-pra-edge', 'us-va-ash-azr', 'apac-sg-sin-azr']

resource test 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'api-available-${suffix}'
  location: location
  tags: union(tags, { 'hidden-link:${appInsightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'api-available-${suffix}'
    Name: 'api-available'
    Description: 'GET /health/live'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [for id in testLocations: { Id: id }]
    Request: {
      RequestUrl: '${url}/health/live'
      HttpVerb: 'GET'
      ParseDependentRequests: false
      FollowRedirects: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      IgnoreHttpStatusCode: false
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource alert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'api-unavailable-${suffix}'
  location: 'global'
  tags: union(tags, { 'hidden-link:${appInsightsId}': 'Resource', 'hidden-link:${test.id}': 'Resource' })
  properties: {
    description: 'The API does not answer from at least two regions. Runbook: docs/runbook.md, api-unavailable.'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [test.id, appInsightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: test.id
      componentId: appInsightsId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: actionGroupId }]
  }
}
