import { z } from 'zod';
import { audioProfileOverrides } from './audio-profiles.ts';
import { DISCLOSURE_VARIABLES } from './disclosure-variables.ts';
import { list } from './list-variable.ts';
import { NOTIFICATION_VARIABLES } from './notification-variables.ts';
import { PRICE_VARIABLES } from './price-variables.ts';
import { PRODUCER_VARIABLES } from './producer-variables.ts';
import { RETENTION_VARIABLES } from './retention-variables.ts';
import { PROVENANCE_VARIABLES } from './provenance-variables.ts';
import { MANIFEST_VARIABLES } from './manifest-variables.ts';
import { TELEMETRY_VARIABLES } from './telemetry-variables.ts';
import { ENDPOINT_VARIABLES } from './endpoint-variables.ts';
import { TRAINING_VARIABLES } from './training-variables.ts';

/** `true`/`false`, `1`/`0`, `yes`/`no`, `on`/`off`. */
const flag = z.stringbool();
const port = z.coerce.number().int().min(0).max(65_535);
const url = (protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join('|')})$`), error: `must be a URL with ${protocols.join(' or ')}` });
/** Of a limit of Azure AI Speech, in 10 s. */
const requestsInWindow = z.coerce.number().int().min(1).max(100_000);
const milliseconds = z.coerce.number().int().min(1);
const networks = list.pipe(
  z.array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a network such as 10.0.0.0/8' })),
);
/** `443` or `8000-8100`, as first and last port. */
const portRanges = list.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,5}(-\d{1,5})?$/, 'must be ports or port ranges such as 8000-8100')
      .transform((text) => text.split('-').map(Number))
      .transform(([first = 0, last = first]): readonly [number, number] => [first, last])
      .refine(([first, last]) => first >= 1 && first <= last && last <= 65_535, 'must be ports from 1 to 65535'),
  ),
);
const perMinute = z.coerce.number().int().min(1).max(1_000_000);

/**
 * Every environment variable that the API and the worker read. `docs/configuration.md` is generated from the descriptions.
 * An empty variable counts as not set.
 */
export const environmentSchema = z.object({
  PORT: port.default(3000).describe('Port of the API; 0 picks a free one'),
  HEALTH_PORT: port.default(3001).describe('Port of the worker’s health endpoints; 0 picks a free one'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  PUBLIC_URL: url(['https', 'http'])
    .optional()
    .describe('Public URL of the API, if clients do not use its own address and port'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Lowest level that is logged'),
  COMMIT_SHA: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be a commit id')
    .optional()
    .describe('Commit of the source, shown by `GET /health`. Images set it'),
  SHUTDOWN_GRACE_MS: milliseconds.default(25_000).describe('Time for running work to finish after SIGTERM'),

  ENTRA_AUTHORITY: url(['https'])
    .default('https://login.microsoftonline.com')
    .describe('Issuer of tokens; set it for sovereign clouds and the sandbox'),
  ENTRA_TENANT_ID: z.guid().describe('Tenant in which the API is registered'),
  ENTRA_ALLOWED_TENANTS: list
    .pipe(z.array(z.guid()))
    .optional()
    .describe('Tenants whose tokens are accepted, separated by commas; the home tenant if not set'),
  ENTRA_ALLOWED_CLIENTS: list
    .pipe(z.array(z.guid()).min(1))
    .optional()
    .describe(
      'Client ids of the applications whose tokens are accepted, separated by commas; all applications of these tenants if not set',
    ),
  ENTRA_CLIENT_ID: z.guid().describe('Application (client) id of the API’s registration'),
  ENTRA_AUDIENCE: list.optional().describe('Additional accepted audiences (`api://…`), separated by commas'),
  SWAGGER_ENABLED: flag
    .default(true)
    .describe(
      'Whether the API serves Swagger UI at /docs and the OpenAPI document at /openapi.json. It serves the pages of its error codes at /errors in any case',
    ),
  SWAGGER_CLIENT_ID: z.guid().optional().describe('Client id that Swagger UI uses to sign in'),

  ALLOW_ACCOUNT_KEYS: flag
    .default(false)
    .describe(
      'Whether to accept keys and connection strings of Azure services. If not, the process exits with 78 when one is set. For emulators, which do not support identities',
    ),
  SERVICE_BUS_NAMESPACE: z
    .string()
    .regex(/^[\w.-]+(:\d+)?$/, 'must be a host name, for example contoso.servicebus.windows.net')
    .optional()
    .describe('Fully qualified Service Bus namespace, used with the managed identity'),
  SERVICE_BUS_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('Connection string, instead of the namespace; only with ALLOW_ACCOUNT_KEYS'),
  COSMOS_ENDPOINT: url(['https', 'http']).describe('Account endpoint of Cosmos DB for NoSQL'),
  COSMOS_KEY: z
    .string()
    .optional()
    .describe('Account key, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  COSMOS_ENDPOINT_DISCOVERY: flag
    .default(true)
    .describe('Whether the Cosmos SDK discovers the account’s other regions; off behind a proxy and in the sandbox'),
  COSMOS_CONSISTENCY: z
    .enum(['Session', 'BoundedStaleness', 'Strong'])
    .default('Session')
    .describe(
      'The account’s default consistency level. With Session, each process sends the session tokens that it receives. With another level, reads use the account’s level. The process exits with 78 if the account’s level is weaker',
    ),
  COSMOS_DATABASE: z.string().default('voice').describe('Database with the containers'),
  BLOB_ENDPOINT: url(['https', 'http'])
    .refine((address) => !address.includes('?'), 'must have no query: a SAS in it would be a key')
    .optional()
    .describe('Blob service URL, used with the managed identity'),
  BLOB_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('Connection string, instead of the URL; only with ALLOW_ACCOUNT_KEYS'),

  SPEECH_ENDPOINT: url(['https', 'http']).describe(
    'Custom-domain endpoint of the Speech resource: https://{name}.cognitiveservices.azure.com',
  ),
  SPEECH_WEBSOCKET_URL: url(['wss', 'ws']).describe(
    'URL that the Speech SDK connects to: wss://{name}.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1. At this path Azure first returns the regional host. With the managed identity the Speech resource must allow all networks. With selected networks or private endpoints Azure may answer bearer tokens with 401 or 403; then use SPEECH_KEY with ALLOW_ACCOUNT_KEYS',
  ),
  SPEECH_KEY: z
    .string()
    .optional()
    .describe('Key of the Speech resource, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  SPEECH_AUDIO_TRANSFER: z
    .enum(['url', 'upload'])
    .default('url')
    .describe(
      'How Azure gets recordings. `url` sends expiring URLs of the storage account. `upload` sends the recordings with the request, which storage without public network access requires',
    ),
  SPEECH_BASE_MODEL: z.string().default('DragonLatestNeural').describe('Base model of new voices'),
  SPEECH_POLL_MS: milliseconds.default(2_000).describe('Interval for polling the status of a consent or a voice'),
  ...TRAINING_VARIABLES,
  ...ENDPOINT_VARIABLES,
  SPEECH_CUSTOM_VOICE_LIMIT: requestsInWindow
    .default(50)
    .describe(
      'Custom voice requests in any 10 s, of all workers together. Azure accepts 50 for a Speech resource; deployments that share one divide them',
    ),
  SPEECH_BATCH_LIMIT: requestsInWindow
    .default(100)
    .describe('Batch synthesis requests in any 10 s, of all workers together. Azure accepts 100 for a Speech resource'),
  SPEECH_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(8).describe('Synthesizer connections per process'),
  SYNTHESIS_PART_MS: z.coerce
    .number()
    .int()
    .min(10_000)
    .max(540_000)
    .default(120_000)
    .describe('Estimated audio length of the parts of a long text'),
  SYNTHESIS_PARALLEL_PARTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(4)
    .describe('Parts of one text that are spoken at the same time'),
  SPEECH_POOL_WARM: z.coerce
    .number()
    .int()
    .min(0)
    .max(200)
    .default(2)
    .describe('Synthesizer connections that the API opens at start and keeps open'),
  SPEECH_QUEUE_LIMIT: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(64)
    .describe('Live requests that may wait for a connection, for all tenants together'),
  SPEECH_QUEUE_WAIT_MS: milliseconds
    .max(60_000)
    .default(2_000)
    .describe('How long a live request waits for a connection before it gets 429'),
  SPEECH_CONSENT_OVERLAP_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(1_000)
    .describe(
      'Within this time after a consent check, the check for the next live request runs while Azure starts to speak. No audio is sent before the check passes. With 0 the check always runs first',
    ),
  CONSENT_CHECK_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(1_000)
    .default(500)
    .describe('How often each process checks the consent of a voice that is speaking'),
  OPENAI_MODELS: z
    .string()
    .default('tts-1,tts-1-hd,gpt-4o-mini-tts')
    .pipe(list)
    .describe(
      'Model names that OpenAI clients may send, separated by commas, beside SPEECH_BASE_MODEL; each means the voice’s own base model. A value replaces the default names',
    ),
  OPENAI_VOICE_ALIASES: list
    .pipe(z.array(z.string().regex(/^[^=]+=vce_[0-9A-Z]{26}$/, 'must be name=vce_…')))
    .optional()
    .describe(
      'Voice names for OpenAI clients, separated by commas: `alloy=vce_…`. Clients can also use the voices’ own names',
    ),
  OPENAI_COMPANY_NAME: z
    .string()
    .optional()
    .describe('Company named in consents through the OpenAI-compatible routes, if the form names none'),

  BATCH_CHUNK_ITEMS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe(
      'Items of a batch that are submitted to Azure as one job; the most that is repeated after a worker is lost',
    ),
  BATCH_JOBS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(4)
    .describe('Concurrent batch synthesis jobs in the Speech resource, for all batches together'),
  BATCH_POLL_MS: milliseconds.default(2_000).describe('Interval for polling the status of a batch synthesis job'),

  TRANSLATOR_ENDPOINT: url(['https', 'http'])
    .optional()
    .describe(
      'Azure Translator, for `translateTo`: https://{name}.cognitiveservices.azure.com or https://api.cognitive.microsofttranslator.com',
    ),
  TRANSLATOR_RESOURCE_ID: z
    .string()
    .optional()
    .describe('Azure resource id of the Translator; the global endpoint needs it with a managed identity'),
  TRANSLATOR_REGION: z.string().optional().describe('Region of the Translator, if the global endpoint needs it'),
  TRANSLATOR_KEY: z
    .string()
    .optional()
    .describe('Key of the Translator, instead of the managed identity; only with ALLOW_ACCOUNT_KEYS'),
  OPENAI_ENDPOINT: url(['https', 'http'])
    .optional()
    .describe('Azure OpenAI, for `prepare`; needs OPENAI_DEPLOYMENT: https://{name}.openai.azure.com'),
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
      'Largest recording for audio checks and for forms of the OpenAI-compatible routes, which the API stores in its temporary directory. The directory needs room for AUDIO_WORKERS of them, or of PROVENANCE_VERIFY_MAX_BYTES if that is more; further ones wait',
    ),
  DIRECT_UPLOADS: flag
    .default(true)
    .describe(
      'Whether clients get URLs to upload recordings directly to Blob Storage. If off, they send recordings to the API as a form, which storage without public network access requires',
    ),
  UPLOAD_URL_TTL_MS: milliseconds.max(86_400_000).default(900_000).describe('How long an upload URL is valid'),

  STALLED_AFTER_MS: milliseconds
    .optional()
    .describe('How long work may make no progress before it is requeued; if not set, the longest duration of its step'),
  ...RETENTION_VARIABLES,
  ORPHAN_GRACE_MS: milliseconds
    .default(86_400_000)
    .describe('Minimum age of an unreferenced blob or Azure resource before it is garbage-collected'),

  ERASURE_SETTLE_MS: milliseconds
    .default(75_000)
    .describe(
      'How long an erasure waits between stopping all writers and deleting. It must be longer than the lease of a synthesis run',
    ),
  RECEIPT_SIGNING_KEYS: list
    .optional()
    .describe(
      'Ed25519 private keys that sign the receipts of erasures and the anchors of the audit log: 32 bytes in base64 each, the newest first, separated by commas; see docs/erasure.md',
    ),

  ...PROVENANCE_VARIABLES,
  ...DISCLOSURE_VARIABLES,
  ...MANIFEST_VARIABLES,

  ...PRICE_VARIABLES,

  RATE_LIMITING_ENABLED: flag.default(true).describe('Whether request rates are limited'),
  RATE_LIMIT_DEFAULT: perMinute.default(100).describe('Requests per minute, for each tenant and principal'),
  RATE_LIMIT_SYNTHESIS: perMinute.default(50).describe('Requests per minute that speak, for each tenant and principal'),
  RATE_LIMIT_TRAINING: perMinute
    .default(10)
    .describe('Requests per minute that enroll a voice, for each tenant and principal'),
  RATE_LIMIT_HOOKS: perMinute.default(600).describe('Inbound webhooks per minute, for each source'),
  RATE_LIMIT_ANONYMOUS: perMinute
    .default(300)
    .describe(
      'Requests per minute without a valid token, to unknown paths and to the documentation, for each address (IPv6: each /64)',
    ),
  REDIS_URL: url(['redis', 'rediss'])
    .optional()
    .describe('Redis that counts requests for all replicas together; if not set, each replica counts its own'),
  REDIS_AUTH: z
    .enum(['url', 'entra'])
    .default('url')
    .describe(
      'How to sign in to Redis: with the user and password of REDIS_URL, or with a token of the managed identity (Azure Managed Redis)',
    ),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Proxies before the API that append to X-Forwarded-For: 1 behind the ingress of Container Apps'),
  CORS_ALLOWED_ORIGINS: list
    .pipe(
      z.array(
        z
          .url({ protocol: /^https?$/, error: 'must be an origin such as https://app.example.com' })
          .transform((origin) => new URL(origin).origin),
      ),
    )
    .optional()
    .describe('Origins of web pages that may call the API, separated by commas; none if not set'),

  EGRESS_ALLOW_HTTP: flag
    .default(false)
    .describe('Whether URLs from callers (recordings, webhook endpoints) may use http'),
  EGRESS_ALLOWED_NETWORKS: networks
    .optional()
    .describe('Private networks that URLs from callers may lead to, separated by commas; none if not set'),
  EGRESS_PORTS: portRanges
    .optional()
    .describe(
      'Ports and port ranges (8000-8100) allowed in URLs from callers, in addition to those of http and https; 8443 if not set',
    ),
  IDENTITY_ENDPOINT: z.url().optional().describe('Set by the platform; URLs from callers may never lead there'),

  HOOK_SOURCES: z
    .string()
    .optional()
    .describe('Systems that send webhooks to /hooks/{name}: a JSON array, see docs/webhooks.md'),
  WEBHOOK_SECRET_KEYS: list
    .optional()
    .describe(
      'Keys that encrypt the secrets of webhook endpoints: 32 bytes in base64 each, the newest first, separated by commas',
    ),
  WEBHOOK_TIMEOUT_MS: milliseconds
    .max(30_000)
    .default(15_000)
    .describe('How long a webhook endpoint may take to answer; Standard Webhooks recommends 15 to 30 s'),
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
      'Delay before each delivery attempt of a webhook, separated by commas; those of Standard Webhooks (10 attempts in 76 hours) if not set',
    ),

  ...NOTIFICATION_VARIABLES,
  ...PRODUCER_VARIABLES,

  ...TELEMETRY_VARIABLES,

  WORKER_QUEUES: list.optional().describe('Queues that this worker serves, separated by commas; all if not set'),
});

export type Environment = z.infer<typeof environmentSchema>;
