import { expect, it } from 'vitest';
import { loadConfig } from '#config';
import { endpointsOf } from './endpoints.ts';

const GUID = '11111111-1111-4111-8111-111111111111';
const AZURE = {
  ENTRA_TENANT_ID: GUID,
  ENTRA_CLIENT_ID: GUID,
  SERVICE_BUS_NAMESPACE: 'sb-voice.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://cosmos-voice.documents.azure.com:443/',
  BLOB_ENDPOINT: 'https://stvoice.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://ai-voice.cognitiveservices.azure.com',
  SPEECH_WEBSOCKET_URL: 'wss://ai-voice.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
};
const listed = (environment: Record<string, string>) =>
  endpointsOf(loadConfig(environment)).map(
    ({ variable, host, port, scope = 'none' }) => `${variable} ${host}:${port} ${scope}`,
  );

it('finds every address of a configuration in Azure, with its port and the scope of its tokens', () => {
  const translator = { TRANSLATOR_ENDPOINT: 'https://tr-voice.cognitiveservices.azure.com' };
  const model = { OPENAI_ENDPOINT: 'https://oai-voice.openai.azure.com', OPENAI_DEPLOYMENT: 'gpt' };
  expect(listed({ ...AZURE, ...translator, ...model, REDIS_URL: 'rediss://:secret@redis.example.com:6380' })).toEqual([
    'ENTRA_AUTHORITY login.microsoftonline.com:443 none',
    'SERVICE_BUS_NAMESPACE sb-voice.servicebus.windows.net:5671 https://servicebus.azure.net/.default',
    'COSMOS_ENDPOINT cosmos-voice.documents.azure.com:443 https://cosmos-voice.documents.azure.com/.default',
    'BLOB_ENDPOINT stvoice.blob.core.windows.net:443 https://storage.azure.com/.default',
    'SPEECH_ENDPOINT ai-voice.cognitiveservices.azure.com:443 https://cognitiveservices.azure.com/.default',
    'SPEECH_WEBSOCKET_URL ai-voice.cognitiveservices.azure.com:443 none',
    'TRANSLATOR_ENDPOINT tr-voice.cognitiveservices.azure.com:443 https://cognitiveservices.azure.com/.default',
    'OPENAI_ENDPOINT oai-voice.openai.azure.com:443 https://cognitiveservices.azure.com/.default',
    'REDIS_URL redis.example.com:6380 none',
  ]);
});

it('asks for no token where a key is used', () => {
  const { SERVICE_BUS_NAMESPACE: _bus, BLOB_ENDPOINT: _blob, ...others } = AZURE;
  const lines = listed({
    ...others,
    ALLOW_ACCOUNT_KEYS: 'true',
    SERVICE_BUS_CONNECTION_STRING: 'Endpoint=sb://sb.example.com;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0',
    BLOB_CONNECTION_STRING:
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=http://blobs:10000/a;',
    COSMOS_KEY: 'c2VjcmV0',
    SPEECH_KEY: 'c2VjcmV0',
  });
  expect(lines).toEqual([
    'ENTRA_AUTHORITY login.microsoftonline.com:443 none',
    'SERVICE_BUS_CONNECTION_STRING sb.example.com:5671 none',
    'COSMOS_ENDPOINT cosmos-voice.documents.azure.com:443 none',
    'BLOB_CONNECTION_STRING blobs:10000 none',
    'SPEECH_ENDPOINT ai-voice.cognitiveservices.azure.com:443 none',
    'SPEECH_WEBSOCKET_URL ai-voice.cognitiveservices.azure.com:443 none',
  ]);
});
