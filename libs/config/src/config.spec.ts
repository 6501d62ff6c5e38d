import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '#config';

const COMPLETE = {
  ENTRA_TENANT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0001',
  ENTRA_CLIENT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0002',
  SERVICE_BUS_NAMESPACE: 'contoso.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://contoso.documents.azure.com/',
  BLOB_ENDPOINT: 'https://contoso.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://contoso.cognitiveservices.azure.com/',
  SPEECH_WEBSOCKET_URL: 'wss://contoso.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
};

function problemsOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('loadConfig accepted the variables');
}

describe(loadConfig.name, () => {
  it('reads a complete environment into a frozen tree with defaults', () => {
    const config = loadConfig({ ...COMPLETE, UNRELATED: 'x' });
    expect(config.http.port).toBe(3000);
    expect(config.entra.allowedTenants).toEqual([COMPLETE.ENTRA_TENANT_ID]);
    expect(config.speech.endpoint).toBe('https://contoso.cognitiveservices.azure.com');
    expect(Object.isFrozen(config.entra)).toBe(true);
  });

  it('lists every problem at once and shows no value', () => {
    const problems = problemsOf({
      ...COMPLETE,
      ENTRA_TENANT_ID: undefined,
      COSMOS_ENDPOINT: 'top secret',
      PORT: '70000',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['COSMOS_ENDPOINT', 'ENTRA_TENANT_ID', 'PORT']);
    expect(problems.join('\n')).not.toContain('top secret');
    expect(problems[1]).toBe('ENTRA_TENANT_ID: must be set');
  });

  it('treats an empty variable as not set', () => {
    expect(problemsOf({ ...COMPLETE, ENTRA_CLIENT_ID: '' })).toEqual(['ENTRA_CLIENT_ID: must be set']);
  });

  it('wants either a namespace or a connection string, not both and not none', () => {
    expect(problemsOf({ ...COMPLETE, SERVICE_BUS_NAMESPACE: undefined })).toHaveLength(1);
    expect(problemsOf({ ...COMPLETE, BLOB_CONNECTION_STRING: 'UseDevelopmentStorage=true' })).toHaveLength(1);
  });
});
