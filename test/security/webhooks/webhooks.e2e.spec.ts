import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient, OperationAnswer, UploadAnswer } from '../../support/api-client.ts';
import type { SystemUnderTest } from '../../support/global-system.ts';
import { Command } from '../../support/commands.ts';
import { HOOK_SOURCE } from '../../support/hook-source.ts';
import { clientOf, recordingOf, systemUnderTest } from '../../support/system.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };
const NAMES = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };
const STATEMENT =
  'I Voice Talent am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.';
const SAMPLE =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.';

interface Endpoint {
  readonly id: string;
  readonly secret: string;
}

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly event: string;
  readonly attemptCount: number;
}

interface Event {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly id: string; readonly href: string };
}

let system: SystemUnderTest;
let api: ApiClient;
/** Somebody else's server: it gives recordings and takes webhooks. */
let elsewhere: Server;
let recordings: Map<string, Buffer>;
let asked: string[];
let hooks: { headers: Record<string, string>; body: string }[];
let failures: number;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  recordings = new Map([['/sample.wav', await recordingOf(system, SAMPLE)]]);
  elsewhere = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
});

beforeEach(() => {
  asked = [];
  hooks = [];
  failures = 0;
});

afterAll(async () => {
  elsewhere?.closeAllConnections();
  await new Promise((resolve) => void elsewhere?.close(resolve));
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url: path = '' } = request;
  asked.push(path);
  if (method === 'POST') {
    hooks.push({ headers: request.headers as Record<string, string>, body: await text(request) });
    failures -= 1;
    response.writeHead(failures >= 0 ? 500 : 200).end();
    return;
  }
  const recording = recordings.get(path);
  if (path === '/moved.wav') response.writeHead(302, { location: '/sample.wav' }).end();
  else if (recording) response.writeHead(200, { 'content-type': 'audio/wav' }).end(recording);
  else response.writeHead(404).end();
}

const url = (path: string) => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}${path}`;

/** What was sent about one document, verified. */
function eventsOf(endpoint: Endpoint, subjectId: string): Event[] {
  return hooks
    .map(
      ({ headers, body }) =>
        ({
          id: headers['webhook-id'] ?? '',
          ...(new Webhook(endpoint.secret).verify(body, headers) as object),
        }) as Event,
    )
    .filter(({ data }) => data.id === subjectId);
}

async function subscribed<T>(events: string[], run: (endpoint: Endpoint) => Promise<T>): Promise<T> {
  const endpoint = await api.json<Endpoint>('POST', '/v1/webhook-endpoints', { url: url('/hook'), events });
  try {
    return await run(endpoint);
  } finally {
    await api.send('DELETE', `/v1/webhook-endpoints/${endpoint.id}`);
  }
}

async function sendHook(payload: object, id = `msg_${randomUUID()}`): Promise<Response> {
  const body = JSON.stringify(payload);
  const at = new Date();
  return fetch(new URL(`/hooks/${HOOK_SOURCE.name}`, system.apiUrl), {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(HOOK_SOURCE.secret).sign(id, at, body),
    },
  });
}

describe('a recording at a URL', () => {
  it('is fetched, examined and announced, with the failures of the receiver made up for', async () => {
    await subscribed(['upload.accepted', 'upload.rejected'], async (endpoint) => {
      failures = 1;
      const response = await api.send('POST', '/v1/uploads', { purpose: 'sample', sourceUrl: url('/moved.wav') });
      expect(response.status).toBe(202);
      const { id, status } = (await response.json()) as UploadAnswer;
      expect(status).toBe('awaiting');
      expect(await api.acceptedUpload(id)).toMatchObject({ status: 'accepted' });
      expect(asked).toEqual(expect.arrayContaining(['/moved.wav', '/sample.wav']));
      await vi.waitFor(() => expect(eventsOf(endpoint, id)).toHaveLength(2), PATIENCE);
      const [first, second] = eventsOf(endpoint, id);
      expect(first).toMatchObject({ type: 'upload.accepted', data: { href: `/v1/uploads/${id}` } });
      expect(second).toEqual(first);
      const path = `/v1/webhook-endpoints/${endpoint.id}/deliveries`;
      const list = () => api.json<{ data: Delivery[] }>('GET', `${path}?status=succeeded`);
      await vi.waitFor(
        async () => expect((await list()).data).toMatchObject([{ id: first?.id, attemptCount: 2 }]),
        PATIENCE,
      );
      await api.send('POST', `${path}/${first?.id}/replay`);
      await vi.waitFor(() => expect(eventsOf(endpoint, id)).toHaveLength(3), PATIENCE);
      expect(eventsOf(endpoint, id)[2]?.id).toBe(first?.id);

      const tested = await api.send('POST', `/v1/webhook-endpoints/${endpoint.id}/test`);
      expect(tested.status).toBe(202);
      const { id: testId } = (await tested.json()) as Delivery;
      await vi.waitFor(() => expect(eventsOf(endpoint, endpoint.id)).toHaveLength(1), PATIENCE);
      expect(eventsOf(endpoint, endpoint.id)[0]).toMatchObject({ id: testId, type: 'webhook-endpoint.test' });
      const location = tested.headers.get('location') ?? '';
      await vi.waitFor(
        async () => expect(await api.json('GET', location)).toMatchObject({ id: testId, status: 'succeeded' }),
        PATIENCE,
      );
    });
  });

  it('that is not there, or leads to the identity endpoint, is rejected, and nothing is asked there', async () => {
    const { port } = new URL(system.environment['IDENTITY_ENDPOINT'] ?? '');
    const refused = api.send('POST', '/v1/uploads', {
      purpose: 'sample',
      sourceUrl: `http://127.0.0.1:${port}/msi/token`,
    });
    await expect(refused).rejects.toMatchObject({ status: 422, code: 'url-refused' });
    const named = {
      purpose: 'sample',
      sourceUrl: `http://localhost:${port}/msi/token?resource=https://vault.azure.net`,
    };
    const missing = { purpose: 'sample', sourceUrl: url('/nothing.wav') };
    const uploads = await Promise.all(
      [named, missing].map((body) => api.json<UploadAnswer>('POST', '/v1/uploads', body)),
    );
    const verdicts = uploads.map(async ({ id }) =>
      vi.waitFor(async () => {
        const { rejection } = await api.json<UploadAnswer>('GET', `/v1/uploads/${id}`);
        expect(rejection).toBeDefined();
        return rejection?.code;
      }, PATIENCE),
    );
    expect(await Promise.all(verdicts)).toEqual(['url-refused', 'remote-refused']);
  });

  it('of a consent and of samples is all that an enrollment needs', async () => {
    recordings.set('/consent.wav', await recordingOf(system, STATEMENT));
    await subscribed(['consent.active', 'voice.ready', 'synthesis.succeeded'], async (endpoint) => {
      const operation = await api.json<OperationAnswer>('POST', '/v1/voices', {
        name: 'Fetched',
        kind: 'personal',
        consent: { ...NAMES, sourceUrl: url('/consent.wav') },
        samples: [{ sourceUrl: url('/sample.wav') }],
      });
      const ended = await api.follow(operation, () => undefined);
      await vi.waitFor(
        () => expect(eventsOf(endpoint, ended.subject.id)).toMatchObject([{ type: 'voice.ready' }]),
        PATIENCE,
      );
      expect(hooks.some(({ body }) => body.includes('"consent.active"'))).toBe(true);

      const traceId = randomUUID().replaceAll('-', '');
      const speech = { voiceId: ended.subject.id, text: 'The kettle is on.' };
      await api.send('POST', '/v1/syntheses', speech, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
      const spoken = () => hooks.find(({ body }) => body.includes('"synthesis.succeeded"'));
      await vi.waitFor(() => expect(spoken()).toBeDefined(), PATIENCE);
      expect(spoken()?.headers['traceparent']).toContain(`00-${traceId}-`);
    });
  });
});

describe('npm run hooks:listen', () => {
  it('forwards what it has verified, and deletes its endpoint when it ends', async () => {
    const args = ['--api', system.apiUrl, '--forward', url('/local'), '--events', 'voice.ready'];
    await using command = new Command('hooks-listen', args, { TOKEN: api.token });
    await vi.waitFor(() => expect(command.output).toContain('Ctrl-C deletes the endpoint'), PATIENCE);
    const [, id = '', secret = ''] = /endpoint (whe_\w+), secret (\S+)/.exec(command.output) ?? [];
    await api.send('POST', `/v1/webhook-endpoints/${id}/test`);
    await vi.waitFor(() => expect(eventsOf({ id, secret }, id)).toHaveLength(1), PATIENCE);
    expect(asked).toEqual(['/local']);
    await vi.waitFor(() => expect(command.output).toContain(`→ ${url('/local')} answered 200`), PATIENCE);
    command.interrupt();
    expect(await command.done).toMatchObject({ code: 0 });
    await expect(api.send('GET', `/v1/webhook-endpoints/${id}`)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a webhook of another system', () => {
  it('has a recording fetched, once, however often it is sent', async () => {
    await subscribed(['upload.accepted'], async () => {
      const payload = {
        type: 'recording.available',
        data: { purpose: 'sample', sourceUrl: url('/sample.wav'), fileName: `studio-${randomUUID()}.wav` },
      };
      const id = `msg_${randomUUID()}`;
      const answers = await Promise.all([sendHook(payload, id), sendHook(payload, id), sendHook(payload, id)]);
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { duplicate: boolean }[];
      expect(bodies.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      await vi.waitFor(
        () => expect(hooks.filter(({ body }) => body.includes('upload.accepted'))).toHaveLength(1),
        PATIENCE,
      );
      expect(asked.filter((path) => path === '/sample.wav')).toHaveLength(1);
    });
  });

  it('of a forger is not', async () => {
    const response = await fetch(new URL(`/hooks/${HOOK_SOURCE.name}`, system.apiUrl), { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'webhook-unverified' });
  });
});
