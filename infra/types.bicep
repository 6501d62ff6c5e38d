// Types that the templates of this folder share.

@export()
@description('Texts by names.')
type StringMap = {
  @description('A text.')
  *: string
}

@export()
@description('Purpose of a deployment; part of the names of its resources.')
type EnvironmentName = 'dev' | 'test' | 'prod'

@export()
@description('Whether a service can be reached only through private endpoints, or from anywhere with an Entra ID token.')
type NetworkReach = 'private' | 'public-entra'

@export()
@description('No virtual network: for the public profile.')
type NoNetwork = {
  @description('No virtual network.')
  mode: 'none'
}

@export()
@description('A virtual network created by the template.')
type NewNetwork = {
  @description('A virtual network created by the template.')
  mode: 'create'

  @description('Address space, for example 10.20.0.0/22. It cannot be changed while the network is in use.')
  addressPrefix: string

  @description('Subnet of the Container Apps environment: at least /27, only for this environment, and not resizable. One address serves about 10 replicas; a change of the revision needs twice as many.')
  infrastructurePrefix: string

  @description('Subnet of the private endpoints.')
  endpointPrefix: string

  @description('Whether a NAT gateway gives outbound traffic one address, which other firewalls can allow.')
  natGateway: bool
}

@export()
@description('An existing virtual network.')
type ExistingNetwork = {
  @description('An existing virtual network.')
  mode: 'existing'

  @description('Resource id of the virtual network.')
  virtualNetworkId: string

  @description('Resource id of the subnet of the Container Apps environment, delegated to Microsoft.App/environments.')
  infrastructureSubnetId: string

  @description('Resource id of the subnet of the private endpoints.')
  endpointSubnetId: string
}

@export()
@description('The virtual network of the deployment.')
@discriminator('mode')
type NetworkSettings = NoNetwork | NewNetwork | ExistingNetwork

@export()
@description('Private DNS zones that the template creates and links to the virtual network.')
type NewDnsZones = {
  @description('The template creates the zones and links them to the virtual network.')
  mode: 'create'
}

@export()
@description('Existing private DNS zones, in which the template registers the endpoints.')
type ExistingDnsZones = {
  @description('The zones exist and are linked to the virtual network; the template registers the endpoints.')
  mode: 'existing'

  @description('Resource ids of the zones.')
  zoneIds: DnsZoneIds
}

@export()
@description('An Azure Policy of the company registers the endpoints in its own zones.')
type DnsZonesByPolicy = {
  @description('An Azure Policy of the company registers the endpoints in its own zones.')
  mode: 'policy'
}

@export()
@description('Resource ids of private DNS zones.')
type DnsZoneIds = {
  @description('privatelink.servicebus.windows.net; not needed with public-entra for Service Bus.')
  serviceBus: string?

  @description('privatelink.documents.azure.com')
  cosmos: string

  @description('privatelink.blob.core.windows.net')
  blob: string

  @description('privatelink.vaultcore.azure.net; not needed with your own Key Vault.')
  vault: string?

  @description('privatelink.azurecr.io; not needed with your own registry.')
  registry: string?

  @description('privatelink.cognitiveservices.azure.com; not needed with public-entra for Speech.')
  cognitiveServices: string?

  @description('privatelink.openai.azure.com; only needed with Azure OpenAI.')
  openAi: string?

  @description('privatelink.redis.azure.net; only needed with a Redis.')
  redis: string?

  @description('privatelink.{region}.azurecontainerapps.io; only needed with a private endpoint of the environment.')
  environment: string?

  @description('privatelink.monitor.azure.com')
  monitor: string

  @description('privatelink.oms.opinsights.azure.com')
  oms: string

  @description('privatelink.ods.opinsights.azure.com')
  ods: string

  @description('privatelink.agentsvc.azure-automation.net')
  agentService: string
}

@export()
@description('Who manages the private DNS zones.')
@discriminator('mode')
type DnsSettings = NewDnsZones | ExistingDnsZones | DnsZonesByPolicy

@export()
@description('A deployment of a chat model that prepares texts for speech.')
type OpenAiSettings = {
  @description('Name of the model, for example gpt-4o-mini.')
  model: string

  @description('Version of the model.')
  version: string

  @description('Thousands of tokens a minute.')
  @minValue(1)
  @maxValue(1000)
  capacity: int
}

@export()
@description('An Azure Managed Redis for rate limits of all replicas of the API together.')
type RedisSettings = {
  @description('Size. The smallest one is more than enough for these counters; Balanced_B0 and B1 share processors.')
  sku: 'Balanced_B0' | 'Balanced_B1' | 'Balanced_B3' | 'Balanced_B5'

  @description('Whether there is a second node. Otherwise each replica counts its own requests while Azure maintains the only one.')
  highAvailability: bool
}

@export()
@description('Where Communication Services stores data.')
type DataLocation =
  | 'Europe'
  | 'UK'
  | 'United States'
  | 'Switzerland'
  | 'Germany'
  | 'France'
  | 'Norway'
  | 'Canada'
  | 'Australia'
  | 'Japan'

@export()
@description('A budget of the resource group.')
type BudgetSettings = {
  @description('Amount for a month, in the currency of the subscription. Mails are sent at 50, 80 and 100 % of it, and when 100 % is forecast.')
  @minValue(1)
  @maxValue(1000000)
  amount: int

  @description('First day of the month in which the budget began, such as 2026-12-01. Azure accepts only the current month for a new budget, and no change later. Empty: no budget.')
  @maxLength(10)
  startDate: string
}

@export()
@description('An additional KEDA rule of a worker app.')
type ScaleRule = {
  @description('Name, unique in the app.')
  name: string

  @description('Type of the scaler, as KEDA names it, for example azure-monitor.')
  type: string

  @description('Settings of the scaler; all values are strings.')
  metadata: StringMap
}

@export()
@description('Size of a replica on the Consumption profile: memory follows from it, 2 GiB for each processor.')
type ReplicaSize = '0.25' | '0.5' | '1' | '2' | '4'

@export()
@description('The API’s container app.')
type ApiSettings = {
  @description('Size of a replica in processors.')
  size: ReplicaSize

  @description('Minimum number of replicas. With 0 the first request waits for a cold start, and the job ticks publishes the recurring work.')
  @minValue(0)
  @maxValue(30)
  minReplicas: int

  @description('Maximum number of replicas.')
  @minValue(1)
  @maxValue(300)
  maxReplicas: int

  @description('Concurrent requests of a replica above which another replica starts.')
  @minValue(1)
  @maxValue(1000)
  concurrentRequests: int
}

@export()
@description('The worker’s container apps; replicas, cool-down and polling come from the table of worker apps.')
type WorkerSettings = {
  @description('Size of a replica in processors.')
  size: ReplicaSize

  @description('One app for all queues, or separate apps for audio and speech, which then scale separately.')
  layout: 'one' | 'split'

  @description('Additional KEDA rules of every worker app.')
  extraScaleRules: ScaleRule[]
}

@export()
@description('A share of the requests for a revision of the API.')
type TrafficWeight = {
  @description('Name of the revision; omitted with latestRevision.')
  revisionName: string?

  @description('Whether it is the newest revision.')
  latestRevision: bool?

  @description('Share in percent; all shares together are 100.')
  @minValue(0)
  @maxValue(100)
  weight: int

  @description('Label that gives the revision a separate URL.')
  label: string?
}

@export()
@description('Properties of the other resources that the container apps need. An output of main.bicep, a parameter of api.bicep and worker.bicep.')
type AppPlatform = {
  @description('Region.')
  location: string

  @description('Tags of every resource.')
  tags: StringMap

  @description('Suffix of names.')
  suffix: string

  @description('Resource id of the Container Apps environment.')
  environmentId: string

  @description('Resource id of the Log Analytics workspace.')
  workspaceId: string

  @description('Resource id of Application Insights.')
  appInsightsId: string

  @description('Resource id of the action group for alerts.')
  actionGroupId: string

  @description('Whether the API can be reached from the internet.')
  externalIngress: bool

  @description('Host name of the registry; empty: images need no credentials.')
  registryServer: string

  @description('Short name of the Service Bus namespace, for KEDA.')
  serviceBusName: string

  @description('Queues of producers that the worker receives from.')
  requestQueues: string[]

  @description('Resource ids of the identities.')
  identityIds: IdentityIds

  @description('Custom host name of the API; empty: that of the environment.')
  customDomain: string

  @description('Resource id of its certificate; none: Azure creates one if the API can be reached from the internet.')
  certificateId: string?

  @description('Networks that may call the API, as CIDR; empty: all.')
  allowedNetworks: string[]

  @description('The API’s container app.')
  api: ApiSettings

  @description('The worker’s container apps.')
  worker: WorkerSettings

  @description('Environment variables of both apps.')
  commonVariables: StringMap

  @description('Environment variables of the API.')
  apiVariables: StringMap

  @description('Environment variables of the worker.')
  workerVariables: StringMap

  @description('Key Vault secrets of the API, as URLs by the name of the variable.')
  apiSecrets: StringMap

  @description('Key Vault secrets of the worker, as URLs by the name of the variable.')
  workerSecrets: StringMap
}

@export()
@description('Resource ids of the identities.')
type IdentityIds = {
  @description('The identity of the API’s code.')
  api: string

  @description('The identity of the worker’s code.')
  worker: string

  @description('The identity that KEDA uses to count messages; containers get no token of it.')
  scaler: string

  @description('The identity that pulls images; containers get no token of it.')
  pull: string

  @description('The identity for Event Grid’s deliveries; no container has it. Empty: the topic’s own identity.')
  events: string

  @description('The identity of the job of the ticks. Empty: there is no such job, because the API always has a replica.')
  ticks: string
}

@export()
@description('Identities that read secrets, as principals.')
type SecretReaders = {
  @description('The API’s identity.')
  api: string

  @description('The worker’s identity.')
  worker: string
}

@export()
@description('Resource ids by the targets of alerts.json; a target without one has no alerts.')
type AlertTargets = {
  @description('Resource ids of one target.')
  *: string[]
}

@export()
@description('Names of services by kind; empty: none.')
type ServiceNames = {
  @description('Service Bus namespace.')
  serviceBus: string

  @description('Cosmos DB account.')
  cosmos: string

  @description('Storage account.')
  storage: string

  @description('Key Vault.')
  vault: string

  @description('Container registry.')
  registry: string

  @description('Speech resource.')
  speech: string

  @description('Translator resource.')
  translator: string

  @description('Azure OpenAI resource.')
  openAi: string

  @description('Container Apps environment.')
  environment: string

  @description('Event Grid system topic.')
  topic: string

  @description('Azure Managed Redis.')
  redis: string
}

@export()
@description('Values of attributes of a metric, by the name of the attribute.')
type AttributeValues = {
  @description('One of these.')
  *: string[]
}

@export()
@description('An alert on a metric of the API or the worker, as in alerts.json.')
type OwnAlert = {
  @description('Name of the alert, and of its section in docs/runbook.md.')
  id: string

  @description('Of docs/metrics.md.')
  metric: string

  @description('Largest value, sum, or share of the measurements.')
  aggregation: 'Maximum' | 'Total' | 'Share'

  @description('Which measurements: for a share, those that are counted.')
  where: AttributeValues?

  @description('Among which measurements a share is counted; all if not set.')
  among: AttributeValues?

  @description('The column that counts measurements: ItemCount of a histogram, Sum of a counter.')
  measure: ('ItemCount' | 'Sum')?

  @description('Among fewer, a share says nothing.')
  minimum: int?

  @description('The share must be above the threshold in the last part of the window too, for example PT15M: the fault is still there.')
  short: string?

  @description('An attribute; each of its values is an alert of its own.')
  by: string?

  @description('How the value is compared with the threshold.')
  operator: 'GreaterThan' | 'LessThan'

  @description('What the value is compared with. Parts of one are allowed, so it is no int.')
  threshold: string
}
