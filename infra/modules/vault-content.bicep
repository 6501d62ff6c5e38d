// Secrets of a Key Vault, and who reads which of them. Of the resource group that the vault is in. Values are written through the resource
// manager: that works where the vault has no public network access too.

import { SecretName } from '../settings.bicep'
import { SecretReaders } from '../types.bicep'

@description('Key Vault.')
param vaultName string

@description('Principals of the identities that read secrets. The names of the role assignments depend on them: in an existing vault, those of a deleted group keep their names.')
param principals SecretReaders

@description('Secrets that the apps read.')
param secretNames SecretName[]

@description('Value of RECEIPT_SIGNING_KEYS; empty: keep the existing value.')
@secure()
param receiptSigningKeys string

@description('Value of PROVENANCE_SIGNING_KEYS; empty: keep the existing value.')
@secure()
param provenanceSigningKeys string

@description('Value of WEBHOOK_SECRET_KEYS; empty: keep the existing value.')
@secure()
param webhookSecretKeys string

@description('Value of HOOK_SOURCES; empty: keep the existing value.')
@secure()
param hookSources string

@description('Value of C2PA_CERTIFICATES; empty: keep the existing value.')
@secure()
param c2paCertificates string

@description('Value of C2PA_PRIVATE_KEY; empty: keep the existing value.')
@secure()
param c2paPrivateKey string

@description('Key of the vault that signs manifests, as name/version; empty: none.')
param claimKey string

@description('Distinguishes the custom role of this deployment from others in the tenant, where role names are unique.')
param suffix string

var roles = loadJsonContent('../roles.json')
var grants = filter(roles.grants.secrets, grant => contains(secretNames, grant.secret))

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource receipts 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(receiptSigningKeys)) {
  parent: vault
  name: 'receipt-signing-keys'
  properties: { value: receiptSigningKeys, contentType: 'text/plain', attributes: { enabled: true } }
}

resource records 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(provenanceSigningKeys)) {
  parent: vault
  name: 'provenance-signing-keys'
  properties: { value: provenanceSigningKeys, contentType: 'text/plain', attributes: { enabled: true } }
}

resource webhooks 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(webhookSecretKeys)) {
  parent: vault
  name: 'webhook-secret-keys'
  properties: { value: webhookSecretKeys, contentType: 'text/plain', attributes: { enabled: true } }
}

resource hooks 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(hookSources)) {
  parent: vault
  name: 'hook-sources'
  properties: { value: hookSources, contentType: 'application/json', attributes: { enabled: true } }
}

resource certificates 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(c2paCertificates)) {
  parent: vault
  name: 'c2pa-certificates'
  properties: { value: c2paCertificates, contentType: 'application/x-pem-file', attributes: { enabled: true } }
}

resource privateKey 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (!empty(c2paPrivateKey)) {
  parent: vault
  name: 'c2pa-private-key'
  properties: { value: c2paPrivateKey, contentType: 'application/x-pem-file', attributes: { enabled: true } }
}

resource grantedSecrets 'Microsoft.KeyVault/vaults/secrets@2026-02-01' existing = [
  for grant in grants: {
    parent: vault
    name: grant.secret
  }
]

resource secretRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in grants: {
    scope: grantedSecrets[index]
    name: guid(grantedSecrets[index].id, principals[grant.identity], grant.role)
    properties: {
      principalId: principals[grant.identity]
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: '${grant.identity}: ${grant.reason}'
    }
    dependsOn: [receipts, webhooks, hooks, certificates, privateKey]
  }
]

resource signingKey 'Microsoft.KeyVault/vaults/keys@2026-02-01' existing = {
  parent: vault
  name: empty(claimKey) ? 'none' : split(claimKey, '/')[0]
}

// Key Vault Crypto User also allows decrypting, backing up and changing the key. The role is of the vault’s group: one of another group cannot be
// assigned here.
resource claimSigner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (!empty(claimKey)) {
  name: guid(resourceGroup().id, 'claimSigner', suffix)
  properties: {
    roleName: '${roles.vault.claimSigner.name} (${suffix})'
    description: roles.vault.claimSigner.description
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: roles.vault.claimSigner.actions
        notActions: []
        dataActions: roles.vault.claimSigner.dataActions
        notDataActions: []
      }
    ]
  }
}

resource keyRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in (empty(claimKey) ? [] : roles.grants.keys): {
    scope: signingKey
    name: guid(signingKey.id, principals[grant.identity], grant.role)
    properties: {
      principalId: principals[grant.identity]
      principalType: 'ServicePrincipal'
      roleDefinitionId: claimSigner.id
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
