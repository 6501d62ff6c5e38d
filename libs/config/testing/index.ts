import { type Config, loadConfig } from '../src/index.ts';

type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: Changes<T[Name]> | undefined }
    : T;

const ID = '00000000-0000-0000-0000-000000000000';

/** The defaults, for a deployment that is nowhere. */
const DEFAULTS = loadConfig({
  LOG_LEVEL: 'silent',
  ENTRA_TENANT_ID: ID,
  ENTRA_CLIENT_ID: ID,
  SERVICE_BUS_NAMESPACE: 'example.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://example.documents.azure.com',
  BLOB_ENDPOINT: 'https://example.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://example.cognitiveservices.azure.com',
  SPEECH_WEBSOCKET_URL: 'wss://example.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
});

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
