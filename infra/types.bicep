// Types that the templates of this folder share.

@export()
@description('Texts by names.')
type StringMap = {
  @description('A text.')
  *: string
}

@export()
@description('What a deployment is for; part of the names of its resources.')
type EnvironmentName = 'dev' | 'test' | 'prod'

@export()
@description('Whether a service is reached through private endpoints alone, or from anywhere with a token of Entra ID.')
type NetworkReach = 'private' | 'public-entra'

@export()
@description('No virtual network: for the public profile.')
type NoNetwork = {
  @description('No virtual network.')
  mode: 'none'
}

@export()
@description('A virtual network that the template makes.')
type NewNetwork = {
  @description('A virtual network that the template makes.')
  mode: 'create'

  @description('Address space, for example 10.20.0.0/22. It cannot be changed while the network is in use.')
  addressPrefix: string

  @description('Subnet of the Container Apps environment; /27 at least, for this environment alone, and never resized. One address serves about 10 replicas, and twice as many are needed while a revision changes.')
  infrastructurePrefix: string

  @description('Subnet of the private endpoints.')
  endpointPrefix: string

  @description('Whether a NAT gateway gives outbound traffic one address, which firewalls of others can allow.')
  natGateway: bool
}

@export()
@description('A virtual network that is there.')
type ExistingNetwork = {
  @description('A virtual network that is there.')
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
@description('Private DNS zones that the template makes and links to the virtual network.')
type NewDnsZones = {
  @description('The template makes the zones and links them to the virtual network.')
  mode: 'create'
}

@export()
@description('Private DNS zones that are there; the template enters the endpoints.')
type ExistingDnsZones = {
  @description('The zones are there, linked to the virtual network; the template enters the endpoints.')
  mode: 'existing'

  @description('Resource ids of the zones.')
  zoneIds: DnsZoneIds
}

@export()
@description('An Azure Policy of the company enters the endpoints into its own zones.')
type DnsZonesByPolicy = {
  @description('An Azure Policy of the company enters the endpoints into its own zones.')
  mode: 'policy'
}

@export()
@description('Resource ids of private DNS zones.')
type DnsZoneIds = {
  @description('privatelink.servicebus.windows.net; not needed with a Service Bus that is public-entra.')
  serviceBus: string?

  @description('privatelink.documents.azure.com')
  cosmos: string

  @description('privatelink.blob.core.windows.net')
  blob: string

  @description('privatelink.vaultcore.azure.net; not needed with a Key Vault of your own.')
  vault: string?

  @description('privatelink.azurecr.io; not needed with a registry of your own.')
  registry: string?

  @description('privatelink.cognitiveservices.azure.com; not needed with a Speech that is public-entra.')
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
@description('Who keeps the private DNS zones.')
@discriminator('mode')
type DnsSettings = NewDnsZones | ExistingDnsZones | DnsZonesByPolicy

@export()
@description('A deployment of a chat model that makes texts speakable.')
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
@description('An Azure Managed Redis for limits that the replicas of the API share.')
type RedisSettings = {
  @description('Size. The smallest has far more room than counts of a minute need; Balanced_B0 and B1 share processors.')
  sku: 'Balanced_B0' | 'Balanced_B1' | 'Balanced_B3' | 'Balanced_B5'

  @description('Whether there is a second node. Without, each replica counts for itself while Azure maintains the only one.')
  highAvailability: bool
}

@export()
@description('A budget of the resource group.')
type BudgetSettings = {
  @description('Amount for a month, in the currency of the subscription. Mails go out at 50, 80 and 100 % of it, and when 100 % is forecast.')
  @minValue(1)
  @maxValue(1000000)
  amount: int

  @description('First day of the month in which the budget began, as 2026-12-01. Azure takes no other month when the budget is made, and no change later. Empty: no budget.')
  @maxLength(10)
  startDate: string
}

@export()
@description('A further KEDA rule of a worker app.')
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

  @description('Replicas that always run. Below 1 the first request waits for a cold start, and nothing publishes the recurring work.')
  @minValue(0)
  @maxValue(30)
  minReplicas: int

  @description('Most replicas.')
  @minValue(1)
  @maxValue(300)
  maxReplicas: int

  @description('Requests at a time above which a further replica starts.')
  @minValue(1)
  @maxValue(1000)
  concurrentRequests: int
}

@export()
@description('The worker’s container apps; replicas, cool-down and polling stand in the table of worker apps.')
type WorkerSettings = {
  @description('Size of a replica in processors.')
  size: ReplicaSize

  @description('One app for all queues, or audio and speech apart, so that what one needs does not make the others grow.')
  layout: 'one' | 'split'

  @description('Further KEDA rules of every worker app.')
  extraScaleRules: ScaleRule[]
}

@export()
@description('A share of the requests for a revision of the API.')
type TrafficWeight = {
  @description('Name of the revision; none with latestRevision.')
  revisionName: string?

  @description('Whether it is the newest revision, whatever its name.')
  latestRevision: bool?

  @description('Share in percent; all shares together are 100.')
  @minValue(0)
  @maxValue(100)
  weight: int

  @description('Label under which the revision has a URL of its own.')
  label: string?
}

@export()
@description('What the container apps need to know of the other resources. An output of main.bicep, a parameter of api.bicep and worker.bicep.')
type AppPlatform = {
  @description('Region.')
  location: string

  @description('Tags of every resource.')
  tags: StringMap

  @description('What names end with.')
  suffix: string

  @description('Resource id of the Container Apps environment.')
  environmentId: string

  @description('Resource id of the Log Analytics workspace.')
  workspaceId: string

  @description('Resource id of Application Insights.')
  appInsightsId: string

  @description('Resource id of the action group that alerts go to.')
  actionGroupId: string

  @description('Whether the API is reached from the internet.')
  externalIngress: bool

  @description('Host name of the registry; empty: images need no credentials.')
  registryServer: string

  @description('Short name of the Service Bus namespace, for KEDA.')
  serviceBusName: string

  @description('Resource ids of the identities.')
  identityIds: IdentityIds

  @description('Own host name of the API; empty: that of the environment.')
  customDomain: string

  @description('Resource id of the certificate for it; none: Azure makes one where the API is reached from the internet.')
  certificateId: string?

  @description('Networks that may call the API, as CIDR; empty: all.')
  allowedNetworks: string[]

  @description('The API’s container app.')
  api: ApiSettings

  @description('The worker’s container apps.')
  worker: WorkerSettings

  @description('Environment variables of both.')
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
  @description('What the API’s code signs in as.')
  api: string

  @description('What the worker’s code signs in as.')
  worker: string

  @description('What KEDA counts messages with; a container gets no token of it.')
  scaler: string

  @description('What images are pulled with; a container gets no token of it.')
  pull: string

  @description('What Event Grid delivers with; no container holds it. Empty: the topic delivers as itself.')
  events: string
}

@export()
@description('Identities that read secrets, as principals.')
type SecretReaders = {
  @description('The API’s.')
  api: string

  @description('The worker’s.')
  worker: string
}

@export()
@description('Resource ids by the targets of alerts.json; a target without one has no alerts.')
type AlertTargets = {
  @description('Resource ids of one target.')
  *: string[]
}

@export()
@description('Names of services by kind; empty: there is none.')
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
