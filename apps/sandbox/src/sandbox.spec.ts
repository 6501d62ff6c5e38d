import { createServer } from 'node:http';
import { readdir } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { ManagedIdentityCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { listen, shutDown } from './tls/listen.ts';

describe('the sandbox', () => {
  let directory: string;
  let sandbox: Sandbox;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-whole-spec-'));
    sandbox = await startSandbox({ dataDirectory: directory, blobPersistence: 'memory' });
    vi.stubEnv('IDENTITY_ENDPOINT', sandbox.environment['IDENTITY_ENDPOINT']);
    vi.stubEnv('IDENTITY_HEADER', sandbox.environment['IDENTITY_HEADER']);
  });
  afterEach(async () => {
    sandbox.faults.clear();
    for (const close of closers.splice(0)) await close();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });

  const environment = (name: string): string => {
    const value = sandbox.environment[name];
    if (value === undefined) throw new Error(`The environment has no ${name}.`);
    return value;
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(sandbox.endpoints.control + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown> };
  };
  const serviceBus = (): ServiceBusClient => {
    const client = new ServiceBusClient(environment('SERVICE_BUS_NAMESPACE'), new ManagedIdentityCredential());
    closers.push(() => client.close());
    return client;
  };
  const receiveUpload = async () => {
    const receiver = serviceBus().createReceiver('audio-uploads');
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 20_000 });
    if (!message) throw new Error('No message arrived.');
    await receiver.completeMessage(message);
    return message;
  };
  const upload = (name: string) =>
    new BlobServiceClient(environment('BLOB_ENDPOINT'), new ManagedIdentityCredential())
      .getContainerClient('uploads')
      .getBlockBlobClient(name)
      .uploadData(Buffer.from('RIFF'));

  it('carries a blob to the queue as a CloudEvent, with nothing but a managed identity', async () => {
    await upload('path.wav');
    const message = await receiveUpload();
    expect(message.body).toMatchObject({
      specversion: '1.0',
      type: 'Microsoft.Storage.BlobCreated',
      subject: '/blobServices/default/containers/uploads/blobs/path.wav',
      data: { api: 'PutBlob', contentLength: 4 },
    });
    expect(message.contentType).toMatch(/^application\/cloudevents\+json/);
    expect(message.applicationProperties).toMatchObject({ 'aeg-event-type': 'Notification' });
  });

  it('keeps an event while the broker is down', async () => {
    await control('POST', '/service-bus/stop');
    await upload('outage.wav');
    await vi.waitUntil(() => sandbox.events.retrying === 1, { timeout: 20_000 });
    await control('POST', '/service-bus/start');
    await control('POST', '/clock', { advanceMs: 10_000 });
    expect((await receiveUpload()).body).toMatchObject({ subject: expect.stringMatching(/outage\.wav$/) as unknown });
    await control('POST', '/clock', { advanceMs: -10_000 });
    await expect(control('GET', '/event-grid')).resolves.toMatchObject({ body: { pending: 0 } });
  });

  it('has every queue, container and database of the backend', async () => {
    const { body } = await control('GET', '/service-bus/queues');
    expect((body['queues'] as { name: string }[]).map(({ name }) => name).sort()).toEqual([
      'audio-uploads',
      'batch-synthesis',
      'maintenance',
      'notifications',
      'speech-synthesis',
      'voice-enrollment',
      'webhook-events',
    ]);
    const blobs = new BlobServiceClient(environment('BLOB_ENDPOINT'), new ManagedIdentityCredential());
    const containers: string[] = [];
    for await (const { name } of blobs.listContainers()) containers.push(name);
    expect(containers.sort()).toEqual([
      'archive',
      'audio',
      'audit-anchors',
      'consents',
      'erasure-register',
      'results',
      'uploads',
    ]);
    const cosmos = new CosmosClient({
      endpoint: environment('COSMOS_ENDPOINT'),
      aadCredentials: new ManagedIdentityCredential(),
      connectionPolicy: { enableEndpointDiscovery: false },
    });
    closers.push(() => cosmos.dispose());
    const { resources } = await cosmos.database(environment('COSMOS_DATABASE')).containers.readAll().fetchAll();
    expect(resources.map(({ id, partitionKey }) => [id, partitionKey?.paths])).toEqual(
      ['documents', 'audit', 'idempotency', 'provenance', 'usage'].map((id) => [id, ['/partitionKey']]),
    );
  });

  it('gives the deployables the whole environment', async () => {
    expect(Object.keys(sandbox.environment).sort()).toEqual([
      'AZURE_TOKEN_CREDENTIALS',
      'BLOB_ENDPOINT',
      'C2PA_CERTIFICATES',
      'C2PA_PRIVATE_KEY',
      'COSMOS_DATABASE',
      'COSMOS_ENDPOINT',
      'COSMOS_ENDPOINT_DISCOVERY',
      'EGRESS_ALLOWED_NETWORKS',
      'EGRESS_ALLOW_HTTP',
      'EGRESS_PORTS',
      'EMAIL_ENDPOINT',
      'EMAIL_SENDER',
      'ENTRA_ALLOWED_TENANTS',
      'ENTRA_AUTHORITY',
      'ENTRA_CLIENT_ID',
      'ENTRA_TENANT_ID',
      'IDENTITY_ENDPOINT',
      'IDENTITY_HEADER',
      'LEGAL_HOLDS',
      'NODE_EXTRA_CA_CERTS',
      'OPENAI_DEPLOYMENT',
      'OPENAI_ENDPOINT',
      'PROVENANCE_SIGNING_KEYS',
      'RECEIPT_SIGNING_KEYS',
      'SERVICE_BUS_NAMESPACE',
      'SPEECH_ENDPOINT',
      'SPEECH_WEBSOCKET_URL',
      'SWAGGER_CLIENT_ID',
      'TRANSLATOR_ENDPOINT',
      'WEBHOOK_SECRET_KEYS',
    ]);
    const { body } = await control('GET', '/');
    expect(body).toMatchObject({ endpoints: sandbox.endpoints, environment: sandbox.environment });
  });

  it('reaches Speech with a token of the managed identity only', async () => {
    const voices = (authorization: string) =>
      fetch(`${environment('SPEECH_ENDPOINT')}/cognitiveservices/voices/list`, { headers: { authorization } });
    const { token } = await new ManagedIdentityCredential().getToken('https://cognitiveservices.azure.com/.default');
    expect((await voices(`Bearer ${token}`)).status).toBe(200);
    const { token: other } = await new ManagedIdentityCredential().getToken('https://storage.azure.com/.default');
    expect((await voices(`Bearer ${other}`)).status).toBe(401);
  });

  describe('its control endpoint', () => {
    it('scripts faults, counts them and forgets them', async () => {
      const rule = {
        service: 'storage',
        operation: 'put-blob',
        effect: { kind: 'error', status: 409 },
        subject: 'conflict',
      };
      const { status, body } = await control('POST', '/faults', [
        rule,
        { service: 'cosmos', effect: { kind: 'hang' }, times: 3, skip: 1 },
      ]);
      expect(status).toBe(201);
      expect(body['faults']).toMatchObject([
        { id: expect.any(String) as unknown, remaining: 1 },
        { operation: '*', remaining: 3, skip: 1 },
      ]);
      await expect(upload('conflict.wav')).rejects.toMatchObject({ statusCode: 409 });
      await expect(control('GET', '/faults')).resolves.toMatchObject({
        body: { faults: [{ applied: 1, remaining: 0 }, { applied: 0 }] },
      });
      const [first, second] = (body['faults'] as { id: string }[]).map(({ id }) => id);
      await expect(control('DELETE', `/faults/${first}`)).resolves.toMatchObject({
        body: { fault: { id: first, applied: 1 } },
      });
      await expect(control('DELETE', `/faults/${first}`)).resolves.toMatchObject({ status: 404 });
      await expect(control('GET', '/faults')).resolves.toMatchObject({ body: { faults: [{ id: second }] } });
      await expect(control('DELETE', '/faults')).resolves.toMatchObject({ status: 204 });
      await expect(control('GET', '/faults')).resolves.toMatchObject({ body: { faults: [] } });
    });

    it('explains what is wrong with a rule', async () => {
      const { status, body } = await control('POST', '/faults', { service: 'storag', effect: { kind: 'latency' } });
      expect(status).toBe(400);
      expect(body['error']).toMatchObject({ code: 'invalid-request', advice: expect.any(String) as unknown });
      expect(JSON.stringify(body)).toContain('0.service');
      expect(JSON.stringify(body)).toContain('0.effect.ms');
    });

    it('moves the clock', async () => {
      const { body } = await control('POST', '/clock', { advanceMs: 86_400_000 });
      expect(body['aheadMs']).toBe(86_400_000);
      expect(Date.parse(String(body['now']))).toBeGreaterThan(Date.now() + 86_000_000);
      await control('POST', '/clock', { advanceMs: -86_400_000 });
      await expect(control('GET', '/clock')).resolves.toMatchObject({ body: { aheadMs: 0 } });
      await expect(control('POST', '/clock', { advanceMs: 'a day' })).resolves.toMatchObject({ status: 400 });
    });

    it('rotates the keys', async () => {
      const { body } = await control('POST', '/keys/rotate');
      expect(body['published']).toHaveLength(2);
      const dropped = await control('POST', '/keys/rotate', { dropOld: true });
      expect(dropped.body['published']).toEqual([dropped.body['kid']]);
    });

    it('issues tokens for apps and users', async () => {
      const app = await control('POST', '/tokens', { roles: ['Voice.Read'] });
      expect(decodeJwt(String(app.body['access_token']))).toMatchObject({ idtyp: 'app', roles: ['Voice.Read'] });
      const user = await control('POST', '/tokens', { user: 'producer@contoso.example' });
      expect(decodeJwt(String(user.body['access_token']))).toMatchObject({
        scp: 'access_as_user',
        name: 'Contoso Producer',
      });
      const unknown = await control('POST', '/tokens', { user: 'nobody' });
      expect(unknown).toMatchObject({
        status: 404,
        body: { error: { advice: expect.stringContaining('producer@contoso.example') as unknown } },
      });
    });

    it('shows the messages of a queue and ends locks and connections', async () => {
      const client = new ServiceBusClient(environment('SERVICE_BUS_NAMESPACE'), new ManagedIdentityCredential());
      await client.createSender('maintenance').sendMessages({ body: { type: 'retention.sweep' }, messageId: 'tick-1' });
      await client.close();
      const { body } = await control('GET', '/service-bus/messages?path=maintenance&bodies=true');
      expect(body['messages']).toMatchObject([
        { messageId: 'tick-1', type: 'retention.sweep', body: { type: 'retention.sweep' } },
      ]);
      for (const action of ['silence-links', 'drop-links', 'silence-connections', 'drop-connections', 'expire-locks']) {
        await expect(control('POST', `/service-bus/${action}`)).resolves.toMatchObject({
          status: 200,
          body: { affected: expect.any(Number) as unknown },
        });
      }
      for (const action of ['restart']) {
        await expect(control('POST', `/service-bus/${action}`)).resolves.toMatchObject({ status: 204 });
      }
      await expect(control('POST', '/service-bus/restart', { downMs: 1 })).resolves.toMatchObject({ status: 202 });
      await expect.poll(() => sandbox.serviceBus.isListening).toBe(true);
    });

    it('scripts transcripts and shows what Speech was asked', async () => {
      await expect(control('POST', '/speech/transcript', { text: 'What was said.' })).resolves.toMatchObject({
        status: 204,
      });
      await expect(control('POST', '/speech/transcript', { text: null })).resolves.toMatchObject({ status: 204 });
      const hearing = { wordErrorRate: 0.3, fillerRate: 0.1, seed: 7, locales: ['en-US'] };
      await expect(control('POST', '/speech/hearing', hearing)).resolves.toMatchObject({ status: 204 });
      await expect(control('POST', '/speech/hearing', { wordErrorRate: 3 })).resolves.toMatchObject({ status: 400 });
      await expect(control('POST', '/speech/hearing', {})).resolves.toMatchObject({ status: 204 });
      const duration = (factor: number) => control('POST', '/speech/reported-duration', { factor });
      await expect(duration(1.1)).resolves.toMatchObject({ status: 204 });
      await expect(duration(1)).resolves.toMatchObject({ status: 204 });
      await expect(control('GET', '/speech/spoken')).resolves.toMatchObject({ status: 200, body: { spoken: [] } });
      await expect(control('GET', '/speech/batch-jobs')).resolves.toMatchObject({ status: 200, body: { jobs: [] } });
      await expect(control('GET', '/speech/requests')).resolves.toMatchObject({ status: 200 });
    });

    it('closes the storage and opens it again', async () => {
      expect((await control('GET', '/storage/network')).body).toEqual({ private: false });
      const url = `${environment('BLOB_ENDPOINT')}/uploads/a.wav?sig=x&skoid=y`;
      const codeOf = async () => (await fetch(url)).headers.get('x-ms-error-code');
      expect(await codeOf()).toBe('AuthenticationFailed');
      expect((await control('PUT', '/storage/network', { private: true })).status).toBe(204);
      expect(await codeOf()).toBe('AuthorizationFailure');
      expect((await control('PUT', '/storage/network', { private: false })).status).toBe(204);
      expect((await control('PUT', '/storage/network', { closed: true })).status).toBe(400);
    });

    it('points to what there is from what there is not', async () => {
      const { status, body } = await control('GET', '/nothing');
      expect(status).toBe(404);
      expect(body['error']).toMatchObject({ routes: expect.arrayContaining(['POST /faults']) as unknown });
    });

    it('is closed to web pages of others', async () => {
      const response = await fetch(`${sandbox.endpoints.control}/clock`, {
        headers: { origin: 'https://evil.example' },
      });
      expect(response.status).toBe(403);
    });
  });

  it('frees every port and leaves no file when it is closed, also twice', async () => {
    const other = await startSandbox({ dataDirectory: directory });
    const ports = Object.values(other.endpoints).map((endpoint) => Number(/:(\d+)/.exec(endpoint)?.[1]));
    expect(new Set(ports).size).toBe(7);
    await other.close();
    await other.close();
    await expect(Promise.all(ports.map((port) => isOpen(port)))).resolves.toEqual(ports.map(() => false));
  });

  it('takes back a start that fails, and names the reason', async () => {
    const occupied = createServer();
    const port = await listen(occupied, '127.0.0.1', 0);
    const free = createServer();
    const entra = await listen(free, '127.0.0.1', 0);
    await shutDown(free);
    try {
      const start = startSandbox({ dataDirectory: directory, ports: { entra, control: port } });
      await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await expect(isOpen(entra)).resolves.toBe(false);
    } finally {
      await shutDown(occupied);
    }
  });

  it('keeps nothing but its certificates', async () => {
    expect(await readdir(directory)).toEqual(['ca']);
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
