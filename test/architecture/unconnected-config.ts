import { type Config, loadConfig } from '#config';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A valid configuration that names nobody: for applications that are built to be looked at, not to run. */
export function unconnectedConfig(): Config {
  return loadConfig({
    LOG_LEVEL: 'silent',
    ENTRA_TENANT_ID: NOBODY,
    ENTRA_CLIENT_ID: NOBODY,
    SERVICE_BUS_NAMESPACE: 'example.servicebus.windows.net',
    COSMOS_ENDPOINT: 'https://example.documents.azure.com',
    BLOB_ENDPOINT: 'https://example.blob.core.windows.net',
    SPEECH_ENDPOINT: 'https://example.cognitiveservices.azure.com',
    SPEECH_WEBSOCKET_URL: 'wss://example.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
  });
}
