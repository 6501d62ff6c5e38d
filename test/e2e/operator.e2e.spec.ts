import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '#client';
import { ApiClient, ApiProblem, type OperationAnswer, type UploadAnswer } from '../support/api-client.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { developerIdentity } from '../support/azure-credential.ts';
import { enrolledVoice, SAMPLE, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sendRaw } from '../support/service-bus.ts';
import { control, recordingOf } from '../support/system.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const ULID = '01JD8F3R5V6W7X8Y9Z0A1B2C3X';
const MINUTE_MS = 60_000;

let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;

/** A system of its own, since time passes for all of it at once. */
beforeAll(async () => {
  const limits = { STALLED_AFTER_MS: String(MINUTE_MS), ORPHAN_GRACE_MS: String(MINUTE_MS) };
  system = await startQuickSystem({ environment: { LOG_LEVEL: 'debug', ...limits } });
  underTest = { apiUrl: system.apiUrl, workerUrl: system.workerUrls[0] ?? '', folder: system.folder, ...system.ready };
  api = new ApiClient(system.apiUrl, await system.token());
}, 120_000);

afterEach(() => control(underTest, 'DELETE', '/faults'));
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

function message(type: string, subjectId: string, more: object = {}): object {
  const id = `${subjectId}:${type}:${randomUUID()}`;
  const occurredAt = new Date().toISOString();
  return { type, id, tenantId: TENANT, subjectId, attempt: 1, failures: 0, occurredAt, data: {}, ...more };
}

/** As the tick does. A sweep more than needed finds nothing to do. */
const sweep = (type: string) => sendRaw(underTest, 'maintenance', [message(type, type)]);

/** What is looked at, once it fits, while sweeps go on. */
async function sweptUntil<T>(type: string, look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  const sweptAndSeen = async () => {
    await sweep(type);
    return look();
  };
  await expect.poll(sweptAndSeen, { timeout: 60_000, interval: 500 }).toSatisfy(fits);
  return look();
}

async function problemOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => 'no problem',
    (error: unknown) => (error instanceof ApiProblem ? error : Promise.reject(error as Error)),
  );
}

function stores(container: string): ContainerClient {
  const { environment } = system.ready;
  return new BlobServiceClient(environment['BLOB_ENDPOINT'] ?? '', developerIdentity(environment)).getContainerClient(
    container,
  );
}

async function namesIn(container: ContainerClient): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name } of container.listBlobsFlat()) found.push(name);
  return found;
}

type SystemFigures = Required<components['schemas']['SystemFigures']>;

interface DeadLetter {
  readonly queue: string;
  readonly sequenceNumber: string;
  readonly subjectId?: string;
}

async function deadLetterAbout(subjectId: string): Promise<DeadLetter> {
  const path = '/v1/dead-letters?limit=100&queue=speech-synthesis';
  let found: DeadLetter | undefined;
  const find = async () => {
    const { data } = await api.json<{ data: readonly DeadLetter[] }>('GET', path);
    return (found = data.find((letter) => letter.subjectId === subjectId));
  };
  await expect.poll(find, { timeout: 30_000, interval: 300 }).toBeDefined();
  if (!found) throw new Error('the dead letter is gone again');
  return found;
}

const resubmit = ({ queue, sequenceNumber }: DeadLetter) =>
  api.send('POST', `/v1/dead-letters/${queue}/${sequenceNumber}/resubmit`);

describe('the sweeps', () => {
  const upload = async (): Promise<string> => uploaded(api, 'sample', await recordingOf(underTest, SAMPLE));
  const statusOf = async (id: string) => (await api.json<UploadAnswer>('GET', `/v1/uploads/${id}`)).status;

  it('requeue lost work, and end what cannot be requeued', async () => {
    await control(underTest, 'POST', '/faults', [
      { service: 'event-grid', operation: 'deliver', effect: { kind: 'error', status: 503 }, times: 1_000 },
    ]);
    const [lost, hopeless] = await Promise.all([upload(), upload()]);
    expect(await Promise.all([lost, hopeless].map(statusOf))).toEqual(['received', 'received']);
    await stores('uploads').deleteBlob(`${TENANT}/${hopeless}`);
    await system.passTime(MINUTE_MS + 1_000);
    const statuses = () => Promise.all([lost, hopeless].map(statusOf));
    await sweptUntil('work.requeue', statuses, (seen) => !seen.includes('received'));
    await api.acceptedUpload(lost);
    expect(await api.json('GET', `/v1/uploads/${hopeless}`)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'stalled' },
    });
  });

  it('delete unreferenced blobs once they are old, and leave all others and Azure’s voices alone', async () => {
    const voiceId = await enrolledVoice(underTest);
    const speaking = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'To be kept.' });
    await api.follow(speaking, () => undefined);
    const containers = [stores('audio'), stores('results'), stores('consents')];
    const referred = await Promise.all(containers.map(namesIn));
    expect(referred.map(({ length }) => length > 0)).toEqual([true, true, true]);
    const [audio, results] = containers;
    const samples = stores(`samples-vce-${ULID.toLowerCase()}`);
    await audio?.getBlockBlobClient(`${TENANT}/upl_${ULID}.wav`).upload('RIFF', 4);
    await results?.getBlockBlobClient(`${TENANT}/syn_${ULID}.wav`).upload('RIFF', 4);
    await samples.create();
    await system.passTime(MINUTE_MS + 1_000);
    const young = `${TENANT}/upl_${ULID.slice(0, -1)}Y.wav`;
    await audio?.getBlockBlobClient(young).upload('RIFF', 4);
    await sweptUntil(
      'retention.sweep',
      () => samples.exists(),
      (exists) => !exists,
    );
    // Containers of samples come last in a sweep.
    expect(await Promise.all(containers.map(namesIn))).toEqual([
      [...(referred[0] ?? []), young].toSorted(),
      ...referred.slice(1),
    ]);
    await sweep('custom-voice.garbage-collect');
    const idle = async () =>
      (await control<{ messages: unknown[] }>(underTest, 'GET', '/service-bus/messages?path=maintenance')).messages;
    await expect.poll(idle, { timeout: 30_000, interval: 200 }).toEqual([]);
    const again = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'Still here.' });
    await api.follow(again, () => undefined);
  });
});

describe('dead letters', () => {
  it('of work that failed by no fault of its own are worth resubmitting, others are not', async () => {
    const { data } = await api.json<{ data: { id: string }[] }>('GET', '/v1/voices');
    await control(underTest, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'close', code: 1011 }, times: 100 },
    ]);
    const text = 'At the second try.';
    const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: data[0]?.id, text });
    // As if it had failed seven times before. A run that finds the first one at work leaves it alone, so more than one may have to be sent.
    const hasFailed = async () => {
      const { status, error } = await api.json<OperationAnswer>('GET', `/v1/operations/${operation.id}`);
      if (status === 'failed') return error?.code;
      await sendRaw(underTest, 'speech-synthesis', [message('synthesis.run', operation.subject.id, { failures: 7 })]);
      return status;
    };
    await expect.poll(hasFailed, { timeout: 60_000, interval: 1_000 }).toBe('attempts-exhausted');
    const letter = await deadLetterAbout(operation.subject.id);
    expect(await api.json('GET', `/v1/dead-letters/${letter.queue}/${letter.sequenceNumber}`)).toEqual(letter);
    const { total } = await api.json<{ total: number }>('GET', '/v1/dead-letters/summary');
    expect(total).toBeGreaterThanOrEqual(1);
    await control(underTest, 'DELETE', '/faults');
    expect((await resubmit(letter)).status).toBe(200);
    await api.follow(operation, () => undefined);
    expect(await problemOf(resubmit(letter))).toMatchObject({ status: 404 });

    await sendRaw(underTest, 'speech-synthesis', [message('synthesis.run', `syn_${ULID}`, { misses: 5 })]);
    const hopeless = await deadLetterAbout(`syn_${ULID}`);
    expect(await problemOf(resubmit(hopeless))).toMatchObject({ status: 409, code: 'state-conflict' });
    await api.send('POST', `/v1/dead-letters/${hopeless.queue}/${hopeless.sequenceNumber}/discard`);
  });
});

describe('the trace of a job', () => {
  it('is made of the logs of all processes', async () => {
    const { data } = await api.json<{ data: { id: string }[] }>('GET', '/v1/voices');
    await control(underTest, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'close', code: 1011 }, times: 10 },
    ]);
    const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', {
      voiceId: data[0]?.id,
      text: 'To be traced.',
    });
    const retried = async () => (await traced(operation.subject.id)).includes('a message is retried later');
    await expect.poll(retried, { timeout: 30_000, interval: 500 }).toBe(true);
    await control(underTest, 'DELETE', '/faults');
    await api.follow(operation, () => undefined);
    const text = await traced(operation.id);
    // A run that meets the lease of another one completes too, without a turn.
    const run = /synthesis\.run (#\d+):\s+Turn completed/.exec(text)?.[1];
    // In this order, across two processes.
    const steps = [
      /an outbox was published/,
      /POST \/v1\/syntheses: 202/,
      /synthesis\.run #1:\s+Turn failed/,
      /WARN synthesis\.run #1: a message is retried later/,
      new RegExp(`synthesis\\.run ${run}:\\s+Turn completed`),
      new RegExp(`synthesis\\.run ${run}: complete in \\d+ ms`),
    ];
    for (const step of steps) expect(text).toMatch(step);
    const places = steps.slice(2).map((step) => text.search(step));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).not.toContain('To be traced.');
  });

  /** As `npm run trace -- ID FILE…` does. */
  async function traced(id: string): Promise<string> {
    const program = join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'cli', 'trace.js');
    const logs = readdirSync(system.folder).filter((name) => name.endsWith('.log'));
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      id,
      ...logs.map((name) => join(system.folder, name)),
    ]);
    return stdout;
  }
});

describe('the audit log', () => {
  const actions = async () => {
    const { data } = await api.json<{ data: { action: string }[] }>('GET', '/v1/audit-events?limit=100');
    return new Set(data.map(({ action }) => action));
  };

  it('holds what was done and what was refused, to be read by the tenant alone', async () => {
    const token = await control<{ access_token: string }>(underTest, 'POST', '/tokens', { roles: ['Voice.Read'] });
    const reader = new ApiClient(system.apiUrl, token.access_token);
    expect(await problemOf(reader.send('GET', '/v1/audit-events'))).toMatchObject({ status: 403 });
    await expect
      .poll(actions, { timeout: 20_000 })
      .toEqual(
        new Set([
          'upload.create',
          'consent.create',
          'voice.create',
          'voice.speak',
          'dead-letter.list',
          'dead-letter.show',
          'dead-letter.resubmit',
          'dead-letter.discard',
          'request.refuse',
        ]),
      );
    const first = await api.json<{ data: { sequence: number }[]; next: string }>('GET', '/v1/audit-events?limit=2');
    const second = await api.json<typeof first>('GET', `/v1/audit-events?limit=2&after=${first.next}`);
    const [{ sequence } = { sequence: 0 }] = first.data;
    expect([...first.data, ...second.data].map((each) => each.sequence)).toEqual(
      [0, 1, 2, 3].map((step) => sequence - step),
    );
    const fabrikam = new ApiClient(system.apiUrl, await system.token(FABRIKAM));
    expect(await fabrikam.json('GET', '/v1/audit-events')).toMatchObject({ data: [] });
  });

  it('is verified by a command, which names the first entry that was changed', async () => {
    expect(await verify()).toMatchObject({
      code: 0,
      output: expect.stringMatching(/\d+ entries are intact/) as string,
    });
    const client = new CosmosClient({
      endpoint: system.ready.environment['COSMOS_ENDPOINT'] ?? '',
      aadCredentials: developerIdentity(system.ready.environment),
      connectionPolicy: { enableEndpointDiscovery: false },
    });
    const item = client.database('voice').container('audit').item('0000000000000002', TENANT);
    const { resource } = await item.read<{ id: string; at: string }>();
    await item.replace({ ...resource, at: '2000-01-01T00:00:00.000Z' });
    client.dispose();
    const broken = await verify();
    expect(broken).toMatchObject({ code: 1, output: expect.stringContaining('BROKEN at entry 2') as string });
  });

  /** As `npm run audit:verify` does. */
  function verify(): Promise<{ code: number; output: string }> {
    const program = join(packageRoot(), 'scripts', 'on-local-system.mjs');
    const entry = 'apps/api/src/audit-verify.main.js';
    const env = { PATH: process.env['PATH'], ...system.ready.environment };
    return new Promise((resolve) => {
      execFile(process.execPath, [program, entry], { env, timeout: 60_000 }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr });
      });
    });
  }
});

describe('the figures of the system', () => {
  it('count the jobs of all tenants by their documents, for the operator alone', async () => {
    const shown = await api.json<SystemFigures>('GET', '/v1/system');
    expect(shown.jobs.reached).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'upload', status: 'rejected' }),
        expect.objectContaining({ kind: 'voice', status: 'ready', count: 1 }),
        expect.objectContaining({ kind: 'synthesis', status: 'succeeded', count: 4 }),
      ]),
    );
    expect(shown.jobs.durations).toMatchObject([{ kind: 'synthesis', count: 4 }]);
    expect(shown.jobs.failures).toMatchObject([{ kind: 'upload', code: 'stalled', count: 1 }]);
    expect(shown.jobs.open).toEqual([]);
    expect(shown.jobs.requestUnits).toBeGreaterThan(0);
    expect(shown.process.slots).toMatchObject([{ name: 'live-speech' }, { name: 'recordings' }]);
    // As in Azure: the template gives the API no right to read queues.
    expect(shown.unavailable).toEqual([{ part: 'queues', reason: 'not-permitted' }]);
    const fabrikam = new ApiClient(system.apiUrl, await system.token(FABRIKAM));
    expect(await problemOf(fabrikam.send('GET', '/v1/system'))).toMatchObject({ status: 403, code: 'forbidden' });
  });
});
