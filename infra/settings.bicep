// Types of main.bicep’s parameters.

@export()
@description('Existing resources to use instead of new ones.')
type ExistingResources = {
  @description('Resource id of a Log Analytics workspace; empty: the template creates one.')
  logAnalyticsWorkspaceId: string

  @description('Resource id of a container registry; empty: the template creates one.')
  registryId: string

  @description('Resource id of a Key Vault with Azure RBAC, whose name the private DNS resolves; empty: the template creates one.')
  keyVaultId: string

  @description('Name of the Event Grid system topic of the storage account; it must have the identity of event delivery, or in the private profile a system-assigned one. Empty: the template creates one.')
  eventGridSystemTopic: string
}

@export()
@description('Logs.')
type LogSettings = {
  @description('Days that logs are kept.')
  @minValue(30)
  @maxValue(730)
  retentionDays: int

  @description('Maximum of gigabytes a day; -1: no limit. An alert fires when it is reached.')
  @minValue(-1)
  @maxValue(1000)
  dailyQuotaGb: int

  @description('Whether people may query logs from public networks in the private profile. Telemetry never uses these.')
  queriesFromPublicNetworks: bool
}

@export()
@description('Capacity of Cosmos DB.')
type CosmosSettings = {
  @description('serverless: billed by request, free when idle. autoscale: throughput that the containers share. Cannot be changed later.')
  capacityMode: 'serverless' | 'autoscale'

  @description('Maximum of request units a second of autoscale, a multiple of 1,000, for the whole account.')
  @minValue(1000)
  @maxValue(100000)
  maxThroughput: int
}

@export()
@description('How long data is kept.')
type RetentionSettings = {
  @description('Days that rejected recordings are kept as they were sent, in tenants that have set nothing else (RETENTION_RAW_MS).')
  @minValue(1)
  @maxValue(365)
  rawDays: int

  @description('Days that originals are kept in the archive (RETENTION_ORIGINALS_MS); 0: as long as their upload.')
  @minValue(0)
  @maxValue(36500)
  originalsDays: int

  @description('Days that records of speech are kept (PROVENANCE_RETENTION_MS).')
  @minValue(1)
  @maxValue(3650)
  provenanceDays: int

  @description('Days for which Azure refuses to change or delete the anchors of the audit log; 0: no such policy. See docs/erasure.md.')
  @minValue(0)
  @maxValue(3650)
  auditAnchorsImmutableDays: int

  @description('Days for which Azure refuses to change or delete the recordings of consents; 0: no such policy. During this time the erasure of a person fails: see docs/erasure.md.')
  @minValue(0)
  @maxValue(3650)
  consentsImmutableDays: int

  @description('Whether administrators can set legal holds (LEGAL_HOLDS): the containers get immutable storage with versioning. It cannot be switched off, and only for new containers be switched on: see docs/retention.md.')
  legalHolds: bool
}

@export()
@description('How callers reach the API.')
type EdgeSettings = {
  @description('Custom host name of the API; empty: that of the environment. Create two DNS records first: docs/deploy.md. If the API can be reached from the internet, Azure creates the certificate.')
  customDomain: string

  @description('Resource id of a certificate of the environment for customDomain (managedEnvironments/certificates). Empty: Azure creates one if the API can be reached from the internet; otherwise the name has none, for a gateway with its own.')
  certificateId: string?

  @description('Networks that may call the API, as CIDR; empty: all. With any network there is no availability test, because the addresses of Azure’s tests change and service tags are not allowed here.')
  allowedNetworks: string[]

  @description('Proxies before the API that append to X-Forwarded-For: 1 for the ingress of Container Apps, 2 with a gateway in front of it.')
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

  @description('Application (client) id. Required with an image.')
  @maxLength(36)
  clientId: string

  @description('Tenants whose tokens are accepted; empty: the tenant of the registration.')
  allowedTenants: string[]

  @description('Client ids of the applications whose tokens are accepted; empty: all applications.')
  allowedClients: string[]

  @description('Client id that Swagger UI uses to sign in; empty: no sign-in.')
  @maxLength(36)
  swaggerClientId: string
}

@export()
@description('Images of the apps.')
type ImageSettings = {
  @description('Image of the API, by digest. Empty: the API’s app does not change.')
  api: string

  @description('Image of the worker, by digest. Empty: the worker’s apps do not change.')
  worker: string
}

@export()
@description('Names of secrets that the apps read from Key Vault.')
type SecretName =
  | 'receipt-signing-keys'
  | 'provenance-signing-keys'
  | 'webhook-secret-keys'
  | 'hook-sources'
  | 'c2pa-certificates'
  | 'c2pa-private-key'

@export()
@description('Another system that orders work by messages on queues of its own: docs/producers.md.')
type Producer = {
  @description('1 to 40 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen. It names the queues.')
  @minLength(1)
  @maxLength(40)
  name: string

  @description('Object id of the service principal or managed identity that it signs in as: it alone may send the requests and receive the replies.')
  @minLength(36)
  @maxLength(36)
  principalId: string

  @description('Tenant whose documents its requests make; one of the allowed tenants.')
  @minLength(36)
  @maxLength(36)
  tenantId: string

  @description('Object id of the user or application that owns these documents.')
  @minLength(36)
  @maxLength(36)
  ownerId: string

  @description('App roles that it has.')
  @minLength(1)
  roles: AppRole[]

  @description('Requests that it may send.')
  @minLength(1)
  requests: ProducerRequest[]

  @description('Requests a minute; where one is absent, the limit of the API (RATE_LIMIT_…) holds for this producer too.')
  limits: ProducerLimits?
}

@description('App role of the API.')
type AppRole = 'Voice.Read' | 'Voice.Enroll' | 'Voice.Synthesize' | 'Webhook.Manage' | 'Audit.Read' | 'Voice.Admin'

@description('What a producer can ask for.')
type ProducerRequest =
  | 'consent.request'
  | 'voice.request'
  | 'synthesis.request'
  | 'batch.request'
  | 'speech.cancel'
  | 'voice.erase.request'

@description('Requests of a producer in a minute.')
type ProducerLimits = {
  @description('Consents, cancellations and erasures.')
  @minValue(1)
  @maxValue(1000000)
  default: int?

  @description('Syntheses and batches.')
  @minValue(1)
  @maxValue(1000000)
  synthesis: int?

  @description('Voices.')
  @minValue(1)
  @maxValue(1000000)
  training: int?
}
