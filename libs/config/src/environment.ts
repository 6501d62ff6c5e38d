import { z } from 'zod';
import { audioProfileOverrides } from './audio-profiles.ts';

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
  ENTRA_ALLOWED_CLIENTS: list
    .pipe(z.array(z.guid()).min(1))
    .optional()
    .describe(
      'Client ids of the applications whose tokens are accepted, separated by commas; all to which Entra ID gives one if not set',
    ),
  ENTRA_CLIENT_ID: z.guid().describe('Application (client) id of the API’s registration'),
  ENTRA_AUDIENCE: list.optional().describe('Further accepted audiences (`api://…`), separated by commas'),
  SWAGGER_ENABLED: flag.default(true).describe('Whether the API serves Swagger UI at /docs'),
  SWAGGER_CLIENT_ID: z.guid().optional().describe('Client id with which Swagger UI signs in'),

  ALLOW_ACCOUNT_KEYS: flag
    .default(false)
    .describe(
      'Whether keys and connection strings of Azure services are taken; without it one of them ends the start with 78. For emulators, which know no identities',
    ),
  SERVICE_BUS_NAMESPACE: z
    .string()
    .regex(/^[\w.-]+(:\d+)?$/, 'must be a host name, for example contoso.servicebus.windows.net')
    .optional()
    .describe('Fully qualified Service Bus namespace, used with the managed identity'),
  SERVICE_BUS_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('Instead of the namespace: a connection string; only with ALLOW_ACCOUNT_KEYS'),
  COSMOS_ENDPOINT: url(['https', 'http']).describe('Account endpoint of Cosmos DB for NoSQL'),
  COSMOS_KEY: z
    .string()
    .optional()
    .describe('Account key, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  COSMOS_ENDPOINT_DISCOVERY: flag
    .default(true)
    .describe('Whether the Cosmos SDK looks for the account’s other regions; off behind a proxy and in the sandbox'),
  COSMOS_CONSISTENCY: z
    .enum(['Session', 'BoundedStaleness', 'Strong'])
    .default('Session')
    .describe(
      'The account’s default consistency level. Session: each process sends the session tokens that it gets. Anything but Session leaves reads at the account’s level, which must then be that. A process whose account has a weaker level ends at its start with 78',
    ),
  COSMOS_DATABASE: z.string().default('voice').describe('Database that holds the containers'),
  BLOB_ENDPOINT: url(['https', 'http'])
    .refine((address) => !address.includes('?'), 'must have no query: a SAS in it would be a key')
    .optional()
    .describe('Blob service URL, used with the managed identity'),
  BLOB_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('Instead of the URL: a connection string; only with ALLOW_ACCOUNT_KEYS'),

  SPEECH_ENDPOINT: url(['https', 'http']).describe(
    'Custom-domain endpoint of the Speech resource: https://{name}.cognitiveservices.azure.com',
  ),
  SPEECH_WEBSOCKET_URL: url(['wss', 'ws']).describe(
    'Where the Speech SDK connects: wss://{name}.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1. At this path Azure is asked first for the regional host. With the managed identity the Speech resource must allow all networks: with selected networks or private endpoints Azure answers bearer tokens with 401 or 403; use SPEECH_KEY, with ALLOW_ACCOUNT_KEYS, there',
  ),
  SPEECH_KEY: z
    .string()
    .optional()
    .describe('Key of the Speech resource, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  SPEECH_AUDIO_TRANSFER: z
    .enum(['url', 'upload'])
    .default('url')
    .describe(
      'How Azure gets recordings: `url` gives it URLs of the storage account that expire, `upload` sends the recordings with the request, as storage without public network access needs it',
    ),
  SPEECH_BASE_MODEL: z.string().default('DragonLatestNeural').describe('Base model of new voices'),
  SPEECH_POLL_MS: milliseconds.default(2_000).describe('How long to wait before asking again for a consent or a voice'),
  SPEECH_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8).describe('Synthesizer connections per process'),
  SYNTHESIS_PART_MS: z.coerce
    .number()
    .int()
    .min(10_000)
    .max(540_000)
    .default(120_000)
    .describe('How long the parts are in which a long text is spoken, by a cautious guess'),
  SYNTHESIS_PARALLEL_PARTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(4)
    .describe('How many parts of one text are spoken at the same time'),
  SPEECH_POOL_WARM: z.coerce
    .number()
    .int()
    .min(0)
    .max(200)
    .default(2)
    .describe('How many of them the API opens at its start and keeps open'),
  SPEECH_QUEUE_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(64)
    .describe('How many live requests may wait for a connection, all tenants together'),
  SPEECH_QUEUE_WAIT_MS: milliseconds
    .max(60_000)
    .default(2_000)
    .describe('How long a live request waits for a connection before it is told to come back'),
  SPEECH_CONSENT_OVERLAP_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(1_000)
    .describe(
      'Within this time after a check of a voice’s consent, the check for the next live request runs while Azure begins to speak; no audio is sent before it has passed. 0: always before',
    ),
  CONSENT_CHECK_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(1_000)
    .default(500)
    .describe('How often the consent of a voice that is speaking is looked at again, in each process'),
  OPENAI_MODELS: z
    .string()
    .default('tts-1,tts-1-hd,gpt-4o-mini-tts')
    .pipe(list)
    .describe('Model names that OpenAI clients may send, separated by commas; each means the voice’s own base model'),
  OPENAI_VOICE_ALIASES: list
    .pipe(z.array(z.string().regex(/^[^=]+=vce_[0-9A-Z]{26}$/, 'must be name=vce_…')))
    .optional()
    .describe(
      'Voice names for OpenAI clients, separated by commas: `alloy=vce_…`. Voices are also found by their own name',
    ),
  OPENAI_COMPANY_NAME: z
    .string()
    .optional()
    .describe('Company that consents through the OpenAI-compatible routes are given to, where the form names none'),

  BATCH_CHUNK_ITEMS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('Items of a batch that are handed to Azure as one job; what a lost worker repeats at most'),
  BATCH_JOBS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(4)
    .describe('Batch synthesis jobs at a time in the Speech resource, all batches together'),
  BATCH_POLL_MS: milliseconds.default(2_000).describe('How long to wait before asking again for a batch synthesis job'),

  TRANSLATOR_ENDPOINT: url(['https', 'http'])
    .optional()
    .describe(
      'Azure Translator, for `translateTo`: https://{name}.cognitiveservices.azure.com or https://api.cognitive.microsofttranslator.com',
    ),
  TRANSLATOR_RESOURCE_ID: z
    .string()
    .optional()
    .describe('Azure resource id of the Translator; the global endpoint needs it with a managed identity'),
  TRANSLATOR_REGION: z.string().optional().describe('Region of the Translator, where the global endpoint needs it'),
  TRANSLATOR_KEY: z
    .string()
    .optional()
    .describe('Key of the Translator, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  OPENAI_ENDPOINT: url(['https', 'http'])
    .optional()
    .describe('Azure OpenAI, for `prepare`; works with OPENAI_DEPLOYMENT only: https://{name}.openai.azure.com'),
  OPENAI_DEPLOYMENT: z.string().optional().describe('Deployment of a chat model that prepares texts for speech'),
  OPENAI_API_VERSION: z.string().default('2024-10-21').describe('api-version of Azure OpenAI'),
  OPENAI_KEY: z
    .string()
    .optional()
    .describe('Key of Azure OpenAI, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),

  AUDIO_WORKERS: z.coerce.number().int().min(1).max(64).default(2).describe('Child processes that decode recordings'),
  AUDIO_PROFILE_OVERRIDES: audioProfileOverrides
    .optional()
    .describe('Limits that differ from the built-in ones, as JSON; see audio-measurements.md'),
  UPLOAD_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(100 * 1024 * 1024)
    .describe('Largest recording accepted'),
  TEMPORARY_FILE_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(30 * 1024 * 1024)
    .describe(
      'Largest recording that the API takes where it must keep it in its temporary directory: for audio checks, and in forms of the OpenAI-compatible routes. AUDIO_WORKERS of them lie there at a time, both kinds together, and further ones wait: the directory needs room for so many',
    ),
  DIRECT_UPLOADS: flag
    .default(true)
    .describe(
      'Whether clients may get URLs with which they send recordings straight to Blob Storage; off, they send them to the API as a form, as storage without public network access needs it',
    ),
  UPLOAD_URL_TTL_MS: milliseconds.max(86_400_000).default(900_000).describe('How long an upload URL is valid'),

  STALLED_AFTER_MS: milliseconds
    .optional()
    .describe(
      'How long work may show no sign of life before it is started again; if not set, as long as its step may take',
    ),
  RETENTION_RAW_MS: milliseconds
    .default(86_400_000)
    .describe('How long recordings stay as they were sent, whatever became of them'),
  RETENTION_ORIGINALS_MS: milliseconds
    .optional()
    .describe('How long originals stay in the archive; if not set, as long as their upload'),
  ORPHAN_GRACE_MS: milliseconds
    .default(86_400_000)
    .describe('How old a blob or a resource at Azure must be before it is deleted because nothing refers to it'),

  ERASURE_SETTLE_MS: milliseconds
    .default(75_000)
    .describe(
      'How long an erasure waits, after everything that could write was told to stop, before it removes: longer than a run that was told nothing keeps its lease',
    ),
  RECEIPT_SIGNING_KEYS: list
    .optional()
    .describe(
      'Ed25519 private keys that sign the receipts of erasures and the anchors of the audit log: 32 bytes in base64 each, the newest first, separated by commas; see docs/erasure.md',
    ),

  RATE_LIMITING_ENABLED: flag.default(true).describe('Whether requests are limited'),
  RATE_LIMIT_DEFAULT: perMinute.default(100).describe('Requests per minute, for each tenant and principal'),
  RATE_LIMIT_SYNTHESIS: perMinute.default(50).describe('The same for requests that speak'),
  RATE_LIMIT_TRAINING: perMinute.default(10).describe('The same for requests that enrol a voice'),
  RATE_LIMIT_HOOKS: perMinute.default(600).describe('Inbound webhooks per minute, for each source'),
  RATE_LIMIT_ANONYMOUS: perMinute
    .default(300)
    .describe(
      'Requests per minute without a valid token, for paths that do not exist and for the documentation, for each address (IPv6: each /64)',
    ),
  REDIS_URL: url(['redis', 'rediss'])
    .optional()
    .describe('Redis in which requests are counted for all replicas together; each counts its own if not set'),
  REDIS_AUTH: z
    .enum(['url', 'entra'])
    .default('url')
    .describe(
      'How Redis is signed in to: with the user and password of REDIS_URL, or, as Azure Managed Redis takes it, with a token of the managed identity',
    ),
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
  WEBHOOK_TIMEOUT_MS: milliseconds
    .max(30_000)
    .default(15_000)
    .describe('How long a webhook endpoint may take to answer; Standard Webhooks asks for 15 to 30 s'),
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
