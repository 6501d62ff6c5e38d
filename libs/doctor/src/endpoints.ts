import type { Config } from '#config';
import type { Area } from './finding.ts';

/** An address that a deployable talks to. */
export interface Endpoint {
  readonly area: Area;
  readonly variable: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Scope of the tokens that it takes; undefined: none, or a key is used. */
  readonly scope?: string;
}

const AMQPS_PORT = 5671;
const REDIS_PORT = 6379;
const REDIS_SCOPE = 'https://redis.azure.com/.default';
const COGNITIVE_SERVICES_SCOPE = 'https://cognitiveservices.azure.com/.default';

/** Private DNS zones of the template (infra/azure-cloud.json, with which a test compares them), by the suffix of the hosts in them. */
export const PRIVATE_ZONES: Readonly<Record<string, string>> = {
  '.servicebus.windows.net': 'privatelink.servicebus.windows.net',
  '.documents.azure.com': 'privatelink.documents.azure.com',
  '.blob.core.windows.net': 'privatelink.blob.core.windows.net',
  '.cognitiveservices.azure.com': 'privatelink.cognitiveservices.azure.com',
  '.openai.azure.com': 'privatelink.openai.azure.com',
  '.redis.azure.net': 'privatelink.redis.azure.net',
};

/** All addresses of a configuration; Entra ID’s first. */
export function endpointsOf(config: Config): readonly Endpoint[] {
  const { entra, serviceBus, cosmos, blob, speech, translator, preparation, rateLimits } = config;
  return [
    byUrl('entra', 'ENTRA_AUTHORITY', entra.authority),
    'namespace' in serviceBus
      ? namespaceOf(serviceBus.namespace)
      : byUrl(
          'service-bus',
          'SERVICE_BUS_CONNECTION_STRING',
          partOf(serviceBus.connectionString, 'Endpoint'),
          undefined,
          AMQPS_PORT,
        ),
    byUrl(
      'cosmos',
      'COSMOS_ENDPOINT',
      cosmos.endpoint,
      cosmos.key === undefined ? cosmosScope(cosmos.endpoint) : undefined,
    ),
    'endpoint' in blob
      ? byUrl('blob-storage', 'BLOB_ENDPOINT', blob.endpoint, 'https://storage.azure.com/.default')
      : byUrl('blob-storage', 'BLOB_CONNECTION_STRING', blobEndpoint(blob.connectionString)),
    byUrl('speech', 'SPEECH_ENDPOINT', speech.endpoint, scopeUnless(speech.key)),
    byUrl('speech', 'SPEECH_WEBSOCKET_URL', speech.websocketUrl),
    ...(translator
      ? [byUrl('translator', 'TRANSLATOR_ENDPOINT', translator.endpoint, scopeUnless(translator.key))]
      : []),
    ...(preparation ? [byUrl('openai', 'OPENAI_ENDPOINT', preparation.endpoint, scopeUnless(preparation.key))] : []),
    ...(rateLimits.redisUrl === undefined
      ? []
      : [
          byUrl(
            'redis',
            'REDIS_URL',
            rateLimits.redisUrl,
            rateLimits.redisAuth === 'entra' ? REDIS_SCOPE : undefined,
            REDIS_PORT,
          ),
        ]),
  ];
}

/** The private DNS zone in which a host lies, if Azure has one for it. */
export function privateZoneOf(host: string): string | undefined {
  return Object.entries(PRIVATE_ZONES).find(([suffix]) => host.toLowerCase().endsWith(suffix))?.[1];
}

function byUrl(area: Area, variable: string, address: string, scope?: string, standardPort?: number): Endpoint {
  const { hostname, port, protocol } = new URL(address);
  const isTls = ['https:', 'wss:', 'rediss:', 'sb:', 'amqps:'].includes(protocol);
  return {
    area,
    variable,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (standardPort ?? (isTls ? 443 : 80)) : Number(port),
    isTls,
    ...(scope === undefined ? {} : { scope }),
  };
}

function namespaceOf(namespace: string): Endpoint {
  const [host = '', port] = namespace.split(':');
  const scope = 'https://servicebus.azure.net/.default';
  return {
    area: 'service-bus',
    variable: 'SERVICE_BUS_NAMESPACE',
    host,
    port: Number(port ?? AMQPS_PORT),
    isTls: true,
    scope,
  };
}

/** As the SDK of Cosmos DB asks for it: the account itself is the resource. */
function cosmosScope(endpoint: string): string {
  return `${new URL(endpoint).origin}/.default`;
}

function scopeUnless(key: string | undefined): string | undefined {
  return key === undefined ? COGNITIVE_SERVICES_SCOPE : undefined;
}

function partOf(connectionString: string, name: string): string {
  const part = connectionString.split(';').find((each) => each.startsWith(`${name}=`));
  return part?.slice(name.length + 1) ?? 'sb://localhost';
}

function blobEndpoint(connectionString: string): string {
  const given = partOf(connectionString, 'BlobEndpoint');
  if (given.startsWith('http')) return given;
  return `https://${partOf(connectionString, 'AccountName')}.blob.core.windows.net`;
}
