import { randomBytes } from 'node:crypto';
import { keptText } from './data/kept-values.ts';
import type { StateStore } from './data/state-store.ts';
import {
  API_IDENTITY,
  type Directory,
  type ManagedIdentity,
  SWAGGER_CLIENT,
  TICKS_IDENTITY,
  WORKER_IDENTITY,
} from './entra/directory.ts';
import type { ManagedIdentityEndpoint } from './entra/managed-identity.ts';
import type { Control } from './faults/control-server.ts';
import { producerIdentity, producersVariable } from './producers/sandbox-producer.ts';
import { OPENAI_DEPLOYMENT } from './openai/routes.ts';
import { COSMOS_DATABASE, type SandboxServices } from './sandbox-services.ts';
import type { SandboxTls } from './tls/certificate-authority.ts';
import type { ClaimCertificates } from './tls/claim-certificates.ts';

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

/** What each deployable, and the job `ticks`, gets beside `environmentOf`: its own managed identity in place of the developer's. */
export function identitiesOf({
  headerOf,
}: Pick<ManagedIdentityEndpoint, 'headerOf'>): Record<'api' | 'worker' | 'ticks', Record<string, string>> {
  const variables = ({ name, clientId }: ManagedIdentity) => ({
    IDENTITY_HEADER: headerOf(name),
    AZURE_CLIENT_ID: clientId,
  });
  return { api: variables(API_IDENTITY), worker: variables(WORKER_IDENTITY), ticks: variables(TICKS_IDENTITY) };
}

/** What the program of each producer gets beside `environmentOf`: its own managed identity in place of the developer's. */
export function producersOf(
  { headerOf }: Pick<ManagedIdentityEndpoint, 'headerOf'>,
  names: readonly string[],
): Record<string, Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => {
      const identity = producerIdentity(name);
      return [name, { IDENTITY_HEADER: headerOf(identity.name), AZURE_CLIENT_ID: identity.clientId }];
    }),
  );
}

/** What says where Azure is and who the deployables are there: the sandbox alone decides it, whatever else is set on this machine. */
export const CONNECTIONS = [
  'NODE_EXTRA_CA_CERTS',
  'AZURE_TOKEN_CREDENTIALS',
  'IDENTITY_ENDPOINT',
  'IDENTITY_HEADER',
  'ENTRA_AUTHORITY',
  'ENTRA_TENANT_ID',
  'ENTRA_ALLOWED_TENANTS',
  'ENTRA_CLIENT_ID',
  'SWAGGER_CLIENT_ID',
  'SERVICE_BUS_NAMESPACE',
  'COSMOS_ENDPOINT',
  'COSMOS_ENDPOINT_DISCOVERY',
  'COSMOS_DATABASE',
  'BLOB_ENDPOINT',
  'SPEECH_ENDPOINT',
  'SPEECH_WEBSOCKET_URL',
  'TRANSLATOR_ENDPOINT',
  'OPENAI_ENDPOINT',
  'OPENAI_DEPLOYMENT',
  'EMAIL_ENDPOINT',
] as const;

interface EnvironmentOptions {
  readonly tls: SandboxTls;
  readonly directory: Directory;
  readonly endpoints: SandboxEndpoints;
  readonly identity: Pick<ManagedIdentityEndpoint, 'endpoint' | 'header'>;
  readonly isPrivate: boolean;
  readonly corsOrigins?: readonly string[] | undefined;
  readonly producers: readonly string[];
  /** Keys that the deployables encrypt and sign with must outlive the sandbox as what they are used for does. */
  readonly place: StateStore;
  readonly claimCertificates: ClaimCertificates;
}

/** Environment variables with which the deployables find the sandbox; their managed identity is the developer's. */
export function environmentOf(options: EnvironmentOptions): Record<string, string> {
  return { ...connectionsOf(options), ...settingsOf(options) };
}

function connectionsOf({
  tls,
  directory,
  endpoints,
  identity,
}: EnvironmentOptions): Record<(typeof CONNECTIONS)[number], string> {
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
    SPEECH_ENDPOINT: endpoints.speech,
    SPEECH_WEBSOCKET_URL: endpoints.speechWebSocket,
    // Stand-ins for both are served beside Speech, as at a resource with all Azure AI services.
    TRANSLATOR_ENDPOINT: endpoints.speech,
    OPENAI_ENDPOINT: endpoints.speech,
    OPENAI_DEPLOYMENT,
    EMAIL_ENDPOINT: endpoints.speech,
  };
}

/** What suits one machine; the user may set something else. */
function settingsOf({
  isPrivate,
  corsOrigins = [],
  producers,
  place,
  claimCertificates,
}: EnvironmentOptions): Record<string, string> {
  const secret = (name: string): string => keptText(place, name, () => randomBytes(32).toString('base64'));
  return {
    ...(isPrivate ? { SPEECH_AUDIO_TRANSFER: 'upload', DIRECT_UPLOADS: 'false' } : {}),
    ...(corsOrigins.length > 0 ? { CORS_ALLOWED_ORIGINS: corsOrigins.join(',') } : {}),
    ...(producers.length > 0 ? { PRODUCERS: producersVariable(producers) } : {}),
    // Whom webhooks are sent to and recordings fetched from is on this machine too.
    EGRESS_ALLOW_HTTP: 'true',
    EGRESS_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    EGRESS_PORTS: '1024-65535',
    EMAIL_SENDER: 'donotreply@sandbox.example',
    LEGAL_HOLDS: 'true',
    WEBHOOK_SECRET_KEYS: secret('WEBHOOK_SECRET_KEYS'),
    RECEIPT_SIGNING_KEYS: secret('RECEIPT_SIGNING_KEYS'),
    PROVENANCE_SIGNING_KEYS: secret('PROVENANCE_SIGNING_KEYS'),
    C2PA_CERTIFICATES: oneLine(claimCertificates.chain),
    C2PA_PRIVATE_KEY: oneLine(claimCertificates.key),
  };
}

/** PEM as the deployables also take it: files of variables have one line for each. */
function oneLine(pem: string): string {
  return pem.replaceAll('\n', String.raw`\n`);
}
