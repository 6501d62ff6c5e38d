import { type Config, loadConfig } from '../src/index.ts';

type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: Changes<T[Name]> | undefined }
    : T;

/** The variables that a deployment with an identity must set, for one that is nowhere. */
export const REQUIRED_VARIABLES = {
  ENTRA_TENANT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0001',
  ENTRA_CLIENT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0002',
  SERVICE_BUS_NAMESPACE: 'contoso.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://contoso.documents.azure.com/',
  BLOB_ENDPOINT: 'https://contoso.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://contoso.cognitiveservices.azure.com/',
  SPEECH_WEBSOCKET_URL: 'wss://contoso.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
} as const;

const DEFAULTS = loadConfig({ ...REQUIRED_VARIABLES, LOG_LEVEL: 'silent' });

/** The configuration of a deployment that sets nothing but what it must, with changes. */
export function aConfig(changes: Changes<Config> = {}): Config {
  return merged(DEFAULTS, changes) as Config;
}

function merged(whole: object, changes: object): object {
  const entries = Object.entries(changes).map(([name, change]: [string, unknown]) => {
    const before: unknown = (whole as Record<string, unknown>)[name];
    return [name, isTree(before) && isTree(change) ? merged(before, change) : change] as const;
  });
  return { ...whole, ...Object.fromEntries(entries) };
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export * from './claim-chain.ts';
export * from './producer.ts';
