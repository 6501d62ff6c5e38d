import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { startQuickSystem } from '../support/quick-system.ts';

let system: VoiceSystem;
let clients: readonly ApiClient[];
let voiceId: string;

beforeAll(async () => {
  system = await startQuickSystem({ apis: 2 });
  const token = await system.token();
  clients = system.apiUrls.map((url) => new ApiClient(url, token));
  voiceId = await enrolledVoice(underTest(system));
}, 180_000);

afterAll(() => system.stop());

function underTest({ apiUrl, workerUrls, ready, folder }: VoiceSystem): SystemUnderTest {
  return { apiUrl, workerUrl: workerUrls[0] ?? '', ...ready, folder };
}

function client(index: number): ApiClient {
  const found = clients[index % clients.length];
  if (!found) throw new Error('no API runs');
  return found;
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly replayed: string | null;
  readonly body: string;
}

/** As clients are to do it: while the first request runs, the others wait and ask again. */
async function postUntilAnswered(api: ApiClient, path: string, body: unknown, key: string): Promise<Answer> {
  for (;;) {
    try {
      const response = await api.send('POST', path, body, { 'idempotency-key': key });
      const { status, headers } = response;
      return {
        status,
        location: headers.get('location'),
        replayed: headers.get('idempotency-replayed'),
        body: await response.text(),
      };
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'idempotency-in-progress') throw error;
      await delay(100);
    }
  }
}

async function problemOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => 'no problem',
    (error: unknown) => error,
  );
}

describe('the same request', () => {
  it('sent 50 times at once to two API processes is done once and answered 50 times', async () => {
    const list = '/v1/syntheses?limit=100';
    const before = (await client(0).json<{ data: unknown[] }>('GET', list)).data.length;
    const body = { voiceId, text: 'Once is enough.' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        postUntilAnswered(client(index), '/v1/syntheses', body, 'fifty-at-once'),
      ),
    );
    expect(new Set(answers.map(({ status, location, body }) => `${status} ${location} ${body}`)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(answers[0]?.status).toBe(202);
    const operation = JSON.parse(answers[0]?.body ?? '') as OperationAnswer;
    await client(1).follow(operation, () => undefined);
    expect((await client(0).json<{ data: unknown[] }>('GET', list)).data).toHaveLength(before + 1);
    const operations = await client(0).json<{ data: OperationAnswer[] }>(
      'GET',
      '/v1/operations?limit=100&type=speech.synthesis',
    );
    expect(operations.data).toHaveLength(before + 1);
    const control = new URL('/speech/spoken', system.endpoint('control'));
    const { spoken } = (await (await fetch(control)).json()) as { spoken: unknown[] };
    expect(spoken.filter((turn) => JSON.stringify(turn).includes(body.text))).toHaveLength(1);
    // The first answer, not the present state.
    expect(await postUntilAnswered(client(1), '/v1/syntheses', body, 'fifty-at-once')).toMatchObject({
      replayed: 'true',
      body: answers[0]?.body,
    });
  });

  it('must not change under its key, and must have one where it costs money', async () => {
    await postUntilAnswered(client(0), '/v1/syntheses', { voiceId, text: 'One.' }, 'changing');
    expect(
      await problemOf(postUntilAnswered(client(1), '/v1/syntheses', { voiceId, text: 'Two.' }, 'changing')),
    ).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    for (const path of ['/v1/syntheses', '/v1/voices']) {
      const response = await fetch(new URL(path, system.apiUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${await system.token()}`, 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'idempotency-key-required' });
    }
  });

  it('may be corrected under its key when it was refused', async () => {
    const refused = { voiceId, text: ' ' };
    expect(await problemOf(postUntilAnswered(client(0), '/v1/syntheses', refused, 'corrected'))).toMatchObject({
      code: 'invalid-request',
    });
    expect(
      await postUntilAnswered(client(1), '/v1/syntheses', { voiceId, text: 'Better.' }, 'corrected'),
    ).toMatchObject({ status: 202, replayed: null });
  });

  it('makes one upload, as a form and with a URL', async () => {
    const form = (name: string): FormData => {
      const data = new FormData();
      data.append('purpose', 'sample');
      data.append('file', new Blob(['RIFF'], { type: 'audio/wav' }), name);
      return data;
    };
    const id = (answer: Answer) => (JSON.parse(answer.body) as { id: string }).id;
    const forms = [
      await postUntilAnswered(client(0), '/v1/uploads/files', form('a.wav'), 'form'),
      await postUntilAnswered(client(1), '/v1/uploads/files', form('a.wav'), 'form'),
    ];
    expect(forms).toMatchObject([
      { status: 202, replayed: null },
      { status: 202, replayed: 'true' },
    ]);
    expect(new Set(forms.map(id)).size).toBe(1);
    expect(await problemOf(postUntilAnswered(client(1), '/v1/uploads/files', form('b.wav'), 'form'))).toMatchObject({
      code: 'idempotency-key-reused',
    });

    const request = { purpose: 'sample', fileName: 'a.wav' };
    const [first, second] = [
      await postUntilAnswered(client(0), '/v1/uploads', request, 'url'),
      await postUntilAnswered(client(1), '/v1/uploads', request, 'url'),
    ];
    expect(id(second)).toBe(id(first));
    const { upload } = JSON.parse(second.body) as { upload: { url: string; headers: Record<string, string> } };
    expect((await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: 'RIFF' })).status).toBe(201);
  });
});
