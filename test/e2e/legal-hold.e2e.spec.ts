import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../chaos/control.ts';
import { enrol, type Receipt, type VoiceAnswer } from '../security/consents/person.ts';
import { blobsOf } from '../security/consents/every-store.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const DAY_MS = 86_400_000;
const PATIENCE = { timeout: 60_000, interval: 200 };
const PERSON = 'Ada Lovelace';
const IMMUTABLE = { statusCode: 409, code: 'BlobImmutableDueToLegalHold' };

let system: VoiceSystem;
let control: Control;
let api: ApiClient;
let ada: VoiceAnswer;

/** A system of its own: its clock is moved, and its worker killed. */
beforeAll(async () => {
  system = await startQuickSystem({ environment: { ERASURE_SETTLE_MS: '1000' } });
  control = new Control(system.endpoint('control'));
  await renewToken();
  ada = await enrol(system, api, PERSON, 'Narration');
}, 120_000);
afterAll(() => system?.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

async function renewToken(): Promise<void> {
  api = new ApiClient(system.apiUrl, await system.token());
}

interface Hold {
  readonly id: string;
  readonly status: string;
}

async function outcome(request: Promise<unknown>): Promise<string> {
  return request.then(
    () => 'done',
    (error: unknown) => {
      const { status, code } = error as { status: number; code: string };
      return `${status} ${code}`;
    },
  );
}

const holdPath = (id: string) => `/v1/retention/holds/${id}`;
const holdStatus = (id: string) =>
  api.json<Hold>('GET', holdPath(id)).then(
    ({ status }) => status,
    () => 'none',
  );

async function spoken(text: string): Promise<string> {
  const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: ada.id, text });
  return (await api.finishedOperation(operation)).subject.id;
}

async function blobsAbout(id: string): Promise<string[]> {
  const found: string[] = [];
  for (const container of ['uploads', 'audio', 'archive', 'consents', 'results']) {
    for await (const { name } of blobsOf(system).getContainerClient(container).listBlobsFlat()) {
      if (name.includes(id)) found.push(`${container}/${name}`);
    }
  }
  return found;
}

/** Previous versions and deleted ones, of what was recorded and spoken. */
async function versionsLeft(): Promise<string[]> {
  const found: string[] = [];
  for (const container of ['uploads', 'audio', 'archive', 'consents', 'results']) {
    const list = blobsOf(system)
      .getContainerClient(container)
      .listBlobsFlat({ includeVersions: true, includeDeleted: true });
    for await (const { name, isCurrentVersion } of list) {
      if (isCurrentVersion !== true) found.push(`${container}/${name}`);
    }
  }
  return found;
}

async function sweep(): Promise<void> {
  const lastRun = async () => {
    const { data } = await api.json<{ data: { name: string; lastRun?: { slot: string; outcome?: string } }[] }>(
      'GET',
      '/v1/schedules',
    );
    return data.find(({ name }) => name === 'retention.sweep')?.lastRun;
  };
  const before = (await lastRun())?.slot;
  await api.send('POST', '/v1/schedules/retention.sweep/run');
  await expect
    .poll(async () => {
      const run = await lastRun();
      return run?.slot !== before && run?.outcome;
    }, PATIENCE)
    .toBe('succeeded');
}

describe('a legal hold', () => {
  it('wins over retention, deletion and erasure, is told in the receipt, and ends when it is cleared', async () => {
    await api.send('POST', '/v1/schedules/retention.sweep/pause');
    const [speech, other] = [await spoken('One.'), await spoken('Two.')];
    const sample = ada.samples[0]?.uploadId ?? '';
    const held = [sample, ada.consentId, speech];

    // A worker that dies while it brings the first to Storage is followed by one that does it.
    await control.addFaults([
      { service: 'storage', operation: 'set-blob-legal-hold', effect: { kind: 'latency', ms: 5_000 }, times: 100 },
    ]);
    for (const id of held) {
      expect(await api.json<Hold>('PUT', holdPath(id), { reason: 'Case 4711' })).toMatchObject({ status: 'placing' });
    }
    const isAsked = async () => (await control.counters()).some(({ operation }) => operation === 'set-blob-legal-hold');
    await expect.poll(isAsked, PATIENCE).toBe(true);
    system.workers[0]?.signal('SIGKILL');
    await system.workers[0]?.exited;
    expect(await Promise.all(held.map(holdStatus))).toEqual(['placing', 'placing', 'placing']);
    await control.clearFaults();
    await system.restart('worker', 0);
    await control.serviceBus('expire-locks');
    for (const id of held) await expect.poll(() => holdStatus(id), PATIENCE).toBe('placed');

    const files = (await Promise.all(held.map(blobsAbout))).flat();
    expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(
      new Set(['uploads', 'audio', 'archive', 'consents', 'results']),
    );
    for (const file of files) {
      const [container = '', ...name] = file.split('/');
      const blob = blobsOf(system).getContainerClient(container).getBlobClient(name.join('/'));
      await expect(blob.delete()).rejects.toMatchObject(IMMUTABLE);
    }
    expect(await outcome(api.send('DELETE', `/v1/syntheses/${speech}`))).toBe('409 legal-hold');

    // Retention.
    await system.passTime(3 * DAY_MS);
    await renewToken();
    const rules = ['result', 'sample', 'archive'].map((name) => ({ class: name, action: 'delete', afterDays: 1 }));
    await api.json('PUT', '/v1/retention', { rules });
    for (const { class: name } of rules) {
      const { data } = await api.json<{ data: { id: string }[] }>('POST', '/v1/retention/preview', { class: name });
      expect(data.map(({ id }) => id).filter((id) => held.includes(id))).toEqual([]);
    }
    await sweep();
    expect(await outcome(api.send('GET', `/v1/syntheses/${other}`))).toBe('404 not-found');
    expect((await Promise.all(held.map(blobsAbout))).flat()).toEqual(files);

    // Erasure.
    const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${ada.consentId}/revoke`, { erase: true });
    expect(await api.follow(operation, () => undefined)).toMatchObject({ status: 'succeeded' });
    const consent = await api.json<{ status: string; voiceTalentName: string; receipt: Receipt }>(
      'GET',
      `/v1/consents/${ada.consentId}`,
    );
    expect(consent).toMatchObject({ status: 'deleted', voiceTalentName: '' });
    const kept = consent.receipt.kept.filter((line) => line.includes('legal hold'));
    expect(kept).toHaveLength(held.length);
    for (const id of held) expect(kept.join('\n')).toContain(id);
    expect((await Promise.all(held.map(blobsAbout))).flat()).toEqual(files);
    for (const hidden of [`/v1/syntheses/${speech}`, `/v1/uploads/${sample}`]) {
      expect(await outcome(api.send('GET', hidden))).toBe('404 not-found');
      expect(await outcome(api.send('GET', `${hidden}/audio`))).toBe('404 not-found');
    }
    const { data: erased } = await api.json<{ data: { details: { held: number } }[] }>(
      'GET',
      '/v1/audit-events?action=consent.erased',
    );
    expect(erased.map(({ details }) => details.held)).toEqual([held.length]);

    // Storage keeps versions of what was erased for the days that the receipt names, and what is held for longer.
    const days = Number(/recoverable for (\d+) days/.exec(consent.receipt.keptByMicrosoft.join(' '))?.[1]);
    expect((await versionsLeft()).filter((name) => name.startsWith('results/'))).not.toEqual([]);
    expect((await versionsLeft()).filter((name) => name.startsWith('uploads/'))).not.toEqual([]);
    await system.passTime(days * DAY_MS);
    await renewToken();
    expect(await versionsLeft()).toEqual([]);
    expect((await Promise.all(held.map(blobsAbout))).flat()).toEqual(files);

    // Cleared.
    for (const id of held) {
      expect(await api.json<Hold>('DELETE', holdPath(id))).toMatchObject({ status: 'releasing' });
    }
    for (const id of held) await expect.poll(() => holdStatus(id), PATIENCE).toBe('none');
    await expect.poll(async () => (await Promise.all(held.map(blobsAbout))).flat(), PATIENCE).toEqual([]);
    expect(await outcome(api.send('GET', `/v1/uploads/${sample}`))).toBe('404 not-found');
    expect(await outcome(api.send('GET', `/v1/syntheses/${speech}`))).toBe('404 not-found');
    const documents = (await control.documents('documents')) as { id: string }[];
    expect(JSON.stringify(documents.find(({ id }) => id === ada.consentId))).not.toContain(PERSON);
    expect(new Set(await versionsLeft())).toEqual(new Set(files));
    await system.passTime(days * DAY_MS);
    await renewToken();
    expect(await versionsLeft()).toEqual([]);
    const actions = await api.json<{ data: { action: string; subject: { id: string } }[] }>(
      'GET',
      '/v1/audit-events?limit=100',
    );
    for (const action of ['legal-hold.set', 'legal-hold.clear']) {
      const ids = actions.data.filter((event) => event.action === action).map(({ subject }) => subject.id);
      expect(new Set(ids)).toEqual(new Set(held));
    }
  });
});
