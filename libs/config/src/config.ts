import type { z } from 'zod';
import { USAGE_KEPT_DAYS } from '#domain';
import { refusedAccountKeys } from './account-keys.ts';
import { claimProblems, claimTrust } from './claim-signing.ts';
import { type Environment, environmentSchema } from './environment.ts';
import { type HookSource, hookSources } from './hook-sources.ts';
import { problemOfVariable } from './problem-words.ts';
import { type Producer, producersIn } from './producers.ts';
import { deploymentDays } from './retention-variables.ts';
import { secretKeys } from './secret-keys.ts';

/** Token under which the configuration is provided to Nest. */
export const CONFIG = Symbol('CONFIG');

/** Token under which the Azure `TokenCredential` (managed identity first) is provided to Nest. */
export const AZURE_CREDENTIAL = Symbol('AZURE_CREDENTIAL');

/** The configuration is wrong; `problems` lists everything that is, one line each. Values are never shown: they may be secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** What `toConfig` makes of the environment. */
export type Config = Frozen<ReturnType<typeof toConfig>>;

type Frozen<T> = { readonly [K in keyof T]: T[K] extends object | undefined ? Frozen<T[K]> : T[K] };

/**
 * The configuration from environment variables, frozen.
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const present = presentIn(variables);
  const parsed = environmentSchema.safeParse(present);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, present));
  for (const alternatives of ALTERNATIVES) {
    const given = alternatives.filter((name) => name in present);
    if (given.length === 1) continue;
    problems.push(`${alternatives.join(', ')}: exactly one of them must be set, ${given.length} are`);
  }
  problems.push(...refusedAccountKeys(present));
  if (parsed.data) problems.push(...redisProblems(parsed.data), ...claimProblems(parsed.data));
  const sources = hookSources(parsed.data?.HOOK_SOURCES, present, problems);
  const producers = producersIn(parsed.data?.PRODUCERS, parsed.data && allowedTenants(parsed.data), problems);
  const keys = secretKeys('WEBHOOK_SECRET_KEYS', parsed.data?.WEBHOOK_SECRET_KEYS, problems);
  const signingKeys = secretKeys('RECEIPT_SIGNING_KEYS', parsed.data?.RECEIPT_SIGNING_KEYS, problems);
  const recordKeys = secretKeys('PROVENANCE_SIGNING_KEYS', parsed.data?.PROVENANCE_SIGNING_KEYS, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.sort());
  return deepFreeze(toConfig(parsed.data, { secretKeys: keys, signingKeys, recordKeys, sources, producers }));
}

/**
 * What is wrong with the variables that are set, one line each, whatever else a process may need: for those who have set a few of them for a
 * system that brings the rest.
 */
export function problemsOfGiven(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  const present = presentIn(variables);
  const parsed = environmentSchema.safeParse(present);
  const issues = parsed.error?.issues.filter((issue) => !isMissing(issue, present)) ?? [];
  const problems = issues.map((issue) => problemOf(issue, present));
  hookSources(present['HOOK_SOURCES'], present, problems);
  producersIn(present['PRODUCERS'], undefined, problems);
  for (const name of ['WEBHOOK_SECRET_KEYS', 'RECEIPT_SIGNING_KEYS', 'PROVENANCE_SIGNING_KEYS'] as const) {
    const keys = environmentSchema.shape[name].safeParse(present[name]);
    secretKeys(name, keys.data, problems);
  }
  return problems.sort();
}

/** An empty variable counts as not set. */
function presentIn(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  );
}

/** A token of Entra ID goes over TLS, to a Redis that its URL gives no password for. */
function redisProblems({ REDIS_URL, REDIS_AUTH }: Environment): readonly string[] {
  if (REDIS_AUTH !== 'entra') return [];
  if (REDIS_URL === undefined) return ['REDIS_URL: must be set with REDIS_AUTH=entra'];
  const { protocol, username, password, hostname } = new URL(REDIS_URL);
  const isHere = ['localhost', '127.0.0.1'].includes(hostname);
  return [
    ...(username + password === '' ? [] : ['REDIS_URL: must contain no user and no password with REDIS_AUTH=entra']),
    ...(protocol === 'rediss:' || isHere ? [] : ['REDIS_URL: must begin with rediss:// with REDIS_AUTH=entra']),
  ];
}

const ALTERNATIVES = [
  ['SERVICE_BUS_NAMESPACE', 'SERVICE_BUS_CONNECTION_STRING'],
  ['BLOB_ENDPOINT', 'BLOB_CONNECTION_STRING'],
];

/** Standard Webhooks, "Retries": 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
const STANDARD_ATTEMPT_DELAYS_MS = [
  0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
];

function problemOf(issue: z.core.$ZodIssue, present: Readonly<Record<string, string>>): string {
  return isMissing(issue, present) ? `${String(issue.path[0])}: must be set` : problemOfVariable(issue);
}

function isMissing({ path }: z.core.$ZodIssue, present: Readonly<Record<string, string>>): boolean {
  const [name] = path;
  return typeof name === 'string' && !(name in present);
}

interface CheckedParts {
  /** 32 bytes each, base64; the first one seals, all open. */
  readonly secretKeys: readonly string[];
  /** Ed25519 private keys, 32 bytes in base64 each, the newest first. */
  readonly signingKeys: readonly string[];
  /** The same, for records of speech. */
  readonly recordKeys: readonly string[];
  readonly sources: readonly HookSource[];
  readonly producers: readonly Producer[];
}

function allowedTenants({ ENTRA_ALLOWED_TENANTS, ENTRA_TENANT_ID }: Environment): readonly string[] {
  return ENTRA_ALLOWED_TENANTS ?? [ENTRA_TENANT_ID];
}

function toConfig(env: Environment, { secretKeys, signingKeys, recordKeys, sources, producers }: CheckedParts) {
  const serviceBus: { namespace: string } | { connectionString: string } =
    env.SERVICE_BUS_CONNECTION_STRING === undefined
      ? { namespace: env.SERVICE_BUS_NAMESPACE ?? '' }
      : { connectionString: env.SERVICE_BUS_CONNECTION_STRING };
  const blob: { endpoint: string } | { connectionString: string } =
    env.BLOB_CONNECTION_STRING === undefined
      ? { endpoint: env.BLOB_ENDPOINT ?? '' }
      : { connectionString: env.BLOB_CONNECTION_STRING };
  return {
    http: {
      host: env.HOST,
      port: env.PORT,
      healthPort: env.HEALTH_PORT,
      publicUrl: env.PUBLIC_URL,
      /** How many proxies before us append to X-Forwarded-For. */
      trustedProxyHops: env.TRUSTED_PROXY_HOPS,
      corsOrigins: env.CORS_ALLOWED_ORIGINS ?? [],
      swagger: { enabled: env.SWAGGER_ENABLED, clientId: env.SWAGGER_CLIENT_ID },
    },
    logLevel: env.LOG_LEVEL,
    commit: env.COMMIT_SHA,
    shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
    entra: {
      authority: env.ENTRA_AUTHORITY.replace(/\/+$/, ''),
      tenantId: env.ENTRA_TENANT_ID,
      allowedTenants: allowedTenants(env),
      /** Client ids of the applications that may call; undefined: all to which Entra ID gives a token. */
      allowedClients: env.ENTRA_ALLOWED_CLIENTS,
      clientId: env.ENTRA_CLIENT_ID,
      audiences: [env.ENTRA_CLIENT_ID, `api://${env.ENTRA_CLIENT_ID}`, ...(env.ENTRA_AUDIENCE ?? [])],
    },
    serviceBus,
    cosmos: {
      endpoint: env.COSMOS_ENDPOINT,
      key: env.COSMOS_KEY,
      database: env.COSMOS_DATABASE,
      endpointDiscovery: env.COSMOS_ENDPOINT_DISCOVERY,
      /** The account's default level. */
      consistency: env.COSMOS_CONSISTENCY,
    },
    blob,
    speech: {
      endpoint: env.SPEECH_ENDPOINT.replace(/\/+$/, ''),
      websocketUrl: env.SPEECH_WEBSOCKET_URL,
      key: env.SPEECH_KEY,
      /** How Azure gets recordings: by URLs of our storage, or with the request. */
      audioTransfer: env.SPEECH_AUDIO_TRANSFER,
      baseModel: env.SPEECH_BASE_MODEL,
      pollMs: env.SPEECH_POLL_MS,
      /** How long a training may stay in `NotStarted`, and in `Running`. */
      trainingStartTimeoutMs: env.TRAINING_START_TIMEOUT_MS,
      trainingTimeoutMs: env.TRAINING_TIMEOUT_MS,
      professionalTrainingStartTimeoutMs: env.PROFESSIONAL_TRAINING_START_TIMEOUT_MS,
      professionalTrainingTimeoutMs: env.PROFESSIONAL_TRAINING_TIMEOUT_MS,
      /** Requests in 10 s, of all workers together. */
      customVoiceLimit: env.SPEECH_CUSTOM_VOICE_LIMIT,
      batchLimit: env.SPEECH_BATCH_LIMIT,
      poolSize: env.SPEECH_POOL_SIZE,
      poolWarm: env.SPEECH_POOL_WARM,
      queueLimit: env.SPEECH_QUEUE_LIMIT,
      queueWaitMs: env.SPEECH_QUEUE_WAIT_MS,
      consentOverlapMs: env.SPEECH_CONSENT_OVERLAP_MS,
      consentCheckMs: env.CONSENT_CHECK_MS,
    },
    /** Endpoints of professional voices. */
    professionalEndpoints: {
      idleMs: env.PROFESSIONAL_ENDPOINT_IDLE_MS,
      /** When subscribers are reminded of one that is not suspended. */
      idleNoticeMs: env.PROFESSIONAL_ENDPOINT_IDLE_NOTICE_MS,
      maxMsPerMonth: env.PROFESSIONAL_ENDPOINT_MAX_MS_PER_MONTH,
    },
    openai: {
      models: env.OPENAI_MODELS,
      /** Voice ids by alias. */
      voiceAliases: Object.fromEntries(
        (env.OPENAI_VOICE_ALIASES ?? []).map((alias) => alias.split('=', 2) as [string, string]),
      ),
      companyName: env.OPENAI_COMPANY_NAME,
    },
    synthesis: { partMs: env.SYNTHESIS_PART_MS, parallelParts: env.SYNTHESIS_PARALLEL_PARTS },
    batches: {
      /** Items of one job at Azure, at most. */
      chunkItems: env.BATCH_CHUNK_ITEMS,
      /** Jobs at Azure at a time. */
      jobs: env.BATCH_JOBS,
      pollMs: env.BATCH_POLL_MS,
    },
    /** Undefined: this deployment does not translate. */
    translator:
      env.TRANSLATOR_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: env.TRANSLATOR_ENDPOINT.replace(/\/+$/, ''),
            key: env.TRANSLATOR_KEY,
            resourceId: env.TRANSLATOR_RESOURCE_ID,
            region: env.TRANSLATOR_REGION,
          },
    /** Undefined: this deployment does not prepare texts. */
    preparation:
      env.OPENAI_ENDPOINT === undefined || env.OPENAI_DEPLOYMENT === undefined
        ? undefined
        : {
            endpoint: env.OPENAI_ENDPOINT.replace(/\/+$/, ''),
            key: env.OPENAI_KEY,
            deployment: env.OPENAI_DEPLOYMENT,
            apiVersion: env.OPENAI_API_VERSION,
          },
    audio: { workers: env.AUDIO_WORKERS, profiles: env.AUDIO_PROFILE_OVERRIDES ?? {} },
    uploads: {
      maxBytes: env.UPLOAD_MAX_BYTES,
      /** Of a recording that lies in the temporary directory for a while; at most `maxBytes`. */
      temporaryMaxBytes: Math.min(env.UPLOAD_MAX_BYTES, env.TEMPORARY_FILE_MAX_BYTES),
      urlTtlMs: env.UPLOAD_URL_TTL_MS,
      /** Whether clients get URLs of Blob Storage. */
      direct: env.DIRECT_UPLOADS,
    },
    work: { stalledAfterMs: env.STALLED_AFTER_MS },
    retention: {
      rawMs: env.RETENTION_RAW_MS,
      /** Days after the creation by class, where a tenant has set nothing; a class that is absent is kept. */
      days: deploymentDays(env.RETENTION_DAYS, env.RETENTION_RAW_MS, env.RETENTION_ORIGINALS_MS),
      /** Where files go by class, where a tenant has set nothing. */
      moves: env.RETENTION_TIERS ?? {},
      /** Days for which sums of usage are kept, in all tenants. */
      usageDays: env.RETENTION_DAYS?.usage ?? USAGE_KEPT_DAYS,
      orphanGraceMs: env.ORPHAN_GRACE_MS,
      erasureSettleMs: env.ERASURE_SETTLE_MS,
      /** Whether the containers of recordings and speech have immutable storage with versioning. */
      legalHolds: env.LEGAL_HOLDS,
    },
    /** Requests per minute. */
    rateLimits: {
      enabled: env.RATE_LIMITING_ENABLED,
      default: env.RATE_LIMIT_DEFAULT,
      synthesis: env.RATE_LIMIT_SYNTHESIS,
      training: env.RATE_LIMIT_TRAINING,
      hooks: env.RATE_LIMIT_HOOKS,
      anonymous: env.RATE_LIMIT_ANONYMOUS,
      redisUrl: env.REDIS_URL,
      /** `entra`: with a token of the managed identity. */
      redisAuth: env.REDIS_AUTH,
    },
    egress: {
      allowHttp: env.EGRESS_ALLOW_HTTP,
      /** CIDR. */
      allowedNetworks: env.EGRESS_ALLOWED_NETWORKS ?? [],
      /** First and last port of each range. */
      ports: env.EGRESS_PORTS ?? [[8443, 8443]],
      /** Ports of loopback at which this machine hands out tokens of its managed identity. */
      identityPorts: identityPorts(env.IDENTITY_ENDPOINT),
    },
    hooks: { sources },
    /** Systems that order work by messages; none by default. */
    producers,
    receipts: { signingKeys },
    provenance: {
      signingKeys: recordKeys,
      organization: env.PROVENANCE_ORGANIZATION,
      retentionMs: env.PROVENANCE_RETENTION_MS,
      verifyMaxBytes: env.PROVENANCE_VERIFY_MAX_BYTES,
      /** Whether callers without a token may have files verified. */
      verifyAnonymous: env.PROVENANCE_VERIFY_ANONYMOUS,
    },
    /** Whether voices say first that they are generated, and how. */
    disclosure: { byDefault: env.DISCLOSURE_DEFAULT, sentences: env.DISCLOSURE_SENTENCES ?? {} },
    /** Of a million billed characters. */
    prices: { perMillion: env.SPEECH_PRICES, currency: env.SPEECH_CURRENCY },
    /** Signed manifests. */
    manifests: {
      certificates: env.C2PA_CERTIFICATES,
      privateKey: env.C2PA_PRIVATE_KEY,
      /** In Azure Key Vault. */
      keyUrl: env.C2PA_KEY_URL,
      ...claimTrust(env),
      timeStampUrl: env.C2PA_TSA_URL,
      maxBytes: env.C2PA_MAX_BYTES,
    },
    webhooks: {
      secretKeys,
      attemptDelaysMs: env.WEBHOOK_ATTEMPT_DELAYS_MS ?? STANDARD_ATTEMPT_DELAYS_MS,
      /** How long an endpoint may take to answer. */
      timeoutMs: env.WEBHOOK_TIMEOUT_MS,
    },
    notifications: {
      /** Undefined where nobody is notified by e-mail: each of the three is needed. */
      email:
        env.EMAIL_ENDPOINT === undefined || env.EMAIL_SENDER === undefined || env.PUBLIC_URL === undefined
          ? undefined
          : { endpoint: env.EMAIL_ENDPOINT, sender: env.EMAIL_SENDER },
    },
    telemetry: {
      applicationInsights: env.APPLICATIONINSIGHTS_CONNECTION_STRING,
      otlp:
        env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
          ? undefined
          : {
              endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
              headers: env.OTEL_EXPORTER_OTLP_HEADERS ?? {},
              metricsTemporality: env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE,
            },
      service: env.OTEL_SERVICE_NAME,
      instance: env.CONTAINER_APP_REPLICA_NAME,
      /** 0 to 1. */
      ratio: env.TELEMETRY_RATIO,
      slowMs: env.TELEMETRY_SLOW_MS,
      metricsIntervalMs: env.OTEL_METRIC_EXPORT_INTERVAL,
    },
    workerQueues: env.WORKER_QUEUES,
  };
}

function identityPorts(endpoint: string | undefined): readonly number[] {
  if (endpoint === undefined) return [];
  const { port, protocol } = new URL(endpoint);
  return [port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)];
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
