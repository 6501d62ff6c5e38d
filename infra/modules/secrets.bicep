// Key Vault, for the few secrets that no identity replaces.

import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('private: only through private endpoints. Templates of the resource manager can still write secrets.')
param reach NetworkReach

@description('Whether a deleted vault is kept for 90 days. Otherwise it can be purged at once. It cannot be switched off later.')
param purgeProtection bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    enableSoftDelete: true
    // Azure lets nobody change it later, and a vault may get purge protection later.
    softDeleteRetentionInDays: 90
    // Azure takes true or nothing.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: reach == 'private' ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: reach == 'private' ? 'Deny' : 'Allow' }
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the vault.')
output id string = vault.id
