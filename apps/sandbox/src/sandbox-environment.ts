import { randomBytes } from 'node:crypto';
import { keptText } from './data/kept-values.ts';
import type { StateStore } from './data/state-store.ts';
import {
  API_IDENTITY,
  type Directory,
  type ManagedIdentity,
  SWAGGER_CLIENT,
  WORKER_IDENTITY,
} from './entra/directory.ts';
import type { ManagedIdentityEndpoint } from './entra/managed-identity.ts';
import type { Control } from './faults/control-server.ts';
import { OPENAI_DEPLOYMENT } from './openai/routes.ts';
import { COSMOS_DATABASE, type SandboxServices } from './sandbox-services.ts';
import type { SandboxTls } from './tls/certificate-authority.ts';

export interface SandboxEndpoints {
  readonly control: string;
  readonly entra: string;
  readonly managedIdentity: string;
  readonly blob: string;
  readonly cosmos: string;
  /** `localhost:PORT`. */
  readonly serviceBus: string;
  readonly speech: string;
  readonly speechWebSocket: string;
}

export function endpointsOf(
  control: Pick<Control, 'endpoint'>,
  { entra, identity, blob, cosmos, serviceBus, speech }: SandboxServices,
): SandboxEndpoints {
  return {
    control: control.endpoint,
    entra: entra.authority,
    managedIdentity: identity.endpoint,
    blob: blob.endpoint,
    cosmos: cosmos.endpoint,
    serviceBus: `localhost:${serviceBus.port}`,
    speech: `https://localhost:${speech.port}`,
    speechWebSocket: `wss://localhost:${speech.port}/tts/cognitiveservices/websocket/v1`,
  };
}

/** What each deployable gets beside `environmentOf`: its own managed identity in place of the developer's. */
export function identitiesOf({ headerOf }: Pick<ManagedIdentityEndpoint, 'headerOf'>): {
  readonly api: Record<string, string>;
  readonly worker: Record<string, string>;
} {
  const variables = ({ name, clientId }: ManagedIdentity) => ({
    IDENTITY_HEADER: headerOf(name),
    AZURE_CLIENT_ID: clientId,
  });
  return { api: variables(API_IDENTITY), worker: variables(WORKER_IDENTITY) };
}

/** Environment variables with which the deployables find the sandbox; their managed identity is the developer's. */
export function environmentOf(given: {
  tls: SandboxTls;
  directory: Directory;
  endpoints: SandboxEndpoints;
  identity: Pick<ManagedIdentityEndpoint, 'endpoint' | 'header'>;
  isPrivate: boolean;
  corsOrigins?: readonly string[] | undefined;
  /** Keys that the deployables encrypt and sign with must outlive the sandbox as what they are used for does. */
  place: StateStore;
}): Record<string, string> {
  const { tls, directory, endpoints, identity, isPrivate, corsOrigins = [], place } = given;
  const secret = (name: string): string => keptText(place, name, () => randomBytes(32).toString('base64'));
  return {
    NODE_EXTRA_CA_CERTS: tls.caFile,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    IDENTITY_ENDPOINT: identity.endpoint,
    IDENTITY_HEADER: identity.header,
    ENTRA_AUTHORITY: endpoints.entra,
    ENTRA_TENANT_ID: directory.homeTenantId,
    ENTRA_ALLOWED_TENANTS: directory.tenants.map(({ tenantId }) => tenantId).join(','),
    ENTRA_CLIENT_ID: directory.api.clientId,
    SWAGGER_CLIENT_ID: SWAGGER_CLIENT.clientId,
    SERVICE_BUS_NAMESPACE: endpoints.serviceBus,
    COSMOS_ENDPOINT: endpoints.cosmos,
    COSMOS_ENDPOINT_DISCOVERY: 'false',
    COSMOS_DATABASE,
    BLOB_ENDPOINT: endpoints.blob,
    ...(isPrivate ? { SPEECH_AUDIO_TRANSFER: 'upload', DIRECT_UPLOADS: 'false' } : {}),
    ...(corsOrigins.length > 0 ? { CORS_ALLOWED_ORIGINS: corsOrigins.join(',') } : {}),
    SPEECH_ENDPOINT: endpoints.speech,
    SPEECH_WEBSOCKET_URL: endpoints.speechWebSocket,
    // Stand-ins for both are served beside Speech, as at a resource with all Azure AI services.
    TRANSLATOR_ENDPOINT: endpoints.speech,
    OPENAI_ENDPOINT: endpoints.speech,
    OPENAI_DEPLOYMENT,
    // Whom webhooks are sent to and recordings fetched from is on this machine too.
    EGRESS_ALLOW_HTTP: 'true',
    EGRESS_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    EGRESS_PORTS: '1024-65535',
    WEBHOOK_SECRET_KEYS: secret('WEBHOOK_SECRET_KEYS'),
    RECEIPT_SIGNING_KEYS: secret('RECEIPT_SIGNING_KEYS'),
  };
}
