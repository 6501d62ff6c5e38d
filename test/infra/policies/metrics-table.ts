/** A platform metric, as Azure’s reference lists it. */
export interface PlatformMetric {
  readonly aggregations: readonly Aggregation[];
  readonly dimensions: readonly string[];
  /** The shortest time over which Azure counts it, in minutes. */
  readonly grainMinutes: number;
  /** Whether a diagnostic setting sends it to the workspace (“DS Export”): without, the table `AzureMetrics` never has it. */
  readonly isExported: boolean;
}

export type Aggregation = 'Total' | 'Minimum' | 'Maximum' | 'Average' | 'Count';

const LEVELS: readonly Aggregation[] = ['Average', 'Minimum', 'Maximum'];
const ALL_BUT_COUNT: readonly Aggregation[] = ['Average', 'Total', 'Minimum', 'Maximum'];
const SPEECH_CALLS = ['ApiName', 'OperationName', 'Region', 'RatelimitKey'];
const COSMOS_PARTITIONS = [
  'CollectionName',
  'DatabaseName',
  'Region',
  'PartitionKeyRangeId',
  'CollectionRid',
  'PhysicalPartitionId',
];
const COSMOS_LATENCY = [
  'DatabaseName',
  'CollectionName',
  'Region',
  'ConnectionMode',
  'OperationType',
  'PublicAPIType',
  'APIType',
];

function metric(
  aggregations: readonly Aggregation[],
  dimensions: readonly string[],
  isExported: boolean,
  grainMinutes = 1,
): PlatformMetric {
  return { aggregations, dimensions, isExported, grainMinutes };
}

/**
 * The metrics that alerts, scale rules and the workbook may use, by the type of the resource in lower case. What is not here is looked up first:
 * https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index, and its source, MicrosoftDocs/azure-reference-other,
 * azure-monitor-ref/supported-metrics/includes (read 2026-11).
 */
export const PLATFORM_METRICS: Readonly<Record<string, Readonly<Record<string, PlatformMetric>>>> = {
  'microsoft.servicebus/namespaces': {
    ActiveMessages: metric(LEVELS, ['EntityName'], false),
    DeadletteredMessages: metric(LEVELS, ['EntityName'], false),
    IncomingMessages: metric(['Total'], ['EntityName'], true),
    ThrottledRequests: metric(['Total'], ['EntityName', 'OperationResult', 'MessagingErrorSubCode'], false),
    ServerErrors: metric(['Total'], ['EntityName', 'OperationResult'], false),
    UserErrors: metric(['Total'], ['EntityName', 'OperationResult'], false),
  },
  'microsoft.documentdb/databaseaccounts': {
    NormalizedRUConsumption: metric(['Maximum', 'Average'], COSMOS_PARTITIONS, false),
    TotalRequests: metric(
      ['Count'],
      ['DatabaseName', 'CollectionName', 'Region', 'StatusCode', 'OperationType', 'Status', 'CapacityType'],
      true,
    ),
    ServiceAvailability: metric(LEVELS, [], false, 60),
    ServerSideLatencyGateway: metric(ALL_BUT_COUNT, COSMOS_LATENCY, false),
  },
  'microsoft.storage/storageaccounts/blobservices': {
    Availability: metric(LEVELS, ['GeoType', 'ApiName', 'Authentication'], true),
    Transactions: metric(['Total'], ['ResponseType', 'GeoType', 'ApiName', 'Authentication', 'TransactionType'], true),
  },
  'microsoft.eventgrid/systemtopics': {
    DeliveryAttemptFailCount: metric(['Total'], ['Error', 'ErrorType', 'EventSubscriptionName'], false),
    DeadLetteredCount: metric(['Total'], ['DeadLetterReason', 'EventSubscriptionName'], true),
  },
  'microsoft.cognitiveservices/accounts': {
    SuccessRate: metric(LEVELS, SPEECH_CALLS, false),
    ServerErrors: metric(['Total'], SPEECH_CALLS, true),
    BlockedCalls: metric(['Total'], SPEECH_CALLS, true),
    TotalCalls: metric(['Total'], SPEECH_CALLS, true),
  },
  'microsoft.keyvault/vaults': {
    Availability: metric(['Average'], ['ActivityType', 'ActivityName', 'StatusCode', 'StatusCodeClass'], true),
    SaturationShoebox: metric(['Average'], ['ActivityType', 'ActivityName', 'TransactionType'], false),
  },
  'microsoft.app/containerapps': {
    Replicas: metric(ALL_BUT_COUNT, ['revisionName', 'deploymentName'], true),
    RestartCount: metric(ALL_BUT_COUNT, ['revisionName', 'podName'], true),
    Requests: metric(ALL_BUT_COUNT, ['revisionName', 'podName', 'statusCodeCategory', 'statusCode'], true),
    UsageNanoCores: metric(ALL_BUT_COUNT, ['revisionName', 'podName'], true),
    WorkingSetBytes: metric(ALL_BUT_COUNT, ['revisionName', 'podName'], true),
  },
};

const COMMON_COLUMNS = ['TimeGenerated', 'Type', 'TenantId', '_ResourceId', '_SubscriptionId', 'SourceSystem'];
const APP_COLUMNS = [
  'ContainerAppName',
  'ContainerName',
  'EnvironmentName',
  'JobName',
  'Location',
  'Log',
  'OperationName',
  'RevisionName',
];

/**
 * The columns of the tables that queries may read, from https://learn.microsoft.com/azure/azure-monitor/reference/tables-index (read 2026-11);
 * `_LogOperation` is a function over `Operation`. `logs`: the category of the diagnostic setting that fills the table, where there is one.
 */
export const LOG_TABLES: Readonly<Record<string, { readonly columns: readonly string[]; readonly logs?: string }>> = {
  ContainerAppSystemLogs: {
    columns: [...COMMON_COLUMNS, ...APP_COLUMNS, 'Count', 'EventSource', 'Reason', 'ReplicaName'],
    logs: 'ContainerAppSystemLogs',
  },
  ContainerAppConsoleLogs: {
    columns: [...COMMON_COLUMNS, ...APP_COLUMNS, 'ContainerGroupName', 'ContainerImage', 'Stream'],
    logs: 'ContainerAppConsoleLogs',
  },
  AzureMetrics: {
    columns: [
      ...COMMON_COLUMNS,
      'Average',
      'Count',
      'Maximum',
      'MetricName',
      'Minimum',
      'Resource',
      'ResourceGroup',
      'ResourceId',
      'ResourceProvider',
      'TimeGrain',
      'Total',
      'UnitName',
    ],
  },
  /** https://learn.microsoft.com/azure/azure-monitor/reference/tables/appmetrics (read 2026-11). Application Insights writes it, no diagnostic setting. */
  AppMetrics: {
    columns: [
      ...COMMON_COLUMNS,
      'AppRoleInstance',
      'AppRoleName',
      'AppVersion',
      'IKey',
      'ItemCount',
      'Max',
      'Min',
      'Name',
      'OperationId',
      'OperationName',
      'ParentId',
      'Properties',
      'ResourceGUID',
      'SDKVersion',
      'Sum',
    ],
  },
  /** https://learn.microsoft.com/azure/azure-monitor/reference/tables/appevents (read 2026-11). */
  AppEvents: {
    columns: [
      ...COMMON_COLUMNS,
      'AppRoleInstance',
      'AppRoleName',
      'AppVersion',
      'IKey',
      'ItemCount',
      'Name',
      'OperationId',
      'Properties',
    ],
  },
  _LogOperation: {
    columns: [...COMMON_COLUMNS, 'Category', 'Operation', 'Level', 'Detail', 'OperationKey', 'Solution', 'Status'],
  },
};
