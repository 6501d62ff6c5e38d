/** Variables with which an API and a worker start and name nobody: in the build of an image there is no Azure, and nothing is asked of it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Nothing listens there (discard, RFC 863), so that what connects at the start is refused at once. */
const NOWHERE = 'localhost:9';

export const UNCONNECTED: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PORT: '0',
  HEALTH_PORT: '0',
  ENTRA_AUTHORITY: `https://${NOWHERE}`,
  ENTRA_TENANT_ID: NOBODY,
  ENTRA_CLIENT_ID: NOBODY,
  SERVICE_BUS_NAMESPACE: NOWHERE,
  COSMOS_ENDPOINT: `https://${NOWHERE}`,
  BLOB_ENDPOINT: `https://${NOWHERE}`,
  SPEECH_ENDPOINT: `https://${NOWHERE}`,
  SPEECH_WEBSOCKET_URL: `wss://${NOWHERE}/cognitiveservices/websocket/v1`,
};
