import { z } from 'zod';

/** `true`/`false`, `1`/`0`, `yes`/`no`, `on`/`off`. */
const flag = z.stringbool();
const port = z.coerce.number().int().min(0).max(65_535);
const url = (protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join('|')})$`), error: `must be a URL with ${protocols.join(' or ')}` });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const milliseconds = z.coerce.number().int().min(1);
const networks = list.pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be networks as 10.0.0.0/8' })));
/** `443` or `8000-8100`, as first and last port. */
const portRanges = list.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,5}(-\d{1,5})?$/, 'must be ports or ranges of ports as 8000-8100')
      .transform((text) => text.split('-').map(Number))
      .transform(([first = 0, last = first]): readonly [number, number] => [first, last])
      .refine(([first, last]) => first >= 1 && first <= last && last <= 65_535, 'must be ports from 1 to 65535'),
  ),
);
const perMinute = z.coerce.number().int().min(1).max(1_000_000);

/**
 * Every environment variable that the two deployables read. `docs/configuration.md` is generated from the descriptions.
 * An empty variable counts as not set.
 */
export const environmentSchema = z.object({
  PORT: port.default(3000).describe('Port of the API; 0 takes a free one'),
  HEALTH_PORT: port.default(3001).describe('Port of the worker’s health endpoints; 0 takes a free one'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  PUBLIC_URL: url(['https', 'http']).optional().describe('URL under which clients reach the API, if not as it listens'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe lines that are logged'),
  SHUTDOWN_GRACE_MS: milliseconds.default(25_000).describe('How long running work may take to finish after SIGTERM'),

  ENTRA_AUTHORITY: url(['https'])
    .default('https://login.microsoftonline.com')
    .describe('Where tokens come from; another one for sovereign clouds and the sandbox'),
  ENTRA_TENANT_ID: z.guid().describe('Tenant in which the API is registered'),
  ENTRA_ALLOWED_TENANTS: list
    .pipe(z.array(z.guid()))
    .optional()
    .describe('Tenants whose tokens are accepted, separated by commas; the home tenant if not set'),
  ENTRA_CLIENT_ID: z.guid().describe('Application (client) id of the API’s registration'),
  ENTRA_AUDIENCE: list.optional().describe('Further accepted audiences (`api://…`), separated by commas'),
  SWAGGER_ENABLED: flag.default(true).describe('Whether the API serves Swagger UI at /docs'),
  SWAGGER_CLIENT_ID: z.guid().optional().describe('Client id with which Swagger UI signs in'),

  SERVICE_BUS_NAMESPACE: z
    .string()
    .regex(/^[\w.-]+(:\d+)?$/, 'must be a host name, for example contoso.servicebus.windows.net')
    .optional()
    .describe('Fully qualified Service Bus namespace, used with the managed identity'),
  SERVICE_BUS_CONNECTION_STRING: z.string().optional().describe('Instead of the namespace: a connection string'),
  COSMOS_ENDPOINT: url(['https', 'http']).describe('Account endpoint of Cosmos DB for NoSQL'),
  COSMOS_KEY: z.string().optional().describe('Account key, instead of the managed identity'),
  COSMOS_ENDPOINT_DISCOVERY: flag
    .default(true)
    .describe('Whether the Cosmos SDK looks for the account’s other regions; off behind a proxy and in the sandbox'),
  COSMOS_DATABASE: z.string().default('voice').describe('Database that holds the containers'),
  BLOB_ENDPOINT: url(['https', 'http']).optional().describe('Blob service URL, used with the managed identity'),
  BLOB_CONNECTION_STRING: z.string().optional().describe('Instead of the URL: a connection string'),

  SPEECH_ENDPOINT: url(['https', 'http']).describe(
    'Custom-domain endpoint of the Speech resource: https://{name}.cognitiveservices.azure.com',
  ),
  SPEECH_WEBSOCKET_URL: url(['wss', 'ws']).describe(
    'Where the Speech SDK connects: wss://{name}.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
  ),
  SPEECH_KEY: z.string().optional().describe('Key of the Speech resource, instead of the managed identity'),
  SPEECH_BASE_MODEL: z.string().default('DragonLatestNeural').describe('Base model of new voices'),
  SPEECH_POLL_MS: milliseconds.default(2_000).describe('How long to wait before asking again for a consent or a voice'),
  SPEECH_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8).describe('Synthesizer connections per process'),

  AUDIO_WORKERS: z.coerce.number().int().min(1).max(64).default(2).describe('Child processes that decode recordings'),
  UPLOAD_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(100 * 1024 * 1024)
    .describe('Largest recording accepted'),
  UPLOAD_URL_TTL_MS: milliseconds.max(86_400_000).default(900_000).describe('How long an upload URL is valid'),

  RATE_LIMITING_ENABLED: flag.default(true).describe('Whether requests are limited'),
  RATE_LIMIT_DEFAULT: perMinute.default(100).describe('Requests per minute, for each tenant and principal'),
  RATE_LIMIT_SYNTHESIS: perMinute.default(50).describe('The same for requests that speak'),
  RATE_LIMIT_TRAINING: perMinute.default(10).describe('The same for requests that enrol a voice'),
  RATE_LIMIT_HOOKS: perMinute.default(600).describe('Inbound webhooks per minute, for each source'),
  REDIS_URL: url(['redis', 'rediss'])
    .optional()
    .describe('Redis in which requests are counted for all replicas together; each counts its own if not set'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Proxies before the API that append to X-Forwarded-For: 1 behind the ingress of Container Apps'),
  CORS_ALLOWED_ORIGINS: list
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((origin) => new URL(origin).origin)))
    .optional()
    .describe('Origins whose pages may call the API, separated by commas; none if not set'),

  EGRESS_ALLOW_HTTP: flag
    .default(false)
    .describe('Whether URLs that callers give (recordings to fetch, webhook endpoints) may be http'),
  EGRESS_ALLOWED_NETWORKS: networks
    .optional()
    .describe('Networks that such URLs may lead to although they are not public, separated by commas; none if not set'),
  EGRESS_PORTS: portRanges
    .optional()
    .describe('Ports and ranges of ports (8000-8100) of such URLs, beside those of http and https; 8443 if not set'),
  IDENTITY_ENDPOINT: z.url().optional().describe('Set by the platform; such URLs never lead there'),

  HOOK_SOURCES: z
    .string()
    .optional()
    .describe('Systems that send webhooks to /hooks/{name}: a JSON array, see docs/webhooks.md'),
  WEBHOOK_SECRET_KEYS: list
    .optional()
    .describe(
      'Keys that seal the secrets of webhook endpoints: 32 bytes in base64 each, the newest first, separated by commas',
    ),
  WEBHOOK_ATTEMPT_DELAYS_MS: list
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^\d{1,9}$/, 'must be milliseconds')
            .transform(Number),
        )
        .min(1)
        .max(20),
    )
    .optional()
    .describe(
      'How long after the one before each attempt to deliver a webhook is made, separated by commas; those of Standard Webhooks (10 in 76 hours) if not set',
    ),

  WORKER_QUEUES: list.optional().describe('Queues that this worker serves, separated by commas; all if not set'),
});

export type Environment = z.infer<typeof environmentSchema>;
