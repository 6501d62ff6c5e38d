import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, type OperationAnswer } from '../../support/api-client.ts';
import { packageRoot } from '../../../apps/sandbox/src/system/package-root.ts';
import { type Deployable, VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../../chaos/control.ts';
import { developerIdentity } from '../../support/azure-credential.ts';
import { blobsOf, everythingStored } from './every-store.ts';
import { enrol, type Receipt } from './person.ts';
import { startQuickSystem } from '../../support/quick-system.ts';

const PERSON = 'Ada Lovelace';
const VOICE_NAME = 'Narration by Ada';
const TEXT = 'The cartographer folds the northern sea.';
const REGISTER = 'erasure-register';

let system: VoiceSystem;
let control: Control;
let api: ApiClient;

beforeAll(async () => {
  system = await startQuickSystem({
    sandboxEnvironment: { SANDBOX_KEEP_DATA: 'true' },
    environment: { ERASURE_SETTLE_MS: '500' },
  });
  control = new Control(system.endpoint('control'));
  api = new ApiClient(system.apiUrl, await system.token());
}, 120_000);

afterAll(() => system?.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

/** Where anything is stored that names the person, says the text, or is about the voice or its recordings. */
async function placesOf(needles: readonly string[]): Promise<string[]> {
  const stored = await everythingStored(system);
  return stored
    .filter(({ kind, text }) => ['document', 'blob'].includes(kind) && needles.some((needle) => text.includes(needle)))
    .map(({ where }) => where)
    .filter((where) => !where.startsWith(`${REGISTER}/`));
}

/** What a job of the deployment runs, with the identity that it has there. */
async function job(
  entry: string,
  app: Deployable,
  identity: Deployable | 'ticks' = app,
): Promise<{ readonly code: number; readonly output: string }> {
  const { environment, deployables } = system.ready;
  const file = join(packageRoot(), 'dist', 'apps', app, 'src', entry);
  const env = { PATH: process.env['PATH'], ...environment, ...deployables[identity], ERASURE_SETTLE_MS: '500' };
  return promisify(execFile)(process.execPath, [file], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, output: stdout + stderr }),
  );
}

const replay = () => job('erasures-replay.main.js', 'worker');

/** Makes a document of the restored database one of a release that knew no versions. */
async function aged(tenantId: string, id: string): Promise<void> {
  const { environment } = system.ready;
  const client = new CosmosClient({
    endpoint: environment['COSMOS_ENDPOINT'] ?? '',
    aadCredentials: developerIdentity(environment),
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  const item = client.database('voice').container('documents').item(id, tenantId);
  const { resource } = await item.read<Record<string, unknown>>();
  await item.replace({ ...resource, id, schemaVersion: undefined, readableFrom: undefined });
  client.dispose();
}

async function registered(): Promise<Map<string, Buffer>> {
  const container = blobsOf(system).getContainerClient(REGISTER);
  const found = new Map<string, Buffer>();
  for await (const { name } of container.listBlobsFlat()) {
    const { readableStreamBody } = await container.getBlobClient(name).download();
    found.set(name, readableStreamBody ? await buffer(readableStreamBody) : Buffer.alloc(0));
  }
  return found;
}

describe('a person who was erased after a backup was taken', () => {
  it('is erased again when the backup was restored: the register still knows', { timeout: 300_000 }, async () => {
    const voice = await enrol(system, api, PERSON, VOICE_NAME);
    const spoken = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: voice.id, text: TEXT });
    await api.follow(spoken, () => undefined);
    const consent = await api.json<{ uploadId: string }>('GET', `/v1/consents/${voice.consentId}`);
    const uploads = [consent.uploadId, ...voice.samples.map(({ uploadId }) => uploadId)];
    const needles = [PERSON, VOICE_NAME, TEXT, ...uploads];
    await control.takeSnapshot('backup');

    const erased = await api.json<OperationAnswer>('POST', `/v1/consents/${voice.consentId}/revoke`, { erase: true });
    expect(await api.follow(erased, () => undefined)).toMatchObject({ status: 'succeeded' });
    const { receipt } = await api.json<{ receipt?: Receipt }>('GET', `/v1/consents/${voice.consentId}`);
    const register = await registered();
    expect([...register.values()].map((content) => JSON.parse(content.toString()) as unknown)).toEqual([receipt]);
    for (const content of register.values()) {
      for (const personal of [PERSON, VOICE_NAME, TEXT]) expect(content.toString()).not.toContain(personal);
    }
    const receipts = await placesOf(needles);
    expect(receipts.every((where) => where.startsWith('document/'))).toBe(true);
    expect(await replay()).toMatchObject({ code: 0, output: expect.stringContaining('1 were still gone') as string });

    // The database and the other containers are those of the backup; the register, which no backup of the database touches, is put back.
    await Promise.all([...system.apis, ...system.workers].map((process) => process.stop(5_000)));
    await control.restore('backup');
    expect(await registered()).toEqual(new Map());
    const container = blobsOf(system).getContainerClient(REGISTER);
    for (const [name, content] of register) await container.getBlockBlobClient(name).uploadData(content);
    const restored = await control.documents('documents');
    expect(restored.find(({ id }) => id === voice.id)).toMatchObject({ name: VOICE_NAME, status: 'ready' });
    expect((await placesOf([PERSON, TEXT])).length).toBeGreaterThan(1);
    expect((await placesOf(uploads)).some((where) => where.startsWith('audio/'))).toBe(true);

    // The backup may be older than the release that runs.
    await aged(String(restored[0]?.['tenantId']), voice.consentId);
    const migration = await job('migrate.main.js', 'api');
    expect(migration).toMatchObject({ code: 0, output: expect.stringContaining('"migrated":1,') as string });
    // The clock of a deployment without an API finds its way around the restored database too.
    const ticks = await job('ticks.main.js', 'api', 'ticks');
    expect(ticks).toMatchObject({ code: 0, output: expect.stringContaining('"hasFailed":false') as string });
    const migrated = (await control.documents('documents')).find(({ id }) => id === voice.consentId);
    expect(migrated).toMatchObject({ schemaVersion: 2, voiceTalentName: PERSON });

    const { code, output } = await replay();
    expect(output).toContain(`consent ${voice.consentId}: had come back, is erased again\n`);
    expect(output).toMatch(/1 erasures: 1 erased again, 0 were still gone, 0 failed, in \d+\.\d s\n$/);
    expect(code).toBe(0);
    expect(await placesOf([PERSON, VOICE_NAME, TEXT])).toEqual([]);
    expect((await placesOf(uploads)).every((where) => where.startsWith('document/'))).toBe(true);
    await system.restart('api', 0);
    for (const path of [`/v1/voices/${voice.id}`, `/v1/consents/${voice.consentId}`]) {
      const again = await api.json<{ status: string; receipt?: Receipt }>('GET', path);
      expect(again).toMatchObject({ status: 'deleted', receipt: { subject: { id: voice.consentId } } });
    }
    const claims = (await control.documents('documents')).filter(({ kind }) => kind === 'recordingClaim');
    expect(claims.map(({ state }) => state)).toEqual(['withdrawn']);

    // A second run finds nothing to do, and a receipt that was changed is not acted upon.
    const forged = JSON.stringify({ ...receipt, requestedAt: '2026-01-01T00:00:00.000Z' });
    await container.getBlockBlobClient('0/forged.json').uploadData(Buffer.from(forged));
    const second = await replay();
    expect(second.output).toContain('0/forged.json: differs from its signature; nothing was done\n');
    expect(second.output).toMatch(/3 erasures: 0 erased again, 2 were still gone, 1 failed, in /);
    expect(second.code).toBe(1);
  });
});
