import type { AudioProfileSettings } from './audio-profiles.ts';
import { type Environment, environmentSchema } from './environment.ts';

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

export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly healthPort: number;
    readonly publicUrl: string | undefined;
    readonly swagger: { readonly enabled: boolean; readonly clientId: string | undefined };
  };
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly shutdownGraceMs: number;
  readonly entra: {
    readonly authority: string;
    readonly tenantId: string;
    readonly allowedTenants: readonly string[];
    readonly clientId: string;
    readonly audiences: readonly string[];
  };
  readonly serviceBus: { readonly namespace: string } | { readonly connectionString: string };
  readonly cosmos: {
    readonly endpoint: string;
    readonly key: string | undefined;
    readonly database: string;
    readonly endpointDiscovery: boolean;
  };
  readonly blob: { readonly endpoint: string } | { readonly connectionString: string };
  readonly speech: {
    readonly endpoint: string;
    readonly websocketUrl: string;
    readonly key: string | undefined;
    readonly baseModel: string;
    readonly pollMs: number;
    readonly poolSize: number;
    readonly poolWarm: number;
    readonly queueLimit: number;
    readonly queueWaitMs: number;
    readonly consentOverlapMs: number;
  };
  readonly openai: {
    readonly models: readonly string[];
    /** Voice ids by alias. */
    readonly voiceAliases: Readonly<Record<string, string>>;
    readonly companyName: string | undefined;
  };
  readonly synthesis: { readonly partMs: number; readonly parallelParts: number };
  readonly batches: {
    /** Items of one job at Azure, at most. */
    readonly chunkItems: number;
    /** Jobs at Azure at a time. */
    readonly jobs: number;
    readonly pollMs: number;
  };
  /** Undefined: this deployment does not translate. */
  readonly translator:
    | {
        readonly endpoint: string;
        readonly key: string | undefined;
        readonly resourceId: string | undefined;
        readonly region: string | undefined;
      }
    | undefined;
  /** Undefined: this deployment does not prepare texts. */
  readonly preparation:
    | {
        readonly endpoint: string;
        readonly key: string | undefined;
        readonly deployment: string;
        readonly apiVersion: string;
      }
    | undefined;
  readonly audio: { readonly workers: number; readonly profiles: AudioProfileSettings };
  readonly uploads: { readonly maxBytes: number; readonly urlTtlMs: number };
  readonly work: { readonly stalledAfterMs: number | undefined };
  readonly retention: {
    readonly rawMs: number;
    readonly originalsMs: number | undefined;
    readonly orphanGraceMs: number;
  };
  readonly workerQueues: readonly string[] | undefined;
}

/**
 * The configuration from environment variables, frozen.
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${describe(issue.message, issue.path[0], present)}`);
  for (const alternatives of ALTERNATIVES) {
    const given = alternatives.filter((name) => name in present);
    if (given.length === 1) continue;
    problems.push(`${alternatives.join(', ')}: exactly one of them must be set, ${given.length} are`);
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.sort());
  return deepFreeze(toConfig(parsed.data));
}

const ALTERNATIVES = [
  ['SERVICE_BUS_NAMESPACE', 'SERVICE_BUS_CONNECTION_STRING'],
  ['BLOB_ENDPOINT', 'BLOB_CONNECTION_STRING'],
];

function describe(message: string, name: PropertyKey | undefined, present: Record<string, unknown>): string {
  return typeof name === 'string' && !(name in present) ? 'must be set' : message;
}

function toConfig(env: Environment): Config {
  return {
    http: {
      host: env.HOST,
      port: env.PORT,
      healthPort: env.HEALTH_PORT,
      publicUrl: env.PUBLIC_URL,
      swagger: { enabled: env.SWAGGER_ENABLED, clientId: env.SWAGGER_CLIENT_ID },
    },
    logLevel: env.LOG_LEVEL,
    shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
    entra: {
      authority: env.ENTRA_AUTHORITY.replace(/\/+$/, ''),
      tenantId: env.ENTRA_TENANT_ID,
      allowedTenants: env.ENTRA_ALLOWED_TENANTS ?? [env.ENTRA_TENANT_ID],
      clientId: env.ENTRA_CLIENT_ID,
      audiences: [env.ENTRA_CLIENT_ID, `api://${env.ENTRA_CLIENT_ID}`, ...(env.ENTRA_AUDIENCE ?? [])],
    },
    serviceBus:
      env.SERVICE_BUS_CONNECTION_STRING === undefined
        ? { namespace: env.SERVICE_BUS_NAMESPACE ?? '' }
        : { connectionString: env.SERVICE_BUS_CONNECTION_STRING },
    cosmos: {
      endpoint: env.COSMOS_ENDPOINT,
      key: env.COSMOS_KEY,
      database: env.COSMOS_DATABASE,
      endpointDiscovery: env.COSMOS_ENDPOINT_DISCOVERY,
    },
    blob:
      env.BLOB_CONNECTION_STRING === undefined
        ? { endpoint: env.BLOB_ENDPOINT ?? '' }
        : { connectionString: env.BLOB_CONNECTION_STRING },
    speech: {
      endpoint: env.SPEECH_ENDPOINT.replace(/\/+$/, ''),
      websocketUrl: env.SPEECH_WEBSOCKET_URL,
      key: env.SPEECH_KEY,
      baseModel: env.SPEECH_BASE_MODEL,
      pollMs: env.SPEECH_POLL_MS,
      poolSize: env.SPEECH_POOL_SIZE,
      poolWarm: env.SPEECH_POOL_WARM,
      queueLimit: env.SPEECH_QUEUE_LIMIT,
      queueWaitMs: env.SPEECH_QUEUE_WAIT_MS,
      consentOverlapMs: env.SPEECH_CONSENT_OVERLAP_MS,
    },
    openai: {
      models: env.OPENAI_MODELS,
      voiceAliases: Object.fromEntries(
        (env.OPENAI_VOICE_ALIASES ?? []).map((alias) => alias.split('=', 2) as [string, string]),
      ),
      companyName: env.OPENAI_COMPANY_NAME,
    },
    synthesis: { partMs: env.SYNTHESIS_PART_MS, parallelParts: env.SYNTHESIS_PARALLEL_PARTS },
    batches: { chunkItems: env.BATCH_CHUNK_ITEMS, jobs: env.BATCH_JOBS, pollMs: env.BATCH_POLL_MS },
    translator:
      env.TRANSLATOR_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: env.TRANSLATOR_ENDPOINT.replace(/\/+$/, ''),
            key: env.TRANSLATOR_KEY,
            resourceId: env.TRANSLATOR_RESOURCE_ID,
            region: env.TRANSLATOR_REGION,
          },
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
    uploads: { maxBytes: env.UPLOAD_MAX_BYTES, urlTtlMs: env.UPLOAD_URL_TTL_MS },
    work: { stalledAfterMs: env.STALLED_AFTER_MS },
    retention: {
      rawMs: env.RETENTION_RAW_MS,
      originalsMs: env.RETENTION_ORIGINALS_MS,
      orphanGraceMs: env.ORPHAN_GRACE_MS,
    },
    workerQueues: env.WORKER_QUEUES,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
