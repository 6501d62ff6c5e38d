import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '#config';
import { REQUIRED_VARIABLES } from '#config/testing';

function problemsOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('loadConfig accepted the variables');
}

/** 24 bytes, as few as Standard Webhooks allows. */
const SECRET = Buffer.from('secret of 24 characters!').toString('base64');

describe(loadConfig.name, () => {
  it('reads a complete environment into a frozen tree with defaults', () => {
    const config = loadConfig({ ...REQUIRED_VARIABLES, UNRELATED: 'x' });
    expect(config.http.port).toBe(3000);
    expect(config.entra.allowedTenants).toEqual([REQUIRED_VARIABLES.ENTRA_TENANT_ID]);
    expect(config.speech.endpoint).toBe('https://contoso.cognitiveservices.azure.com');
    expect(Object.isFrozen(config.entra)).toBe(true);
  });

  it('lists every problem at once and shows no value', () => {
    const problems = problemsOf({
      ...REQUIRED_VARIABLES,
      ENTRA_TENANT_ID: undefined,
      COSMOS_ENDPOINT: 'top secret',
      PORT: '70000',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['COSMOS_ENDPOINT', 'ENTRA_TENANT_ID', 'PORT']);
    expect(problems.join('\n')).not.toContain('top secret');
    expect(problems[1]).toBe('ENTRA_TENANT_ID: must be set');
  });

  it('treats an empty variable as not set', () => {
    expect(problemsOf({ ...REQUIRED_VARIABLES, ENTRA_CLIENT_ID: '' })).toEqual(['ENTRA_CLIENT_ID: must be set']);
  });

  it('wants either a namespace or a connection string, not both and not none', () => {
    expect(problemsOf({ ...REQUIRED_VARIABLES, SERVICE_BUS_NAMESPACE: undefined })).toHaveLength(1);
    expect(
      problemsOf({
        ...REQUIRED_VARIABLES,
        ALLOW_ACCOUNT_KEYS: 'true',
        BLOB_CONNECTION_STRING: 'UseDevelopmentStorage=true',
      }),
    ).toHaveLength(1);
  });

  it('reads the sources of webhooks, each with the secrets of its own variable', () => {
    const { hooks } = loadConfig({
      ...REQUIRED_VARIABLES,
      HOOK_SOURCES: '[{"name":"studio-a","scheme":"standard-webhooks"},{"name":"b","scheme":"hex","header":"X-Sig"}]',
      HOOK_SECRETS_STUDIO_A: `whsec_${SECRET}, ${SECRET}`,
      HOOK_SECRETS_B: '0123456789abcdef',
    });
    expect(hooks.sources).toMatchObject([
      { name: 'studio-a', secrets: [`whsec_${SECRET}`, SECRET], maxBytes: 262_144 },
      { name: 'b', header: 'x-sig', secrets: ['0123456789abcdef'] },
    ]);
  });

  it.each([
    ['characters that no base64 has', `whsec_${'{'.repeat(16)}`],
    ['23 bytes', `whsec_${Buffer.alloc(23, 7).toString('base64')}`],
    ['a good secret with one wrong character', `whsec_${SECRET.replace('c', '!')}`],
    ['another ending than an encoder writes', `whsec_${SECRET.slice(0, -1)}`],
    ['nothing', 'whsec_'],
    ['one good secret and one empty one', `whsec_${SECRET},`],
  ])('refuses a Standard Webhooks secret of %s: what signs is what it decodes to', (_, secrets) => {
    const sources = '[{"name":"a","scheme":"standard-webhooks"}]';
    const [problem, ...others] = problemsOf({ ...REQUIRED_VARIABLES, HOOK_SOURCES: sources, HOOK_SECRETS_A: secrets });
    expect(problem).toBe(
      'HOOK_SECRETS_A: must contain secrets of 24 bytes or more in base64, each after "whsec_", separated by commas',
    );
    expect(others).toEqual([]);
  });

  it.each(['WEBHOOK_SECRET_KEYS', 'RECEIPT_SIGNING_KEYS', 'PROVENANCE_SIGNING_KEYS'])(
    'refuses %s that decode to 32 bytes by luck',
    (name) => {
      const key = Buffer.alloc(32, 7).toString('base64');
      expect(() => loadConfig({ ...REQUIRED_VARIABLES, [name]: key })).not.toThrow();
      expect(problemsOf({ ...REQUIRED_VARIABLES, [name]: `{${key}` })).toEqual([
        `${name}: each must be 32 bytes in base64`,
      ]);
    },
  );

  it.each([
    ['HOOK_SOURCES', { HOOK_SOURCES: 'top secret' }],
    ['HOOK_SOURCES', { HOOK_SOURCES: '[{"name":"Studio","scheme":"standard-webhooks"}]' }],
    ['HOOK_SOURCES', { HOOK_SOURCES: '[{"name":"a","scheme":"hex"}]' }],
    ['HOOK_SECRETS_A', { HOOK_SOURCES: '[{"name":"a","scheme":"standard-webhooks"}]' }],
    ['HOOK_SECRETS_A', { HOOK_SOURCES: '[{"name":"a","scheme":"standard-webhooks"}]', HOOK_SECRETS_A: 'top secret' }],
    ['WEBHOOK_SECRET_KEYS', { WEBHOOK_SECRET_KEYS: 'top secret' }],
    ['EGRESS_ALLOWED_NETWORKS', { EGRESS_ALLOWED_NETWORKS: '10.0.0.0' }],
    ['EGRESS_PORTS', { EGRESS_PORTS: '9000-8000' }],
    ['REDIS_URL', { REDIS_URL: 'https://top secret' }],
    ['REDIS_AUTH', { REDIS_AUTH: 'top secret' }],
    ['REDIS_URL', { REDIS_AUTH: 'entra' }],
    ['REDIS_URL', { REDIS_AUTH: 'entra', REDIS_URL: 'redis://redis.example.com:10000' }],
    ['REDIS_URL', { REDIS_AUTH: 'entra', REDIS_URL: 'rediss://:topsecret@redis.example.com:10000' }],
  ])('says that %s is wrong without its value', (name, variables) => {
    const problems = problemsOf({ ...REQUIRED_VARIABLES, ...variables });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([name]);
    expect(problems.join()).not.toContain('top secret');
  });

  it('lets Azure and clients reach the storage unless told otherwise', () => {
    expect(loadConfig(REQUIRED_VARIABLES)).toMatchObject({
      speech: { audioTransfer: 'url' },
      uploads: { direct: true },
    });
    const closed = loadConfig({ ...REQUIRED_VARIABLES, SPEECH_AUDIO_TRANSFER: 'upload', DIRECT_UPLOADS: 'false' });
    expect(closed).toMatchObject({ speech: { audioTransfer: 'upload' }, uploads: { direct: false } });
    expect(problemsOf({ ...REQUIRED_VARIABLES, SPEECH_AUDIO_TRANSFER: 'sas' })).toHaveLength(1);
  });

  it('knows the port at which this machine gives out tokens', () => {
    const { egress } = loadConfig({
      ...REQUIRED_VARIABLES,
      IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token',
      EGRESS_PORTS: '444,8000-8100',
    });
    expect(egress).toMatchObject({
      identityPorts: [42_356],
      ports: [
        [444, 444],
        [8_000, 8_100],
      ],
      allowHttp: false,
    });
  });
});
