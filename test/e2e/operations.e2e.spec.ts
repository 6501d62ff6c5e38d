import { randomUUID } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { developerIdentity } from '../support/azure-credential.ts';
import { sharedVoice } from '../support/enrolled-voice.ts';
import { fewest, type SynthesisCalls, synthesisCalls } from '../calls/synthesis-calls.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';
import { deleteWebhookEndpoints } from '../support/webhook-endpoints.ts';

const FABRIKAM = '22222222-2222-4222-8222-222222222222';

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
});

afterEach(async () => {
  await control(system, 'DELETE', '/faults');
  await control(system, 'POST', '/service-bus/start');
});

async function speak(
  wait?: number,
  text = 'All in good time.',
): Promise<{ response: Response; operation: OperationAnswer }> {
  const headers: Record<string, string> = wait === undefined ? {} : { prefer: `wait=${wait}` };
  const response = await api.send('POST', '/v1/syntheses', { voiceId, text }, headers);
  return { response, operation: (await response.json()) as OperationAnswer };
}

const cancel = (operation: { id: string }) =>
  api.json<OperationAnswer>('POST', `/v1/operations/${operation.id}/cancel`);

/** Makes Azure start to speak and then stop speaking. */
async function hangSpeech(): Promise<void> {
  await control(system, 'POST', '/faults', [
    { service: 'speech', operation: 'ws-turn', effect: { kind: 'hang', after: 'first-byte' }, times: 1 },
  ]);
}

/** How many texts Azure was asked to speak so far. */
async function turnsSoFar(text: string): Promise<number> {
  const { spoken } = await control<{ spoken: unknown[] }>(system, 'GET', '/speech/spoken');
  return spoken.filter((turn) => JSON.stringify(turn).includes(text)).length;
}

async function problemOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => 'no problem',
    (error: unknown) => (error instanceof ApiProblem ? error : Promise.reject(error as Error)),
  );
}

async function stateOf({ id }: { id: string }): Promise<OperationAnswer> {
  return api.json<OperationAnswer>('GET', `/v1/operations/${id}`);
}

/** Messages that are waiting, scheduled, or being handled. */
async function unsettledSyntheses(): Promise<number> {
  const path = '/service-bus/messages?path=speech-synthesis';
  return (await control<{ messages: unknown[] }>(system, 'GET', path)).messages.length;
}

/** Messages of the enrollment of this voice that are waiting, scheduled, or being handled. */
async function unsettledAbout(subjectId: string): Promise<number> {
  const path = '/service-bus/messages?path=voice-enrollment';
  const { messages } = await control<{ messages: { messageId?: string }[] }>(system, 'GET', path);
  return messages.filter(({ messageId }) => messageId?.startsWith(`${subjectId}:`)).length;
}

describe('Prefer: wait', () => {
  it('answers 200 with the finished operation when the work ends in time', async () => {
    const { response, operation } = await speak(30);
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('wait=30');
    expect(response.headers.get('location')).toBe(`/v1/operations/${operation.id}`);
    expect(operation).toMatchObject({ status: 'succeeded', progress: 1 });
  });

  it('answers 202 when it does not, after the time that was given', async () => {
    await hangSpeech();
    const startedAt = performance.now();
    const { response, operation } = await speak(1);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(response.status).toBe(202);
    expect(response.headers.get('preference-applied')).toBe('wait=1');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(['queued', 'running']).toContain(operation.status);
    await cancel(operation);
  });

  it('is not waited for when it makes no sense', async () => {
    const response = await api.send('POST', '/v1/syntheses', { voiceId, text: 'Soon.' }, { prefer: 'wait=soon' });
    expect(response.status).toBe(202);
    expect(response.headers.get('preference-applied')).toBeNull();
    await api.follow((await response.json()) as OperationAnswer, () => undefined);
  });
});

describe('canceling an operation', () => {
  it('stops a synthesis that is being spoken within 2 s, and leaves no audio', async () => {
    await hangSpeech();
    const { operation } = await speak();
    await expect.poll(async () => (await stateOf(operation)).status, { timeout: 20_000 }).toBe('running');
    // Long enough for the worker to be in the middle of it.
    await expect
      .poll(
        async () =>
          (await control<{ faults: { applied: number }[] }>(system, 'GET', '/faults')).faults.map(
            ({ applied }) => applied,
          ),
        { timeout: 20_000 },
      )
      .toEqual([1]);
    // The message of a synthesis that has ended is settled a moment later.
    await expect.poll(unsettledSyntheses, { timeout: 20_000 }).toBe(1);
    expect(await cancel(operation)).toMatchObject({ status: 'canceled', progress: 1 });
    await expect.poll(unsettledSyntheses, { timeout: 2_000, interval: 100 }).toBe(0);
    expect(await stateOf(operation)).toMatchObject({ status: 'canceled' });
    expect(await problemOf(api.send('GET', `${operation.subject.href}/audio`))).toMatchObject({ status: 409 });
    expect(await api.json('GET', operation.subject.href)).toMatchObject({ status: 'canceled' });
    // The connection is fit for the next one.
    expect((await speak(30)).operation.status).toBe('succeeded');
  });

  it('keeps what is queued from ever starting', async () => {
    const text = 'This is never to be heard.';
    await control(system, 'POST', '/service-bus/stop');
    const { operation } = await speak(undefined, text);
    expect(operation.status).toBe('queued');
    expect(await cancel(operation)).toMatchObject({ status: 'canceled' });
    // Neither does anybody else wait for the broker, whose silence costs the SDK half a minute.
    const askedAt = performance.now();
    const endpoint = { url: 'http://127.0.0.1:1025/', events: ['synthesis.succeeded'] };
    const { id } = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', endpoint);
    await api.send('DELETE', `/v1/webhook-endpoints/${id}`);
    expect(performance.now() - askedAt).toBeLessThan(10_000);
    await control(system, 'POST', '/service-bus/start');
    await expect.poll(async () => (await speak(20)).operation.status, { timeout: 60_000 }).toBe('succeeded');
    const events = await (await api.send('GET', `/v1/operations/${operation.id}/events`)).text();
    expect([...events.matchAll(/^event: (\w+)$/gm)].map(([, status]) => status)).toEqual(['queued', 'canceled']);
    expect(await turnsSoFar(text)).toBe(0);
    expect(await turnsSoFar('All in good time.')).toBeGreaterThan(0);
  });

  it('ends an enrollment that was not submitted to Azure yet', async () => {
    const consent = await api.json<{ id: string }>('POST', '/v1/consents', {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
    });
    expect(consent.id).toMatch(/^cns_/);
    const { id, upload } = await api.json<{ id: string; upload: { url: string; headers: Record<string, string> } }>(
      'POST',
      '/v1/uploads',
      { purpose: 'sample', fileName: 'a.wav' },
    );
    const statement = await api.json<typeof consent & { upload: typeof upload }>('POST', '/v1/uploads', {
      purpose: 'consent',
      fileName: 'b.wav',
    });
    // Recordings whose arrival nobody is told of yet: the enrollment waits for them.
    await control(system, 'POST', '/faults', [
      { service: 'event-grid', operation: 'deliver', effect: { kind: 'latency', ms: 20_000 }, times: 2 },
    ]);
    for (const target of [upload, statement.upload])
      await fetch(target.url, { method: 'PUT', headers: target.headers, body: 'RIFF' });
    const enrolment = await api.json<OperationAnswer>('POST', '/v1/voices', {
      name: 'Canceled',
      kind: 'personal',
      consent: { voiceTalentName: 'A', companyName: 'B', locale: 'en-US', uploadId: statement.id },
      samples: [{ uploadId: id }],
    });
    expect(await cancel(enrolment)).toMatchObject({ status: 'canceled' });
    expect(await api.json('GET', enrolment.subject.href)).toMatchObject({ status: 'canceled' });
    // Each message of it that was on its way is handled, scheduled ones too, and changes nothing.
    await expect.poll(() => unsettledAbout(enrolment.subject.id), { timeout: 30_000 }).toBe(0);
    expect(await stateOf(enrolment)).toMatchObject({ status: 'canceled' });
  });

  it('is refused for what has ended, and looks to strangers as if there were nothing', async () => {
    const { operation } = await speak(30);
    expect(await problemOf(cancel(operation))).toMatchObject({ status: 409, code: 'state-conflict' });
    const stranger = await clientOf(system, FABRIKAM);
    expect(await problemOf(stranger.send('POST', `/v1/operations/${operation.id}/cancel`))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });
});

describe('deleting a synthesis', () => {
  it('removes text and audio, and leaves the operation and the first answer as they were', async () => {
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=30' };
    const order = () => api.send('POST', '/v1/syntheses', { voiceId, text: 'Soon forgotten.' }, headers);
    const operation = (await (await order()).json()) as OperationAnswer;
    const { href } = operation.subject;
    await api.send('GET', `${href}/audio`);
    const outdated = api.send('DELETE', href, undefined, { 'if-match': '"outdated"' });
    expect(await problemOf(outdated)).toMatchObject({ status: 412, code: 'etag-mismatch' });
    expect((await api.send('DELETE', href)).status).toBe(204);
    for (const [method, path] of [
      ['GET', href],
      ['GET', `${href}/audio`],
      ['GET', `${href}/timings`],
      ['DELETE', href],
    ] as const) {
      expect(await problemOf(api.send(method, path))).toMatchObject({ status: 404 });
    }
    const results = new BlobServiceClient(
      system.environment['BLOB_ENDPOINT'] ?? '',
      developerIdentity(system.environment),
    ).getContainerClient('results');
    const left: string[] = [];
    for await (const { name } of results.listBlobsFlat()) if (name.includes(operation.subject.id)) left.push(name);
    expect(left).toEqual([]);
    expect(await stateOf(operation)).toMatchObject({ status: 'succeeded' });
    const again = await order();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toMatchObject({ id: operation.id });
    expect(await turnsSoFar('Soon forgotten.')).toBe(1);
  });

  it('is refused while it is spoken, and possible at once when it is canceled', async () => {
    await hangSpeech();
    const { operation } = await speak();
    const { href } = operation.subject;
    expect(await problemOf(api.send('DELETE', href))).toMatchObject({ status: 409, code: 'state-conflict' });
    await cancel(operation);
    expect((await api.send('DELETE', href)).status).toBe(204);
    await expect.poll(unsettledSyntheses, { timeout: 30_000, interval: 100 }).toBe(0);
    expect(await stateOf(operation)).toMatchObject({ status: 'canceled' });
  });
});

describe('a synthesis of a short text', () => {
  // A delivery to an endpoint that another file left has calls of its own.
  beforeAll(() => deleteWebhookEndpoints(api));

  it('takes 4 calls of Cosmos DB to accept, and 11 until it has succeeded, one of them for its record', async () => {
    const counted: SynthesisCalls[] = [];
    while (counted.length < 5)
      counted.push(await synthesisCalls(system, async () => (await speak(undefined, 'Yes.')).operation));
    const { accepted, succeeded, all } = fewest(counted);
    expect(accepted).toBe(4);
    expect(succeeded).toBeLessThanOrEqual(11);
    // Its operation, its outbox, and the query for endpoints that want to know of it.
    expect(all).toBeLessThanOrEqual(16);
  });

  it('is answered after two of them one after the other', async () => {
    // Each call of Cosmos DB takes this long, also those of others: how often that is waited for does not depend on the speed of the machine.
    const ms = 2_500;
    await control(system, 'POST', '/faults', [
      { service: 'cosmos', operation: '*', effect: { kind: 'latency', ms }, times: 1_000 },
    ]);
    const startedAt = performance.now();
    await speak();
    const tookMs = performance.now() - startedAt;
    await control(system, 'DELETE', '/faults');
    expect(Math.floor(tookMs / ms)).toBe(2);
  });
});
