import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlobStore } from '#storage';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { readCosmosContainers } from '../../apps/sandbox/src/cosmos/cosmos-containers.ts';
import { startCosmos } from '../../apps/sandbox/src/cosmos/cosmos-server.ts';
import { Clock } from '../../apps/sandbox/src/faults/clock.ts';
import { FaultPlan } from '../../apps/sandbox/src/faults/fault-plan.ts';
import { startEventRelay } from '../../apps/sandbox/src/emulators/event-relay.ts';
import { readEmulatorConfig } from '../../apps/sandbox/src/service-bus/config.ts';
import { startServiceBus } from '../../apps/sandbox/src/service-bus/service-bus.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ensureTls } from '../../apps/sandbox/src/tls/certificate-authority.ts';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { environmentOf } from '../architecture/compose-files.ts';
import { startAzuriteProcess } from '../support/emulators.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const HOME = join(import.meta.dirname, '..', '..');
const COMPOSE = readFileSync(join(HOME, 'docker', 'compose.emulators.yaml'), 'utf8');
const run = promisify(execFile);

/**
 * The settings of docker/compose.emulators.yaml with the addresses of what stands in for the emulators here: Azurite itself behind the relay, the
 * sandbox's broker without TLS and tokens and with the emulator's configuration, and its Cosmos DB with the emulator's key.
 */
let environment: Record<string, string>;
let system: VoiceSystem;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'account-keys-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const tls = await ensureTls(join(folder, 'ca'));
  trustCertificateAuthority(tls.ca);
  const clock = new Clock();
  closers.push(() => clock.stop());
  const context = { host: '127.0.0.1', port: 0, clock, faults: new FaultPlan(), log: () => undefined };
  const wanted = environmentOf(COMPOSE, 'api');
  const [azurite, bus, cosmos] = await Promise.all([
    startAzuriteProcess(),
    startServiceBus({
      ...context,
      config: readEmulatorConfig(join(HOME, 'docker', 'emulators', 'Config.json')),
    }),
    startCosmos({
      ...context,
      tls,
      verifyToken: async () => undefined,
      accountKey: wanted['COSMOS_KEY'] ?? '',
      database: wanted['COSMOS_DATABASE'] ?? '',
      containers: readCosmosContainers(join(HOME, 'apps', 'sandbox', 'cosmos-containers.json')),
    }),
  ]);
  closers.push(
    () => azurite.stop(),
    () => bus.close(),
    () => cosmos.close(),
  );
  const ofStores = (name: string) => /^(ALLOW_|SERVICE_BUS_|COSMOS_|BLOB_|SPEECH_AUDIO|DIRECT_)/.test(name);
  const serviceBus = (wanted['SERVICE_BUS_CONNECTION_STRING'] ?? '').replace('//servicebus', `//127.0.0.1:${bus.port}`);
  const blobs = wanted['BLOB_CONNECTION_STRING'] ?? '';
  const direct = blobs.replace('http://blobs:10000', azurite.url);
  const relay = await startEventRelay({
    ...context,
    blobConnectionString: direct,
    serviceBusConnectionString: serviceBus,
    subscriptions: [{ name: 'uploads', container: 'uploads', queue: 'audio-uploads' }],
    source: '/subscriptions/s/providers/Microsoft.Storage/storageAccounts/devstoreaccount1',
  });
  closers.push(() => relay.close());
  environment = {
    ...Object.fromEntries(Object.entries(wanted).filter(([name]) => ofStores(name))),
    SERVICE_BUS_CONNECTION_STRING: serviceBus,
    COSMOS_ENDPOINT: cosmos.endpoint,
    BLOB_CONNECTION_STRING: blobs.replace('http://blobs:10000', `http://127.0.0.1:${relay.port}`),
  };
  const program = join(HOME, 'dist', 'apps', 'sandbox', 'src', 'cli', 'prepare-emulators.js');
  await run(process.execPath, [program], {
    env: { ...environment, BLOB_CONNECTION_STRING: direct, NODE_EXTRA_CA_CERTS: tls.caFile },
  });
  system = await startQuickSystem({
    // What the sandbox says instead is not to be used.
    environment: { SERVICE_BUS_NAMESPACE: '', BLOB_ENDPOINT: '', ...environment },
    sandboxEnvironment: { SANDBOX_DATA_DIR: folder },
  });
  closers.push(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

describe('the API and a worker with the keys of emulators', () => {
  it('enroll a voice and speak with it', async () => {
    const api = new ApiClient(system.apiUrl, await system.token());
    const underTest = { apiUrl: system.apiUrl, workerUrl: '', folder: system.folder, ...system.ready };
    const voiceId = await enrolledVoice(underTest);
    const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'The kettle is on.' });
    const { subject } = await api.follow(operation, () => undefined);
    const audio = await (await api.send('GET', `${subject.href}/audio`)).arrayBuffer();
    expect(Buffer.from(audio).toString('latin1', 0, 4)).toBe('RIFF');
  });

  it('left nothing in the stores of the sandbox', async () => {
    const documents = await fetch(new URL('/cosmos/documents?container=documents', system.endpoint('control')));
    expect(await documents.json()).toMatchObject({ documents: [] });
  });
});

describe('URLs of blobs, signed with the key of Azurite', () => {
  const address = () => ({ container: 'uploads', name: `signed-${Date.now()}` });
  const soon = () => new Date(Date.now() + 60_000);
  const blobs = () =>
    new BlobStore(BlobServiceClient.fromConnectionString(environment['BLOB_CONNECTION_STRING'] ?? ''));
  const put = (url: string) =>
    fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'RIFF' }).then(
      ({ status }) => status,
    );

  it('create exactly one blob, once, and read only it', async () => {
    const [target, other] = [address(), { container: 'uploads', name: 'other' }];
    const url = await blobs().createUrl(target, soon());
    expect([await put(url.replace(target.name, other.name)), await put(url), await put(url)]).toEqual([403, 201, 403]);
    expect((await fetch(url)).status).toBe(403);
    const readUrl = await blobs().readUrl(target, soon());
    expect(await (await fetch(readUrl)).text()).toBe('RIFF');
    expect(await put(readUrl)).toBe(403);
  });

  it('expire', async () => {
    const url = await blobs().createUrl(address(), new Date(Date.now() - 1_000));
    expect(await put(url)).toBe(403);
  });
});
