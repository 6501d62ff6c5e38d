import { describe, expect, it } from 'vitest';
import { misspelledVariables, misspellingsIn, problemsOfGiven, VARIABLES } from '#config';

describe(misspelledVariables.name, () => {
  it.each([
    ['LOG_LEVL', 'LOG_LEVEL'],
    ['LOGLEVEL_', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['CORS_ALLOWED_ORIGIN', 'CORS_ALLOWED_ORIGINS'],
    ['CORS_ALOWED_ORIGINS', 'CORS_ALLOWED_ORIGINS'],
    ['RATE_LIMITS_DEFAULT', 'RATE_LIMIT_DEFAULT'],
    ['HOOK_SOURCE', 'HOOK_SOURCES'],
    ['OPENAI_VOICES_ALIAS', 'OPENAI_VOICE_ALIASES'],
  ])('takes %s for %s', (name, meant) => {
    expect(misspelledVariables({ [name]: 'x' })).toEqual([{ name, meant }]);
  });

  it.each([
    'HOME', 'HOSTS', 'PATH', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'NODE_EXTRA_CA_CERTS', 'SPEECH_REGION',
    'COSMOS_URL', 'XDG_SESSION_ID', 'IDENTITY_HEADER', 'HOOK_SECRETS_STUDIO', 'SANDBOX_CONTROL_URL', 'REDIS_HOST', 'npm_config_loglevel',
  ])('leaves %s alone, which is another program’s or right', (name) => {
    expect(misspelledVariables({ [name]: 'x' })).toEqual([]);
  }); // prettier-ignore

  it('finds nothing in the variables themselves, nor in one without a value', () => {
    expect(misspelledVariables(Object.fromEntries(VARIABLES.map((name) => [name, 'x'])))).toEqual([]);
    expect(misspelledVariables({ LOG_LEVL: '' })).toEqual([]);
  });

  it('says what to do', () => {
    expect(misspellingsIn({ LOG_LEVL: 'debug' })).toEqual([
      'LOG_LEVL has no effect: there is no such variable. Did you mean LOG_LEVEL?',
    ]);
  });
});

describe(problemsOfGiven.name, () => {
  it('does not miss what is not set', () => {
    expect(problemsOfGiven({})).toEqual([]);
    expect(problemsOfGiven({ PORT: '3000', LOG_LEVEL: 'debug', UNRELATED: 'x' })).toEqual([]);
  });

  it.each([
    ['PORT', 'abc', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', '70000', 'PORT: must be a whole number from 0 to 65535'],
    ['PORT', '80.5', 'PORT: must be a whole number from 0 to 65535'],
    ['RATE_LIMIT_DEFAULT', 'many', 'RATE_LIMIT_DEFAULT: must be a whole number from 1 to 1000000'],
    ['RETENTION_RAW_MS', '1 d', 'RETENTION_RAW_MS: must be a whole number of 1 or more'],
    ['RATE_LIMITING_ENABLED', 'maybe', 'RATE_LIMITING_ENABLED: must be true or false'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent'],
    ['ENTRA_TENANT_ID', 'contoso', 'ENTRA_TENANT_ID: must be a GUID such as 11111111-2222-4333-8444-555555555555'],
    [
      'ENTRA_ALLOWED_TENANTS',
      '11111111-2222-4333-8444-555555555555,contoso',
      'ENTRA_ALLOWED_TENANTS: entry 2 must be a GUID such as 11111111-2222-4333-8444-555555555555',
    ],
    [
      'CORS_ALLOWED_ORIGINS',
      'https://app.example.com,*',
      'CORS_ALLOWED_ORIGINS: entry 2 must be an origin such as https://app.example.com',
    ],
    ['EGRESS_ALLOWED_NETWORKS', '10.0.0.0', 'EGRESS_ALLOWED_NETWORKS: entry 1 must be a network such as 10.0.0.0/8'],
    ['HOOK_SOURCES', 'studio', 'HOOK_SOURCES: must be a JSON array, as docs/webhooks.md describes it'],
    [
      'HOOK_SOURCES',
      '[{"name":"a"}]',
      'HOOK_SOURCES: 0.scheme must be one of standard-webhooks, timestamped, hex, base64',
    ],
    [
      'AUDIO_PROFILE_OVERRIDES',
      '{"consent":{"minNetSpeechMs":{"reject":"5 s"}}}',
      'AUDIO_PROFILE_OVERRIDES: consent.minNetSpeechMs.reject must be a number',
    ],
    [
      'AUDIO_PROFILE_OVERRIDES',
      '{"consent":{"output":{"maxTruePeakDbtp":3}}}',
      'AUDIO_PROFILE_OVERRIDES: consent.output.maxTruePeakDbtp must be 0 at most',
    ],
    ['WEBHOOK_SECRET_KEYS', 'short', 'WEBHOOK_SECRET_KEYS: each must be 32 bytes in base64'],
  ])('says of %s=%s what is right', (name, value, problem) => {
    expect(problemsOfGiven({ [name]: value })).toEqual([problem]);
  });
});
