import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

let system: SystemUnderTest;

beforeAll(async () => {
  system = await systemUnderTest();
});

async function tokenWith(roles: string[]): Promise<string> {
  return (await control<{ access_token: string }>(system, 'POST', '/tokens', { roles })).access_token;
}

async function call(method: string, path: string, token?: string, body?: unknown): Promise<Response> {
  return fetch(new URL(path, system.apiUrl), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('who may call', () => {
  it.each([undefined, 'nonsense', 'eyJhbGciOiJub25lIn0.e30.'])('401 without a valid token (%s)', async (token) => {
    const response = await call('GET', '/v1/voices', token);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, code: 'unauthenticated', retryable: false });
  });

  it.each([
    ['Voice.Read', 'POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' }],
    ['Voice.Synthesize', 'POST', '/v1/consents', { voiceTalentName: 'A', companyName: 'B', locale: 'en-US' }],
    ['Voice.Enroll', 'POST', '/v1/syntheses', { voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D', text: 'Hello.' }],
    ['Audit.Read', 'GET', '/v1/voices', undefined],
  ])('403 with only the role %s for %s %s', async (role, method, path, body) => {
    const response = await call(method, path, await tokenWith([role]), body);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
  });

  it('Voice.Admin may do all of it', async () => {
    const token = await tokenWith(['Voice.Admin']);
    expect((await call('GET', '/v1/voices', token)).status).toBe(200);
    expect((await call('POST', '/v1/uploads', token, { purpose: 'sample', fileName: 'a.wav' })).status).toBe(201);
  });

  it('goes on accepting tokens after the issuer has changed its signing key', async () => {
    await control(system, 'POST', '/keys/rotate', {});
    expect((await call('GET', '/v1/voices', await tokenWith(['Voice.Read']))).status).toBe(200);
  });
});

describe('what is answered', () => {
  it('names every wrong field, with a pointer', async () => {
    const token = await tokenWith(['Voice.Enroll']);
    const response = await call('POST', '/v1/consents', token, { voiceTalentName: '', locale: 'tlh-QO', extra: 1 });
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { code: string; requestId: string; errors: { pointer: string }[] };
    expect(problem.code).toBe('invalid-request');
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/voiceTalentName', '/companyName', '/locale']),
    );
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  it.each([
    ['GET', '/v1/voices/nonsense', 400],
    ['GET', '/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D', 404],
    ['GET', '/v1/nothing', 404],
    ['DELETE', '/v1/voices', 405],
    ['GET', '/v1/voices?limit=1000', 400],
    ['GET', '/v1/voices?after=bm9uc2Vuc2U', 400],
  ])('%s %s is a %i problem', async (method, path, status) => {
    const response = await call(method, path, await tokenWith(['Voice.Admin']));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      status,
      code: expect.any(String) as string,
      requestId: expect.any(String) as string,
    });
  });

  it('refuses a body that is not JSON, and one that is too large', async () => {
    const token = await tokenWith(['Voice.Admin']);
    expect((await call('POST', '/v1/consents', token, '{"locale":')).status).toBe(400);
    expect(
      (await call('POST', '/v1/consents', token, JSON.stringify({ voiceTalentName: 'x'.repeat(2_000_000) }))).status,
    ).toBe(413);
  });

  it('keeps the request id and trace of the caller, also in the log', async () => {
    const response = await fetch(new URL('/v1/voices', system.apiUrl), {
      headers: { 'x-request-id': 'e2e-request-1' },
    });
    expect(response.headers.get('x-request-id')).toBe('e2e-request-1');
  });

  it('serves an OpenAPI document that lists what it serves', async () => {
    const document = (await (await call('GET', '/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, unknown>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/voices', '/v1/uploads', '/v1/operations/{id}/events']),
    );
  });
});

describe('health', () => {
  it.each(['live', 'ready', 'startup'])('/health/%s of both deployables needs no token', async (probe) => {
    expect((await fetch(`${system.apiUrl}/health/${probe}`)).status).toBe(200);
    expect((await fetch(`${system.workerUrl}/health/${probe}`)).status).toBe(200);
  });

  it('the worker serves nothing else', async () => {
    expect((await fetch(`${system.workerUrl}/v1/voices`)).status).toBe(404);
  });

  it('the API says that Service Bus is down but goes on, the worker is not ready, and both recover', async () => {
    await control(system, 'POST', '/service-bus/stop');
    try {
      await expect.poll(() => serviceBusOf(system), { timeout: 30_000 }).toMatchObject({ status: 'degraded' });
      await expect
        .poll(async () => (await fetch(`${system.workerUrl}/health/ready`)).status, { timeout: 30_000 })
        .toBe(503);
      expect((await fetch(`${system.apiUrl}/health/ready`)).status).toBe(200);
      expect((await fetch(`${system.apiUrl}/health/live`)).status).toBe(200);
      const api = await clientOf(system);
      const upload = await api.send('POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' });
      expect(upload.status).toBe(201);
    } finally {
      await control(system, 'POST', '/service-bus/start');
    }
    for (const url of [system.apiUrl, system.workerUrl]) {
      await expect.poll(async () => (await fetch(`${url}/health/ready`)).status, { timeout: 60_000 }).toBe(200);
    }
  });
});

/** What the API reports of Service Bus to operators. */
async function serviceBusOf(system: SystemUnderTest): Promise<unknown> {
  const health = await (await clientOf(system)).json<{ dependencies: Record<string, unknown> }>('GET', '/health');
  return health.dependencies['service-bus'];
}
