// A workbook over the metrics of the platform and the logs of the apps.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Log Analytics workspace.')
param workspaceId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Resource id of the Speech resource.')
param speechId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Voice ${suffix}'
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: replace(
      replace(
        replace(replace(loadTextContent('../workbook.json'), '{workspace}', workspaceId), '{serviceBus}', serviceBusId),
        '{cosmos}',
        cosmosId
      ),
      '{speech}',
      speechId
    )
  }
}
