import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isReceiptSignatureValid } from '#auth';
import { canonicalJson } from '#storage';
import { ApiClient, ApiProblem, type OperationAnswer } from '../../support/api-client.ts';
import { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../../chaos/control.ts';
import { startBatch } from '../../support/batches.ts';
import { uploaded } from '../../support/enrolled-voice.ts';
import { recordingOf } from '../../support/system.ts';
import { everythingStored } from './every-store.ts';
import { resultsAbout, resultsSince } from './stored-results.ts';
import { enrol, type Receipt, somebodyElse, underTest, type VoiceAnswer } from './person.ts';
import { startQuickSystem } from '../../support/quick-system.ts';

const KEPT = ['without any id', 'erasure register'];
const containing = (text: string): unknown => expect.stringContaining(text);
const PATIENCE = { timeout: 60_000, interval: 50 };
const PERSON = 'Ada Lovelace';
const VOICE_NAME = 'Narration by Ada';
const TEXT = 'The cartographer folds the northern sea.';
/** Of these, as many run as a worker takes at once, and as many speak at Azure as it has connections. */
const JOBS = 150;
const RUNNING = 20;
const QUEUED = 100;
const SETTLE_MS = 1_000;
const LATEST_MS = 2_000;
/** How long Azure lets every job wait for its audio: long enough to ask for all of them. */
const SPEAKS_AFTER_MS = 14_000;

let system: VoiceSystem;
let control: Control;
let api: ApiClient;
let token: string;
let ada: VoiceAnswer;
let other: VoiceAnswer;
/** Speech of the person that somebody has downloaded. */
let onHand: Blob;

beforeAll(async () => {
  system = await startQuickSystem({
    apis: 2,
    environment: {
      SPEECH_POOL_SIZE: String(RUNNING),
      ERASURE_SETTLE_MS: String(SETTLE_MS),
    },
  });
  control = new Control(system.endpoint('control'));
  token = await system.token();
  api = new ApiClient(system.apiUrl, token);
  [ada, other] = await Promise.all([
    enrol(system, api, PERSON, VOICE_NAME),
    enrol(system, api, 'Voice Talent', 'Announcements'),
  ]);
}, 300_000);

afterAll(() => system?.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

async function codeOf(request: Promise<unknown>): Promise<string> {
  return request.then(
    () => 'done',
    (error: unknown) =>
      error instanceof ApiProblem ? `${error.status} ${error.code}` : Promise.reject(error as Error),
  );
}

const ways = (client: ApiClient, voiceId: string): Promise<string[]> =>
  Promise.all([
    codeOf(client.send('POST', '/v1/speech', { voiceId, text: TEXT }).then((answer) => answer.arrayBuffer())),
    codeOf(client.send('POST', '/v1/syntheses/estimates', { voiceId, text: TEXT })),
    codeOf(client.send('POST', '/v1/syntheses', { voiceId, text: TEXT })),
    codeOf(client.send('POST', '/v1/batches', { voiceId, items: [{ text: TEXT }] })),
    openAiCodeOf(client, { model: 'tts-1', voice: { id: voiceId }, input: TEXT }),
  ]);

/** Errors have another form there. */
async function openAiCodeOf(client: ApiClient, body: object): Promise<string> {
  const answer = await fetch(new URL('/v1/audio/speech', system.apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.arrayBuffer().then(() => 'done');
  return `${answer.status} ${((await answer.json()) as { error: { code: string } }).error.code}`;
}

describe('a voice', () => {
  const oid = randomUUID();

  it('is used by nobody but its owner and those it is granted to', async () => {
    const colleague = await somebodyElse(system, { oid, roles: ['Voice.Synthesize', 'Voice.Read', 'Voice.Enroll'] });
    const refused = Array.from({ length: 5 }, () => '403 voice-not-granted');
    expect(await ways(colleague, other.id)).toEqual(refused);
    expect(await codeOf(colleague.send('PATCH', `/v1/voices/${other.id}`, { grants: [{ principalId: oid }] }))).toBe(
      '403 forbidden',
    );
    expect(await codeOf(colleague.send('DELETE', `/v1/voices/${other.id}`))).toBe('403 forbidden');
    expect(await codeOf(colleague.send('POST', `/v1/consents/${other.consentId}/revoke`, {}))).toBe('403 forbidden');
    // Nor by way of its consent.
    const recording = await recordingOf(
      underTest(system),
      'The harbour is quiet at night, and nobody calls to anybody.',
    );
    const samples = [{ uploadId: await uploaded(colleague, 'sample', recording) }];
    const body = { name: 'Mine', kind: 'personal', consentId: other.consentId, samples };
    expect(await codeOf(colleague.send('POST', '/v1/voices', body))).toBe('403 forbidden');

    const granted = await api.json<VoiceAnswer>('PATCH', `/v1/voices/${other.id}`, {
      grants: [{ principalId: oid.toUpperCase() }],
    });
    expect(granted.grants).toEqual([{ principalId: oid }]);
    expect(await ways(colleague, other.id)).toEqual(Array.from({ length: 5 }, () => 'done'));

    await api.json('PATCH', `/v1/voices/${other.id}`, { grants: [] });
    expect(await ways(colleague, other.id)).toEqual(refused);
  });

  it('is unknown in other tenants, whatever they may do there', async () => {
    const tenantId = '22222222-2222-4222-8222-222222222222';
    const stranger = await somebodyElse(system, { oid, tenantId, roles: ['Voice.Admin'] });
    const missing = `vce_${other.id.slice(4, -4)}0000`;
    // The tenant is not one of those whose tokens are accepted, or it sees nothing.
    expect(await ways(stranger, other.id)).toEqual(await ways(stranger, missing));
    expect(await codeOf(stranger.send('GET', `/v1/voices/${other.id}`))).not.toBe('done');
  });

  it('is erased alone when its consent is to stay', async () => {
    const operation = await api.json<OperationAnswer>('DELETE', `/v1/voices/${other.id}?keepConsent=true`);
    expect(await codeOf(api.send('POST', '/v1/speech', { voiceId: other.id, text: TEXT }))).toBe('409 state-conflict');
    expect(await api.follow(operation, () => undefined)).toMatchObject({ status: 'succeeded' });
    const { status, name, receipt } = await api.json<VoiceAnswer>('GET', `/v1/voices/${other.id}`);
    expect({ status, name }).toEqual({ status: 'deleted', name: '' });
    expect(receipt).toMatchObject({
      subject: { kind: 'voice', id: other.id },
      erased: { provider: { personalVoices: 1, consents: 0, projects: 0 }, documents: { voice: 1, upload: 1 } },
      kept: [`The consent ${other.consentId} is kept.`, ...KEPT].map(containing),
    });
    expect(await api.json('GET', `/v1/consents/${other.consentId}`)).toMatchObject({ status: 'active' });
    const left = await everythingStored(system);
    expect(left.filter(({ kind, text }) => kind === 'provider' && text.includes(other.id))).toEqual([]);
    expect(left.some(({ where }) => where === `azure/consent-${other.consentId}`)).toBe(true);
  });
});

/** Reads a live answer to its end. */
async function listen(url: string, headers: Record<string, string>, body: object) {
  const response = await fetch(new URL('/v1/speech', url), { method: 'POST', headers, body: JSON.stringify(body) });
  const heard = { status: response.status, bytes: 0, lastAt: 0, endedAt: 0, isWhole: false };
  const done = (async () => {
    try {
      for await (const chunk of response.body ?? []) {
        heard.bytes += chunk.length;
        heard.lastAt = Date.now();
      }
      heard.isWhole = true;
    } catch {
      // It broke off: that is what is looked at.
    }
    heard.endedAt = Date.now();
  })();
  return { heard, done };
}

describe('a consent that is revoked', () => {
  let syntheses: { operation: string; id: string }[];
  let batchId: string;
  let earlier: string;
  let revokedAt: number;

  it('lets no audio be delivered or stored later than 2 s after the answer', async () => {
    const spoken = { voiceId: ada.id, text: TEXT, format: 'mp3' };
    const first = await api.json<OperationAnswer>('POST', '/v1/syntheses', spoken);
    earlier = (await api.follow(first, () => undefined)).subject.id;
    onHand = await (await api.send('GET', `/v1/syntheses/${earlier}/audio`)).blob();
    // Two listeners, one at each replica, of speech that has begun; then a batch; and jobs of which none ends before the revocation.
    const silent = { kind: 'hang', after: 'first-byte' } as const;
    await control.addFaults([
      { service: 'speech', operation: 'ws-turn', effect: silent, times: 2 },
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'latency', ms: SPEAKS_AFTER_MS }, times: 10_000 },
      { service: 'speech', operation: 'BatchSyntheses_Input', effect: { kind: 'latency', ms: 400 }, times: 10_000 },
    ]);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const listeners = await Promise.all(
      system.apiUrls.map((url) =>
        listen(url, headers, { voiceId: ada.id, text: `${TEXT} `.repeat(20), format: 'pcm' }),
      ),
    );
    await vi.waitFor(() => expect(listeners.every(({ heard }) => heard.bytes > 0)).toBe(true), PATIENCE);
    const items = Array.from({ length: 30 }, (_, index) => ({ text: `${TEXT} ${index}` }));
    batchId = (await startBatch(api, { voiceId: ada.id, items, format: 'mulaw' })).id;
    syntheses = [];
    const clients = system.apiUrls.map((url) => new ApiClient(url, token));
    const start = async (): Promise<void> => {
      while (syntheses.length < JOBS) {
        const place = syntheses.push({ operation: '', id: '' }) - 1;
        const body = { voiceId: ada.id, text: `${TEXT} ${place}` };
        const client = clients[place % clients.length] ?? api;
        const { id, subject } = await client.json<OperationAnswer>('POST', '/v1/syntheses', body);
        syntheses[place] = { operation: id, id: subject.id };
      }
    };
    const firstAskedAt = Date.now();
    await Promise.all(Array.from({ length: 24 }, start));
    await vi.waitFor(async () => {
      const { running, queued } = await statesOf(syntheses);
      expect(running).toBeGreaterThanOrEqual(RUNNING);
      expect(queued).toBeGreaterThanOrEqual(QUEUED);
    }, PATIENCE);

    const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${ada.consentId}/revoke`, {});
    revokedAt = Date.now();
    expect(await ways(api, ada.id)).toEqual(Array.from({ length: 5 }, () => '403 consent-revoked'));
    expect(await codeOf(api.send('GET', `/v1/syntheses/${earlier}/audio`))).toBe('403 consent-revoked');
    await Promise.all(listeners.map(({ done }) => done));
    for (const { heard } of listeners) {
      expect(heard).toMatchObject({ status: 200, isWhole: false });
      expect(heard.endedAt - revokedAt).toBeLessThan(LATEST_MS);
      expect(heard.lastAt - revokedAt).toBeLessThan(LATEST_MS);
    }
    expect(await api.follow(operation, () => undefined)).toMatchObject({ status: 'succeeded' });
    expect(await api.json('GET', `/v1/voices/${ada.id}`)).toMatchObject({ status: 'suspended' });
    expect(await api.json('GET', `/v1/batches/${batchId}`)).toMatchObject({
      status: 'canceled',
      failure: { code: 'consent-revoked' },
    });
    await vi.waitFor(async () => expect(await statesOf(syntheses)).toMatchObject({ canceled: JOBS }), PATIENCE);
    expect(await api.json('GET', `/v1/operations/${syntheses.at(-1)?.operation}`)).toMatchObject({
      status: 'canceled',
      error: { code: 'consent-revoked' },
    });
    // Until after what Azure was about to say would have come: those that ran first have all its connections.
    await delay(Math.max(0, firstAskedAt + SPEAKS_AFTER_MS + 2_000 - Date.now()));
    await control.clearFaults();
    expect(await resultsSince(system, revokedAt + LATEST_MS)).toEqual([]);
    expect(await resultsAbout(system, syntheses)).toEqual([]);
  });

  async function statesOf(jobs: readonly { id: string }[]): Promise<Record<string, number>> {
    const ids = new Set(jobs.map(({ id }) => id));
    const counts: Record<string, number> = { running: 0, queued: 0 };
    for (const { id, status } of (await control.documents('documents')) as { id: string; status: string }[]) {
      if (ids.has(id)) counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }
});

interface ConsentAnswer {
  readonly status: string;
  readonly uploadId: string;
  readonly receipt?: Receipt;
}

describe('a person who is erased', () => {
  it('leaves nothing but a receipt and audit entries, also when the worker is killed half-way', async () => {
    const consent = await api.json<ConsentAnswer>('GET', `/v1/consents/${ada.consentId}`);
    const before = (await control.documents('documents')) as Record<string, unknown>[];
    const about = before.filter((document) => document['voiceId'] === ada.id || document['id'] === ada.id);
    const uploads = before.filter(({ id }) =>
      [consent.uploadId, ...ada.samples.map(({ uploadId }) => uploadId)].includes(id as string),
    ) as { canonical: { sha256: string }; archived: { sha256: string } }[];
    const hashes = uploads.flatMap(({ canonical, archived }) => [canonical.sha256, archived.sha256]);
    expect(about.length).toBeGreaterThan(JOBS);
    expect(hashes).toHaveLength(4);
    const { speakerProfileId } = about.find(({ id }) => id === ada.id) as { speakerProfileId: string };

    // Slow enough to be met in the middle.
    await control.addFaults([
      { service: 'storage', operation: 'delete-blob', effect: { kind: 'latency', ms: 30 }, times: 100_000 },
      { service: 'cosmos', operation: 'delete', effect: { kind: 'latency', ms: 30 }, times: 100_000 },
    ]);
    const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${ada.consentId}/revoke`, { erase: true });
    const isOfAda = (document: Record<string, unknown>): boolean => document['voiceId'] === ada.id;
    let inventory: unknown;
    await vi.waitFor(async () => {
      const documents = (await control.documents('documents')) as Record<string, unknown>[];
      const root = documents.find(({ id }) => id === ada.consentId) as {
        erasure?: { stage: string; inventory: unknown };
      };
      expect(root.erasure?.stage).toBe('removing');
      const left = documents.filter(isOfAda).length;
      expect(left > 0 && left < JOBS).toBe(true);
      inventory = root.erasure?.inventory;
    }, PATIENCE);
    system.workers[0]?.signal('SIGKILL');
    await system.workers[0]?.exited;
    await control.clearFaults();
    const half = (await control.documents('documents')) as Record<string, unknown>[];
    expect(half.filter(isOfAda).length).toBeGreaterThan(0);
    await system.restart('worker', 0);
    await control.serviceBus('expire-locks');

    expect(await api.follow(operation, () => undefined)).toMatchObject({ status: 'succeeded' });
    const { status, receipt } = await api.json<ConsentAnswer>('GET', `/v1/consents/${ada.consentId}`);
    expect(status).toBe('deleted');
    if (!receipt) throw new Error('there is no receipt');
    // What was counted before anything was removed, no matter who went on with it.
    const { at: _, ...counted } = inventory as { at: string };
    expect(receipt.erased).toEqual(counted);
    expect(receipt).toMatchObject({
      subject: { kind: 'consent', id: ada.consentId },
      erased: {
        voiceIds: [ada.id],
        consentIds: [ada.consentId],
        provider: { personalVoices: 1, consents: 1, projects: 1 },
        documents: { voice: 1, consent: 1, upload: 2, synthesis: JOBS + 1, batch: 1 },
      },
      kept: [ada.consentId, 'computed from the hash', ...KEPT].map(containing),
    });
    expect(receipt.erased.blobs['results']?.count).toBeGreaterThan(0);
    expect([...receipt.erased.recordingHashes.consent, ...receipt.erased.recordingHashes.samples].sort()).toEqual(
      [...new Set(hashes)].sort(),
    );
    expect(receipt.keptByMicrosoft.length).toBeGreaterThan(0);
    const form = new FormData();
    form.append('file', onHand, 'speech.mp3');
    const verified = await api.json<{ readonly record: object }>('POST', '/v1/provenance/verify', form);
    expect(verified).toMatchObject({
      verdict: 'ours-intact',
      detail: containing('It is synthetic, and its record is `withdrawn`'),
      manifest: { state: 'trusted' },
      recordMatch: 'file',
      record: { status: 'withdrawn', statement: { synthetic: true } },
    });
    expect(verified.record).not.toHaveProperty('details');

    await settled();
    const needles = [ada.id, ada.consentId, ...ada.samples.map(({ uploadId }) => uploadId), consent.uploadId];
    const everywhere = await search([
      ...needles,
      ...about.map(({ id }) => id as string),
      ada.id.toLowerCase().replaceAll('_', '-'),
      speakerProfileId,
      PERSON,
      VOICE_NAME,
      TEXT,
      ...hashes,
    ]);
    const found = everywhere.filter(({ where }) => !where.startsWith('erasure-register/'));
    const receipts = [`document/${ada.consentId}`, `document/${ada.id}`, `document/${operation.id}`];
    // Messages that are due later name an id, and nothing else; they find nothing to do.
    const isScheduled = (where: string): boolean =>
      /^(audio-uploads|speech-synthesis)\/\w+:(upload\.discard|synthesis\.run):\d+$/.test(where);
    // The audit log and usage keep the voice's id.
    expect(
      found.filter(
        ({ kind, where }) => !['audit', 'usage'].includes(kind) && !receipts.includes(where) && !isScheduled(where),
      ),
    ).toEqual([]);
    expect((await control.documents('provenance')).some((record) => 'withdrawnAt' in record)).toBe(true);
    // And of the words and names there is nothing even there.
    const said = (await everythingStored(system)).filter(({ text }) =>
      [PERSON, VOICE_NAME, TEXT, speakerProfileId].some((needle) => text.includes(needle)),
    );
    expect(said.map(({ where }) => where)).toEqual([]);
    expect(await codeOf(api.send('GET', `/v1/uploads/${consent.uploadId}`))).toBe('404 not-found');
    // Asking again tells of the same erasure.
    const again = await api.json<OperationAnswer>('POST', `/v1/consents/${ada.consentId}/revoke`, { erase: true });
    expect(again).toMatchObject({ id: operation.id, status: 'succeeded' });
  });

  it('leaves a receipt that shows any change of it, and stands in the audit log', async () => {
    const { receipt } = await api.json<ConsentAnswer>('GET', `/v1/consents/${ada.consentId}`);
    const { signature, ...content } = receipt ?? {};
    if (!signature) throw new Error('the receipt is not signed');
    const signed = { algorithm: 'Ed25519' as const, ...signature };
    expect(isReceiptSignatureValid(Buffer.from(canonicalJson(content)), signed)).toBe(true);
    const changed = Buffer.from(canonicalJson({ ...content, requestedAt: '2026-01-01T00:00:00.000Z' }));
    expect(isReceiptSignatureValid(changed, signed)).toBe(false);
    const { data } = await api.json<{ data: { action: string; details?: { receiptSha256?: string } }[] }>(
      'GET',
      `/v1/audit-events?subjectId=${ada.consentId}`,
    );
    expect(data.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['consent.erased', 'consent.erase', 'consent.revoke', 'consent.create']),
    );
    const digest = createHash('sha256').update(canonicalJson(receipt)).digest('hex');
    expect(data.find(({ action }) => action === 'consent.erased')?.details).toMatchObject({ receiptSha256: digest });
  });

  /** No message is waiting or being handled but those that are due much later. */
  async function settled(): Promise<void> {
    await vi.waitFor(async () => {
      const queues = await control.queues();
      expect(queues.filter(({ active, locked }) => active + locked > 0).map(({ name }) => name)).toEqual([]);
    }, PATIENCE);
    const queues = await control.queues();
    expect(queues.filter(({ deadLetter }) => deadLetter > 0).map(({ name }) => name)).toEqual([]);
  }

  async function search(needles: readonly string[]): Promise<{ where: string; kind: string }[]> {
    const stored = await everythingStored(system);
    return stored
      .filter(({ text, where }) => needles.some((needle) => text.includes(needle) || where.includes(needle)))
      .map(({ where, kind }) => ({ where, kind }));
  }
});
