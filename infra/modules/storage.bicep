// Storage account with its containers and how long what is in them stays.

import { RetentionSettings } from '../settings.bicep'
import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('private: only through private endpoints.')
param reach NetworkReach

@description('Whether the copies are spread over availability zones.')
param zoneRedundant bool

@description('Origins whose pages may upload recordings directly to the account; the same as CORS_ALLOWED_ORIGINS.')
param corsOrigins string[]

@description('How long data is kept.')
param retention RetentionSettings

@description('Days that versions and deleted data stay recoverable. The receipt of an erasure states the same number.')
param recoverableDays int

@description('Whether Defender for Storage scans uploads for malware.')
param defender bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var uploadCors = loadJsonContent('../generated/blob-containers.json').uploadCors
var expired = loadJsonContent('../generated/blob-containers.json').lifecycle.expired
var containers = concat(
  map(loadJsonContent('../generated/blob-containers.json').containers, container => container.name),
  // Of the template alone: what Event Grid could not deliver.
  ['event-dead-letters']
)
var holdContainers = retention.legalHolds
  ? map(
      filter(loadJsonContent('../generated/blob-containers.json').containers, container => container.holds),
      container => container.name
    )
  : []
var immutableDays = { 'audit-anchors': retention.auditAnchorsImmutableDays, consents: retention.consentsImmutableDays }
var immutableContainers = filter(items(immutableDays), container => container.value > 0)

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Upload URLs live for a day at most, and begin a quarter of an hour in the past.
    sasPolicy: { sasExpirationPeriod: '1.01:00:00', expirationAction: 'Block' }
    publicNetworkAccess: reach == 'private' ? 'Disabled' : 'Enabled'
    // Event Grid writes what it could not deliver as a service that Azure trusts: with a firewall, as its topic’s own identity alone.
    networkAcls: { bypass: 'AzureServices', defaultAction: reach == 'private' ? 'Deny' : 'Allow' }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: { blob: { enabled: true, keyType: 'Account' }, file: { enabled: true, keyType: 'Account' } }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: recoverableDays, allowPermanentDelete: false }
    containerDeleteRetentionPolicy: { enabled: true, days: recoverableDays }
    changeFeed: { enabled: false }
    cors: {
      corsRules: empty(corsOrigins)
        ? []
        : [
            {
              allowedOrigins: corsOrigins
              allowedMethods: uploadCors.allowedMethods
              allowedHeaders: uploadCors.allowedHeaders
              exposedHeaders: uploadCors.exposedHeaders
              maxAgeInSeconds: uploadCors.maxAgeInSeconds
            }
          ]
    }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: union(
      { publicAccess: 'None' },
      // Makes no blob immutable by itself: it lets single blobs have legal holds.
      contains(holdContainers, container) ? { immutableStorageWithVersioning: { enabled: true } } : {}
    )
  }
]

// Unlocked: the owner of the subscription can still remove it. Once locked by hand, nobody can.
resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-04-01' = [
  for container in immutableContainers: {
    name: '${name}/default/${container.key}/default'
    properties: { immutabilityPeriodSinceCreationInDays: container.value, allowProtectedAppendWrites: false }
    dependsOn: [blobContainers]
  }
]

// These rules know no tenants, and tenants decide how long data is kept. So a current blob is deleted only when the product has tagged it: it does that
// right before it deletes a blob itself. Previous versions are deleted after the days that the receipt of an erasure names, whatever their tags. Both
// respect legal holds.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'expired'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              blobIndexMatch: [{ name: expired.tag.name, op: '==', value: expired.tag.value }]
            }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: expired.deleteAfterDays } } }
          }
        }
        {
          name: 'versions'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: {
              version: { delete: { daysAfterCreationGreaterThan: recoverableDays } }
              snapshot: { delete: { daysAfterCreationGreaterThan: recoverableDays } }
            }
          }
        }
        {
          name: 'undelivered-events'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['event-dead-letters/'] }
            actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 30 } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource defenderForStorage 'Microsoft.Security/defenderForStorageSettings@2025-06-01' = if (defender) {
  scope: account
  name: 'current'
  properties: {
    isEnabled: true
    overrideSubscriptionLevelSettings: true
    malwareScanning: { onUpload: { isEnabled: true, capGBPerMonth: 100 } }
    sensitiveDataDiscovery: { isEnabled: false }
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    // Not StorageRead: a line for each download.
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

@description('Resource id of the account.')
output id string = account.id
