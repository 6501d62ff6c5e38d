// Types of main.bicep’s parameters.

@export()
@description('Resources that are there and are used instead of new ones.')
type ExistingResources = {
  @description('Resource id of a Log Analytics workspace; empty: the template makes one.')
  logAnalyticsWorkspaceId: string

  @description('Resource id of a container registry; empty: the template makes one.')
  registryId: string

  @description('Resource id of a Key Vault with Azure RBAC, of a name that the private DNS resolves; empty: the template makes one.')
  keyVaultId: string

  @description('Name of the Event Grid system topic of the storage account; it must hold the identity of event delivery, in the private profile its own. Empty: the template makes one.')
  eventGridSystemTopic: string
}

@export()
@description('Logs.')
type LogSettings = {
  @description('Days that they stay.')
  @minValue(30)
  @maxValue(730)
  retentionDays: int

  @description('Most gigabytes a day; -1: no limit. An alert says when it is reached.')
  @minValue(-1)
  @maxValue(1000)
  dailyQuotaGb: int

  @description('Whether people query them from public networks in the private profile. Telemetry never leaves by these.')
  queriesFromPublicNetworks: bool
}

@export()
@description('Capacity of Cosmos DB.')
type CosmosSettings = {
  @description('serverless: each request is paid for, and nothing when idle. autoscale: throughput that the containers share. Cannot be changed later.')
  capacityMode: 'serverless' | 'autoscale'

  @description('Most request units a second of autoscale, a multiple of 1,000; the account takes no more.')
  @minValue(1000)
  @maxValue(100000)
  maxThroughput: int
}

@export()
@description('How long what is stored stays.')
type RetentionSettings = {
  @description('Days that recordings stay as they were sent (RETENTION_RAW_MS).')
  @minValue(1)
  @maxValue(365)
  rawDays: int

  @description('Days that originals stay in the archive (RETENTION_ORIGINALS_MS); 0: as long as their upload.')
  @minValue(0)
  @maxValue(36500)
  originalsDays: int

  @description('Days for which Azure refuses to change or delete the anchors of the audit log; 0: no such policy. See docs/erasure.md.')
  @minValue(0)
  @maxValue(3650)
  auditAnchorsImmutableDays: int

  @description('Days for which Azure refuses to change or delete the recordings of consents; 0: no such policy. For as long, the erasure of a person fails: see docs/erasure.md.')
  @minValue(0)
  @maxValue(3650)
  consentsImmutableDays: int
}

@export()
@description('How callers reach the API.')
type EdgeSettings = {
  @description('Own host name of the API; empty: that of the environment. Two records must be there first: docs/deploy.md. Where the API is reached from the internet, Azure makes the certificate.')
  customDomain: string

  @description('Resource id of a certificate of the environment for customDomain (managedEnvironments/certificates). Empty: Azure makes one, which it can only where the API is reached from the internet; elsewhere the name has none, for a gateway with its own.')
  certificateId: string?

  @description('Networks that may call the API, as CIDR; empty: all. With any, there is no availability test: Azure’s testers call from addresses that change, and no service tag can be allowed here.')
  allowedNetworks: string[]

  @description('Proxies before the API that append to X-Forwarded-For: 1 is the ingress of Container Apps alone, 2 with a gateway before it.')
  @minValue(1)
  @maxValue(10)
  trustedProxyHops: int

  @description('Origins whose pages may call the API and upload recordings (CORS_ALLOWED_ORIGINS).')
  corsAllowedOrigins: string[]

  @description('Whether the API serves Swagger UI at /docs.')
  swagger: bool
}

@export()
@description('Registration of the API in Entra ID.')
type EntraSettings = {
  @description('Tenant.')
  @minLength(36)
  @maxLength(36)
  tenantId: string

  @description('Application (client) id. Needed as soon as an image is given.')
  @maxLength(36)
  clientId: string

  @description('Tenants whose tokens are accepted; empty: that of the registration.')
  allowedTenants: string[]

  @description('Client ids of the applications whose tokens are accepted; empty: all to which Entra ID gives one.')
  allowedClients: string[]

  @description('Client id with which Swagger UI signs in; empty: it does not.')
  @maxLength(36)
  swaggerClientId: string
}

@export()
@description('What the apps run.')
type ImageSettings = {
  @description('Image of the API, by digest. Empty: the API’s app stays as it is, whatever that is.')
  api: string

  @description('Image of the worker, by digest. Empty: the worker’s apps stay as they are, whatever that is.')
  worker: string
}

@export()
@description('Names of secrets that the apps read from Key Vault.')
type SecretName = 'receipt-signing-keys' | 'webhook-secret-keys' | 'hook-sources'
