import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_CLIENT, SANDBOX_DIRECTORY, WEBHOOK_TESTER_CLIENT } from '../../apps/sandbox/src/entra/directory.ts';
import { stableGuid } from '../../apps/sandbox/src/entra/token-issuer.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { acceptedByBothDoors, type DoorCase, type DoorWorld, refusedByBothDoors } from '../support/door-cases.ts';
import { enrolledVoice, SAMPLE, STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { essenceOf, ProducerProgram, refusalOf } from '../support/producer-program.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { clientOf, control, recordingOf } from '../support/system.ts';

interface AuditEvent {
  readonly action: string;
  readonly outcome: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly subject: { readonly kind: string; readonly id: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

type View = Readonly<Record<string, unknown>>;

const HOME = SANDBOX_DIRECTORY.homeTenantId;
const OTHER = SANDBOX_DIRECTORY.tenants.find(({ tenantId }) => tenantId !== HOME)?.tenantId ?? '';
const OWNER = stableGuid(`${HOME}/${DEMO_CLIENT.clientId}/service-principal`);
/** Of the entries of both doors: on whose behalf the producer acts. */
const ACTOR = { kind: 'application', id: OWNER };
const PATIENCE = { timeout: 30_000 };
/** Longer than the queues remember the ids of messages. */
const DUPLICATE_WINDOW_MS = 31 * 60_000;
/** More than these lines of both tables have the same effects, codes and pointers by both doors. */
const MIN_CASES = 60;
/** A producer for each member by which a body claims to be of others: the audit log has one entry a minute of each producer and route. */
const CLAIMING = { tenantId: 'claims-tenant', ownerId: 'claims-owner' } as const;

let system: VoiceSystem;
let under: SystemUnderTest;
let api: ApiClient;
let ivr: ProducerProgram;
let narrow: ProducerProgram;
let claiming: Readonly<Record<keyof typeof CLAIMING, ProducerProgram>>;
let world: DoorWorld;
/** Enrolled by a message, with the rest as `world.voiceId`, which was enrolled over HTTP. */
let orderedVoiceId: string;

beforeAll(async () => {
  const everything = ['consent', 'voice', 'synthesis', 'batch'].map((kind) => `${kind}.request`);
  const acting = { tenantId: HOME, ownerId: OWNER };
  const speaking = { ...acting, roles: ['Voice.Synthesize'], requests: ['synthesis.request'] };
  const producers = [
    {
      ...acting,
      name: 'ivr',
      roles: ['Voice.Enroll', 'Voice.Synthesize'],
      requests: [...everything, 'speech.cancel', 'voice.erase.request'],
    },
    ...['narrow', ...Object.values(CLAIMING)].map((name) => ({ ...speaking, name })),
  ];
  system = await startQuickSystem({
    sandboxEnvironment: { SANDBOX_PRODUCERS: producers.map(({ name }) => name).join(',') },
    environment: { PRODUCERS: JSON.stringify(producers) },
  });
  const { environment, endpoints } = system.ready;
  under = { apiUrl: system.apiUrl, workerUrl: '', environment, endpoints, folder: system.folder };
  api = await clientOf(under);
  const programOf = (name: string) => new ProducerProgram(name, { ...environment, ...system.ready.producers[name] });
  ivr = programOf('ivr');
  narrow = programOf('narrow');
  claiming = { tenantId: programOf(CLAIMING.tenantId), ownerId: programOf(CLAIMING.ownerId) };
  [world, orderedVoiceId] = await prepared();
});
afterAll(async () => {
  await Promise.all([ivr, narrow, ...Object.values(claiming ?? {})].map((program) => program?.close()));
  await system?.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
});

async function prepared(): Promise<readonly [DoorWorld, string]> {
  const parties = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };
  const newConsent = (by: ApiClient) => by.json<{ id: string }>('POST', '/v1/consents', parties);
  const others = await clientOf(under, OTHER);
  const [voiceId, orderedId, othersVoiceId, pending, revoked, othersConsent, uploadId] = await Promise.all([
    enrolledVoice(under, api),
    orderedVoice(),
    enrolledVoice(under, others),
    newConsent(api),
    newConsent(api),
    newConsent(others),
    recordingOf(under, SAMPLE).then((content) => uploaded(api, 'sample', content)),
  ]);
  await api.json('POST', `/v1/consents/${revoked.id}/revoke`, {});
  // Before anybody speaks with it: what replicas know of the budget is up to a minute old.
  await api.json('PUT', `/v1/budgets/${orderedId}`, { characters: { hard: 1 } });
  const spoken = (by: ApiClient, id: string) =>
    by.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: id, text: 'The end.' });
  const [ended, othersOperation] = await Promise.all([spoken(api, voiceId), spoken(others, othersVoiceId)]);
  await api.finishedOperation(ended);
  const found: DoorWorld = {
    voiceId,
    poorVoiceId: orderedId,
    others: {
      voiceId: othersVoiceId,
      consentId: othersConsent.id,
      uploadId: await recordingOf(under, SAMPLE).then((content) => uploaded(others, 'sample', content)),
      operationId: othersOperation.id,
    },
    pendingConsentId: pending.id,
    revokedConsentId: revoked.id,
    uploadId,
    endedOperationId: ended.id,
  };
  return [found, orderedId];
}

/** The id of a voice that was enrolled by a message, as `enrolledVoice` does it over HTTP. */
async function orderedVoice(): Promise<string> {
  const [consentUpload, sampleUpload] = await Promise.all([
    recordingOf(under, STATEMENT).then((content) => uploaded(api, 'consent', content)),
    recordingOf(under, SAMPLE).then((content) => uploaded(api, 'sample', content)),
  ]);
  const sent = await ivr.send('voice.request', {
    name: 'Voice Talent',
    kind: 'personal',
    consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload },
    samples: [{ uploadId: sampleUpload }],
  });
  const { status, subject } = await ivr.reply(sent, 'request.finished');
  expect(status).toBe('succeeded');
  return subject?.id ?? '';
}

function overHttp({ method, path, body, type }: DoorCase): Promise<Response> {
  const isInPath = type === 'speech.cancel' || type === 'voice.erase.request';
  return api.send(method, path, isInPath ? undefined : body);
}

/** What a program branches on, with the pointers of a message. */
function asByMessage({ pointers = {} }: DoorCase, problem: Parameters<typeof essenceOf>[0]) {
  const renamed = problem?.errors?.map((error) => ({ ...error, pointer: pointers[error.pointer] ?? error.pointer }));
  const { code = '', status = 0 } = problem ?? {};
  return essenceOf({ code, status, errors: renamed ?? [] });
}

/** What a request has made, once it has ended: the status, the members that it has, and the values that were requested. */
async function effectOf(href: string, body: unknown): Promise<View> {
  const view = await api.json<View>('GET', href);
  const asked = Object.keys(Object(body) as object).filter((name) => name !== 'items');
  const values = Object.fromEntries(asked.map((name) => [name, view[name]]));
  return { values, members: Object.keys(view).sort(), status: view['status'] };
}

/** What the audit log has about a subject, except the door, in no order. */
async function auditOf(subjectId: string, door: 'http' | 'ivr', action?: string): Promise<readonly View[]> {
  const { data } = await api.json<{ data: AuditEvent[] }>('GET', `/v1/audit-events?limit=100&subjectId=${subjectId}`);
  const seen = data
    .filter((event) => action === undefined || event.action === action)
    .filter(({ details }) => (door === 'ivr' ? details?.['producer'] === 'ivr' : details?.['producer'] === undefined))
    .map(({ action: did, outcome, actor, subject, details }) => {
      const { producer: _, consentId: __, ...others } = details ?? {};
      return { action: did, outcome, actor, kind: subject.kind, details: others };
    });
  return [...new Map(seen.map((event) => [JSON.stringify(event), event])).values()].toSorted((one, other) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
  );
}

describe('the same request over HTTP and by a message', () => {
  it('is one of many', () => {
    const cases = [...refusedByBothDoors(world), ...acceptedByBothDoors(world)];
    expect(cases.length).toBeGreaterThanOrEqual(MIN_CASES);
    expect(new Set(cases.map(({ what }) => what)).size).toBe(cases.length);
  });

  it('is refused with the same code, status and pointers', async () => {
    const cases = refusedByBothDoors(world);
    const sent = await Promise.all(cases.map(({ type, body }) => ivr.send(type, body)));
    const answers = [];
    for (const [index, asked] of cases.entries()) {
      // One that is not refused is seen beside all others.
      const problem = await refusalOf(overHttp(asked)).catch(() => undefined);
      const { problem: replied } = await ivr.reply(sent[index] ?? '', 'request.rejected');
      answers.push({ asked, http: asByMessage(asked, problem), message: essenceOf(replied) });
    }
    expect(answers.map(({ asked, message }) => ({ what: asked.what, message }))).toEqual(
      answers.map(({ asked, http }) => ({ what: asked.what, message: http })),
    );
  });

  it('has the same effect, and the same entries in the audit log', async () => {
    for (const asked of acceptedByBothDoors(world)) {
      const { type, body, what } = asked;
      const sent = await ivr.send(type, body);
      const answer = (await (await overHttp(asked)).json()) as OperationAnswer & { readonly kind?: string };
      const isWork = type !== 'consent.request';
      if (isWork) await api.finishedOperation(answer);
      const reply = await ivr.reply(sent, isWork ? 'request.finished' : 'request.accepted');
      const byHttp = isWork ? answer.subject.href : `/v1/consents/${answer.id}`;
      expect(await effectOf(reply.subject?.href ?? '', body), what).toEqual(await effectOf(byHttp, body));
      if (isWork) continue;
      // The use of a voice is recorded of the voice.
      const entries = [{ action: 'consent.create', outcome: 'accepted', actor: ACTOR, kind: 'consent', details: {} }];
      await expect.poll(() => auditOf(answer.id, 'http'), PATIENCE).toEqual(entries);
      await expect.poll(() => auditOf(reply.subject?.id ?? '', 'ivr'), PATIENCE).toEqual(entries);
    }
  });

  it('has the same entries for the voice that spoke, except the door', async () => {
    const uses = (door: 'http' | 'ivr') => auditOf(world.voiceId, door, 'voice.speak');
    await expect
      .poll(async () => (await uses('ivr')).map(({ details }) => details), PATIENCE)
      .toEqual([{ way: 'batch' }, { way: 'queued' }]);
    expect(await uses('ivr')).toEqual(await uses('http'));
  });

  it('without the right to it is refused, and recorded as the same route', async () => {
    const tester = new ApiClient(system.apiUrl, await testerToken());
    const sent = await narrow.send('voice.request', {});
    const problem = await refusalOf(tester.send('POST', '/v1/voices', {}));
    const { problem: replied } = await narrow.reply(sent, 'request.rejected');
    expect([replied?.code, replied?.status]).toEqual([problem.code, problem.status]);
    expect([problem.code, problem.status]).toEqual(['forbidden', 403]);
    const refused = async () => {
      const { data } = await api.json<{ data: AuditEvent[] }>(
        'GET',
        '/v1/audit-events?limit=100&action=request.refuse',
      );
      return data
        .filter(({ subject }) => subject.id === 'POST /v1/voices')
        .map(({ outcome, subject, details }) => `${outcome} ${subject.kind} ${JSON.stringify(details?.['producer'])}`)
        .toSorted();
    };
    await expect.poll(refused, PATIENCE).toEqual(['refused route "narrow"', 'refused route undefined']);
  });

  it.each(['tenantId', 'ownerId'] as const)(
    'that claims another %s in its body is rejected, and recorded',
    async (member) => {
      const body = { voiceId: world.voiceId, text: 'Hello.', [member]: randomUUID() };
      const recorded = async () => {
        const path = '/v1/audit-events?limit=100&action=request.refuse';
        const { data } = await api.json<{ data: AuditEvent[] }>('GET', path);
        return data
          .filter(({ details }) => details?.['producer'] === CLAIMING[member])
          .map(({ outcome, actor, subject }) => ({ outcome, actor, subject: subject.id }));
      };
      expect(await recorded()).toEqual([]);
      const sent = await claiming[member].send('synthesis.request', body);
      const { problem } = await claiming[member].reply(sent, 'request.rejected');
      expect(essenceOf(problem)).toEqual({ code: 'forbidden', status: 403, pointers: [`/${member}`] });
      await expect
        .poll(recorded, PATIENCE)
        .toEqual([{ outcome: 'refused', actor: ACTOR, subject: 'POST /v1/syntheses' }]);
    },
  );

  it('cancels alike', async () => {
    const hang = { service: 'speech', operation: 'ws-turn', effect: { kind: 'hang', after: 'first-byte' }, times: 2 };
    await control(under, 'POST', '/faults', [hang]);
    const body = { voiceId: world.voiceId, text: 'Never said to an end.' };
    const byHttp = await api.json<OperationAnswer>('POST', '/v1/syntheses', body);
    const { operation: byMessage } = await ivr.reply(await ivr.send('synthesis.request', body), 'request.accepted');
    await api.send('POST', `/v1/operations/${byHttp.id}/cancel`);
    const cancel = await ivr.send('speech.cancel', { operationId: byMessage?.id });
    await ivr.reply(cancel, 'request.accepted');
    await control(under, 'DELETE', '/faults');
    for (const [id = '', door] of [[byHttp.id, 'http'] as const, [byMessage?.id, 'ivr'] as const]) {
      const canceled = {
        action: 'operation.cancel',
        outcome: 'accepted',
        actor: ACTOR,
        kind: 'operation',
        details: {},
      };
      await expect.poll(() => auditOf(id, door), PATIENCE).toEqual([canceled]);
      expect(await api.json('GET', `/v1/operations/${id}`)).toMatchObject({ status: 'canceled' });
    }
  });

  it('enrolls and erases alike', async () => {
    await api.send('DELETE', `/v1/voices/${world.voiceId}`);
    const erase = await ivr.send('voice.erase.request', { voiceId: orderedVoiceId });
    expect(await ivr.reply(erase, 'request.accepted')).toMatchObject({ subject: { id: orderedVoiceId } });
    const about = { outcome: 'accepted', actor: ACTOR, kind: 'voice' };
    for (const [id, door] of [[world.voiceId, 'http'] as const, [orderedVoiceId, 'ivr'] as const]) {
      const entries = (action: string) => expect.poll(() => auditOf(id, door, action), PATIENCE);
      await entries('voice.create').toEqual([{ action: 'voice.create', ...about, details: {} }]);
      await entries('voice.delete').toEqual([{ action: 'voice.delete', ...about, details: { keepConsent: false } }]);
    }
  });

  it('under a key that was used is the same request or another one, also when the queue has forgotten its id', async () => {
    const [first, other] = ['One.', 'Other.'].map((name) => ({
      voiceTalentName: name,
      companyName: 'Contoso',
      locale: 'en-US',
    }));
    const key = randomUUID();
    const headers = { 'idempotency-key': key };
    const made = (await (await api.send('POST', '/v1/consents', first, headers)).json()) as { id: string };
    await ivr.send('consent.request', first, { messageId: key });
    const { subject } = await ivr.reply(key, 'request.accepted');
    await system.passTime(DUPLICATE_WINDOW_MS);
    const again = (await (await api.send('POST', '/v1/consents', first, headers)).json()) as { id: string };
    expect(again.id).toBe(made.id);
    await ivr.send('consent.request', first, { messageId: key });
    await expect.poll(() => ivr.repliesTo(key), PATIENCE).toEqual(['request.accepted', 'request.accepted']);
    const problem = await refusalOf(api.send('POST', '/v1/consents', other, headers));
    await system.passTime(DUPLICATE_WINDOW_MS);
    await ivr.send('consent.request', other, { messageId: key });
    const { problem: replied } = await ivr.reply(key, 'request.rejected');
    expect(essenceOf(replied)).toEqual(essenceOf(problem));
    expect(essenceOf(problem)).toMatchObject({ code: 'idempotency-key-reused' });
    expect((await api.json<{ id: string }>('GET', `/v1/consents/${subject?.id}`)).id).toBe(subject?.id);
  });
});

/** A token of an application that may not enroll voices. */
async function testerToken(): Promise<string> {
  const { environment } = system.ready;
  const response = await fetch(`${environment['ENTRA_AUTHORITY']}/${HOME}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: WEBHOOK_TESTER_CLIENT.clientId,
      client_secret: WEBHOOK_TESTER_CLIENT.secret,
      scope: `api://${environment['ENTRA_CLIENT_ID']}/.default`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
