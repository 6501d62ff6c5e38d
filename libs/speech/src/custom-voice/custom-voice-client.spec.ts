import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '#domain';
import { NumberedCredential } from '../../testing/credentials.ts';
import { OpenApiFile } from '../../testing/openapi.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { CustomVoiceClient } from './custom-voice-client.ts';

const specification = OpenApiFile.load('customvoice.json', '/customvoice');

const project = { id: 'voice-vce_1', kind: 'PersonalVoice', createdDateTime: '2026-11-22T10:00:00.000Z' };
const consent = {
  id: 'consent-cns_1',
  projectId: 'voice-vce_1',
  voiceTalentName: 'Ada Lovelace',
  companyName: 'Contoso',
  locale: 'en-US',
  status: 'NotStarted',
  createdDateTime: '2026-11-22T10:00:00.000Z',
  lastActionDateTime: '2026-11-22T10:00:00.000Z',
};
const voice = {
  id: 'voice-vce_1',
  speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
  projectId: 'voice-vce_1',
  consentId: 'consent-cns_1',
  status: 'NotStarted',
};
const newConsent = {
  projectId: 'voice-vce_1',
  voiceTalentName: 'Ada Lovelace',
  companyName: 'Contoso',
  locale: 'en-US',
  audioUrl: 'https://acct.blob.core.windows.net/consents/a.wav?sig=secret',
};
const newVoice = {
  projectId: 'voice-vce_1',
  consentId: 'consent-cns_1',
  audios: {
    containerUrl: 'https://acct.blob.core.windows.net/audio?sig=secret',
    prefix: 'tenant/vce_1/',
    extensions: ['.wav'],
  },
};

describe('CustomVoiceClient', () => {
  let server: RestServer;
  let credential: NumberedCredential;
  let client: CustomVoiceClient;

  beforeEach(async () => {
    server = await RestServer.start();
    credential = new NumberedCredential();
    client = new CustomVoiceClient({ endpoint: server.url, credential });
  });
  afterEach(async () => {
    for (const request of server.requests) {
      expect(specification?.problemsOf(request) ?? [], `${request.method} ${request.path}`).toEqual([]);
    }
    await server.stop();
  });

  const failWith = (status: number, headers: Record<string, string> = {}, json?: unknown, text?: string): void => {
    server.answers.push({ status, headers, json, text: text ?? '' });
  };
  const failure = async (): Promise<unknown> =>
    await client.getConsent('consent-cns_1').then(
      () => expect.fail('The call succeeded'),
      (error: unknown) => error,
    );

  it('waits for the limit before each request, and tells it of each end', async () => {
    const told: string[] = [];
    const limit = {
      enter: () => {
        told.push(`enter ${server.requests.length}`);
        return Promise.resolve(() => void told.push(`leave ${server.requests.length}`));
      },
    };
    client = new CustomVoiceClient({ endpoint: server.url, credential, limit });
    server.answers.push({ status: 200, headers: {}, json: consent });
    await client.getConsent('consent-cns_1');
    failWith(500);
    await failure();
    expect(told).toEqual(['enter 0', 'leave 1', 'enter 1', 'leave 2']);
    limit.enter = () => Promise.reject(new Error('no permit'));
    await expect(client.getConsent('consent-cns_1')).rejects.toThrow('no permit');
    expect(server.requests).toHaveLength(2);
  });

  it('creates a project of kind PersonalVoice', async () => {
    server.answers.push({ status: 201, json: project });
    const marked = new CustomVoiceClient({ endpoint: server.url, credential, mark: 'd' });
    expect(await marked.createProject('voice-vce_1')).toEqual(project);
    expect(server.last).toMatchObject({ method: 'PUT', path: '/customvoice/projects/voice-vce_1' });
    expect(JSON.parse(server.last.body.toString())).toEqual({ kind: 'PersonalVoice', description: 'd' });
    expect(server.last.query.get('api-version')).toBe('2026-01-01');
    expect(server.last.headers['authorization']).toBe('Bearer token-1');
  });

  it('creates a consent under the ids of the caller, the same way each time', async () => {
    server.answers.push({ status: 201, json: consent }, { status: 201, json: consent });
    expect(await client.createConsent('consent-cns_1', newConsent, 'cns_1.verify.1')).toEqual(consent);
    await client.createConsent('consent-cns_1', newConsent, 'cns_1.verify.1');
    const [first, second] = server.requests;
    expect(first?.headers['operation-id']).toBe('cns_1.verify.1');
    expect(JSON.parse(first?.body.toString() ?? '')).toEqual(newConsent);
    expect([second?.path, second?.headers['operation-id'], second?.body]).toEqual([
      first?.path,
      first?.headers['operation-id'],
      first?.body,
    ]);
  });

  it('creates a personal voice from blobs', async () => {
    server.answers.push({ status: 201, json: voice });
    expect(await client.createPersonalVoice('voice-vce_1', newVoice, 'vce_1.create.1')).toEqual(voice);
    expect(server.last).toMatchObject({ method: 'PUT', path: '/customvoice/personalvoices/voice-vce_1' });
    expect(JSON.parse(server.last.body.toString())).toEqual(newVoice);
  });

  it('reads resources with reasons for a failure, and values that are not known yet', async () => {
    const failed = { ...consent, status: 'Failed', properties: { failureReason: 'AudioAndScriptNotMatch' } };
    const unknown = { ...voice, status: 'Paused', properties: { failureReason: 'Tired' }, more: 1 };
    server.answers.push({ status: 200, json: failed }, { status: 200, json: unknown });
    expect(await client.getConsent('consent-cns_1')).toEqual(failed);
    const { more: _more, ...known } = unknown;
    expect(await client.getPersonalVoice('voice-vce_1')).toEqual(known);
  });

  it('reads a project', async () => {
    server.answers.push({ status: 200, json: project });
    expect(await client.getProject('voice-vce_1')).toEqual(project);
  });

  it('gives undefined for what is not there', async () => {
    const notFound = { status: 404, json: { error: { code: 'NotFound', message: 'x' } } };
    server.answers.push(notFound, notFound, notFound);
    expect(await client.getConsent('consent-cns_1')).toBeUndefined();
    expect(await client.getPersonalVoice('voice-vce_1')).toBeUndefined();
    expect(await client.getProject('voice-vce_1')).toBeUndefined();
  });

  it('deletes, also what is not there', async () => {
    server.answers.push({ status: 204 }, { status: 404 }, { status: 204 }, { status: 204 });
    await client.deleteConsent('consent-cns_1');
    await client.deletePersonalVoice('voice-vce_1');
    await client.deleteProject('voice-vce_1');
    expect(server.last.query.get('forceDelete')).toBe('false');
    await client.deleteProject('voice-vce_1', { force: true });
    expect(server.last.query.get('forceDelete')).toBe('true');
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /customvoice/consents/consent-cns_1',
      'DELETE /customvoice/personalvoices/voice-vce_1',
      'DELETE /customvoice/projects/voice-vce_1',
      'DELETE /customvoice/projects/voice-vce_1',
    ]);
  });

  it('sends the key instead of a token when there is one', async () => {
    server.answers.push({ status: 204 });
    await new CustomVoiceClient({ endpoint: `${server.url}/`, key: 'the-key' }).deleteConsent('consent-cns_1');
    expect(server.last.headers['ocp-apim-subscription-key']).toBe('the-key');
    expect(server.last.headers['authorization']).toBeUndefined();
  });

  it('asks for one token for many calls, and for another after a 401', async () => {
    server.answers.push({ status: 204 }, { status: 204 }, { status: 401 }, { status: 204 });
    await Promise.all([client.deleteConsent('consent-1'), client.deleteConsent('consent-2')]);
    expect(credential.scopes).toEqual(['https://cognitiveservices.azure.com/.default']);
    await expect(client.deleteConsent('consent-3')).rejects.toMatchObject({ code: 'provider-unauthorized' });
    await client.deleteConsent('consent-4');
    expect(server.last.headers['authorization']).toBe('Bearer token-2');
  });

  it.each([
    [400, 'BadRequest', 'provider-rejected', false],
    [401, 'Unauthorized', 'provider-unauthorized', true],
    [403, 'Forbidden', 'provider-unauthorized', true],
    [408, 'Timeout', 'provider-timeout', true],
    [409, 'Conflict', 'provider-rejected', false],
    [429, 'TooManyRequests', 'provider-throttled', true],
    [500, 'InternalServerError', 'provider-unavailable', true],
    [503, 'ServiceUnavailable', 'provider-unavailable', true],
    [504, 'GatewayTimeout', 'provider-timeout', true],
    [302, 'Found', 'provider-rejected', false],
  ])('turns a %d %s into %s', async (status, providerCode, code, retryable) => {
    failWith(status, {}, { error: { code: providerCode, message: 'Ada Lovelace is not allowed' } });
    const error = (await failure()) as ProviderError;
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ code, retryable, status, providerCode });
    expect(error.detail).not.toContain('Lovelace');
    expect(String(error.cause)).toContain('Lovelace');
  });

  it('takes the code of the header before that of the body, and no code that is a sentence', async () => {
    failWith(400, { 'x-ms-error-code': 'BadArgument' }, { error: { code: 'BadRequest', message: 'm' } });
    expect(await failure()).toMatchObject({ providerCode: 'BadArgument' });
    failWith(400, { 'x-ms-error-code': 'Ada Lovelace said no' }, { error: { code: 'no <b>way</b>', message: 'm' } });
    expect(await failure()).toMatchObject({ providerCode: undefined });
  });

  it('keeps SAS signatures and tokens out of the cause', async () => {
    failWith(
      400,
      {},
      { error: { code: 'BadRequest', message: `cannot read ${newConsent.audioUrl} with Bearer abc.def` } },
    );
    const { cause } = (await failure()) as ProviderError;
    expect(String(cause)).toContain('https://acct.blob.core.windows.net/consents/a.wav?…');
    expect(String(cause)).not.toMatch(/secret|abc\.def/v);
  });

  it('takes a full disk of the service for an outage, although it comes as 400', async () => {
    const details = [{ code: 'BadArgument', target: '', message: 'x' }];
    failWith(400, {}, { error: { code: 'BadRequest', message: 'There is not enough space on the disk.', details } });
    expect(await failure()).toMatchObject({ code: 'provider-unavailable', retryable: true, status: 400 });
  });

  it.each([
    ['seconds', { 'retry-after': '7' }, 7000, 7000],
    ['milliseconds', { 'retry-after-ms': '1500' }, 1500, 1500],
    ['a date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 50_000, 60_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined, undefined],
  ])('passes on a Retry-After in %s', async (_form, headers, least, most) => {
    failWith(429, headers, undefined, 'plain text');
    const { retryAfterMs, code } = (await failure()) as ProviderError;
    expect(code).toBe('provider-throttled');
    if (least === undefined) expect(retryAfterMs).toBeUndefined();
    else {
      expect(retryAfterMs).toBeGreaterThanOrEqual(least);
      expect(retryAfterMs).toBeLessThanOrEqual(most);
    }
  });

  it.each([
    ['is no JSON', { text: '<html>' }],
    ['lacks a field', { json: { ...consent, voiceTalentName: undefined } }],
  ])('takes an answer that %s for an outage', async (_what, answer) => {
    server.answers.push({ status: 200, ...answer });
    expect(await failure()).toMatchObject({ code: 'provider-unavailable', providerCode: 'InvalidResponse' });
  });

  it.each<[string, (abort: () => void) => void]>([
    ['the answer does not begin', () => {}],
    ['the answer does not end', () => {}],
  ])('ends in time when %s', async (what) => {
    server.answers.push((response) => {
      if (what.includes('end')) response.writeHead(200, { 'content-length': '1000' }).write('{"id":');
    });
    const startedAt = performance.now();
    await expect(client.getConsent('consent-cns_1', { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'provider-timeout',
      retryable: true,
    });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('reads the base models, with what it does not know', async () => {
    const known = { name: 'PhoenixV2Neural', expirationDateTime: '2027-10-01T00:00:00Z' };
    const value = [
      { name: 'DragonLatestNeural', releaseDateTime: '2024-03-01T00:00:00Z' },
      { ...known, new: true },
    ];
    server.answers.push({ status: 200, json: { value } });
    expect(await client.listBaseModels()).toEqual([{ name: 'DragonLatestNeural' }, known]);
    expect(server.last.path).toBe('/customvoice/basemodels');
  });

  it('ends in time when the token does not come', async () => {
    const stuck = new CustomVoiceClient({
      endpoint: server.url,
      credential: { getToken: async () => await new Promise(() => {}) },
      timeoutMs: 50,
    });
    await expect(stuck.getConsent('consent-cns_1')).rejects.toMatchObject({ code: 'provider-timeout' });
  });

  it('ends with the reason of its signal, and the connection with it', async () => {
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const gone = Promise.withResolvers<void>();
    server.answers.push((response) => {
      response.on('close', () => gone.resolve());
      controller.abort(reason);
    });
    await expect(client.getConsent('consent-cns_1', { signal: controller.signal })).rejects.toBe(reason);
    await gone.promise;
  });

  it('takes a connection that breaks, or cannot be made, for an outage', async () => {
    server.answers.push((response) => response.destroy());
    expect(await failure()).toMatchObject({ code: 'provider-unavailable', status: undefined });
    const nobody = new CustomVoiceClient({ endpoint: 'http://127.0.0.1:9', credential });
    await expect(nobody.getConsent('consent-cns_1')).rejects.toMatchObject({ code: 'provider-unavailable' });
  });

  it.each(['', 'ab', '-abc', 'a/b', '../x', 'a'.repeat(65), 'ünïcode'])(
    'refuses the id "%s" without asking',
    async (id) => {
      await expect(client.getConsent(id)).rejects.toThrow(TypeError);
      await expect(client.createConsent('consent-cns_1', newConsent, id)).rejects.toThrow(TypeError);
      expect(server.requests).toHaveLength(0);
    },
  );

  it('logs neither tokens nor names nor URLs', async () => {
    const lines: unknown[] = [];
    const log = (fields: object, message: string): unknown => lines.push(fields, message);
    const logging = new CustomVoiceClient({
      endpoint: server.url,
      credential,
      logger: { debug: log, info: log, warn: log },
    });
    server.answers.push({ status: 201, json: consent, headers: { 'apim-request-id': 'request-1' } });
    await logging.createConsent('consent-cns_1', newConsent, 'cns_1.verify.1');
    expect(JSON.stringify(lines)).toContain('request-1');
    expect(JSON.stringify(lines)).not.toMatch(/token-1|Lovelace|secret/v);
  });
});

describe('CustomVoiceClient, its options', () => {
  it('are refused without a credential or a key, or with an endpoint that is no URL', () => {
    expect(() => new CustomVoiceClient({ endpoint: 'https://x.test' })).toThrow(TypeError);
    expect(() => new CustomVoiceClient({ endpoint: 'x.test', key: 'k' })).toThrow(TypeError);
  });
});
