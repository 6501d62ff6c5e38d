import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { type ApiClient, ApiProblem } from '../support/api-client.ts';
import { SAMPLE, STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { clientOf, control, recordingOf } from '../support/system.ts';

/** The body of a reply, as docs/producers.md describes it. */
interface ReplyBody {
  readonly request: string;
  readonly requestId: string;
  readonly operation?: { readonly id: string; readonly href: string };
  readonly subject?: { readonly type: string; readonly id: string; readonly href: string };
  readonly status?: string;
  readonly result?: { readonly href: string };
  readonly problem?: {
    readonly code: string;
    readonly status: number;
    readonly errors?: readonly { pointer: string }[];
  };
}

const REPLY_TIMEOUT_MS = 30_000;
const EXAMPLE = join(packageRoot(), 'examples', 'typescript', 'order-by-message.ts');

let system: VoiceSystem;
let under: SystemUnderTest;
let api: ApiClient;
let ivr: ProducerProgram;
let other: ProducerProgram;

/** A system that orders work by messages, with its own identity, as docs/producers.md says. */
class ProducerProgram {
  readonly client: ServiceBusClient;
  readonly #receiver: ServiceBusReceiver;
  readonly #replies: ServiceBusReceivedMessage[] = [];

  constructor(
    private readonly name: string,
    environment: Readonly<Record<string, string>>,
  ) {
    const credential = {
      getToken: async () => ({
        token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    // The SDK retries for minutes what the broker refuses.
    const retryOptions = { maxRetries: 0 };
    this.client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', credential, { retryOptions });
    this.#receiver = this.client.createReceiver(`replies-${name}`);
  }

  /** @returns the message id */
  async send(
    subject: string,
    body: unknown,
    more: { messageId?: string; correlationId?: string } = {},
  ): Promise<string> {
    const messageId = more.messageId ?? randomUUID();
    const sender = this.client.createSender(`requests-${this.name}`);
    await sender.sendMessages({ subject, body, contentType: 'application/json', messageId, ...more });
    await sender.close();
    return messageId;
  }

  async reply(requestId: string, type: string): Promise<ReplyBody & { readonly correlationId: unknown }> {
    const deadline = Date.now() + REPLY_TIMEOUT_MS;
    for (;;) {
      const found = this.#replies.find(
        ({ subject, body }) => subject === type && (body as ReplyBody).requestId === requestId,
      );
      if (found) return { ...(found.body as ReplyBody), correlationId: found.correlationId };
      if (Date.now() > deadline) throw new Error(`${this.name} got no ${type} for ${requestId}: ${this.seen()}`);
      await this.receive();
    }
  }

  /** All replies to a request that are there now. */
  async repliesTo(requestId: string): Promise<readonly (string | undefined)[]> {
    await this.receive();
    return this.#replies
      .filter(({ body }) => (body as ReplyBody).requestId === requestId)
      .map(({ subject }) => subject);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async receive(): Promise<void> {
    const messages = await this.#receiver.receiveMessages(10, { maxWaitTimeInMs: 1_000 });
    for (const message of messages) await this.#receiver.completeMessage(message);
    this.#replies.push(...messages);
  }

  private seen(): string {
    return JSON.stringify(this.#replies.map(({ subject, body }) => ({ subject, body: body as unknown })));
  }
}

beforeAll(async () => {
  system = await startQuickSystem({ sandboxEnvironment: { SANDBOX_PRODUCERS: 'ivr,other' } });
  const { environment, endpoints, producers } = system.ready;
  under = {
    apiUrl: system.apiUrl,
    workerUrl: system.workerUrls[0] ?? '',
    environment,
    endpoints,
    folder: system.folder,
  };
  api = await clientOf(under);
  ivr = new ProducerProgram('ivr', { ...environment, ...producers['ivr'] });
  other = new ProducerProgram('other', { ...environment, ...producers['other'] });
});
afterAll(async () => {
  await Promise.all([ivr?.close(), other?.close()]);
  await system?.stop();
});

/** The same request by both doors: the message, and the route with the same body. */
type Ask = readonly [what: string, type: string, body: object, method: string, path: string];

const MISSING = '01JD8F3R5V6W7X8Y9Z0A1B2C3Z';

/** Requests that are refused, each for a reason of its own. @param voiceId of a voice that is ready */
function refusals(voiceId: string): readonly Ask[] {
  const synthesis = (what: string, body: object): Ask => [what, 'synthesis.request', body, 'POST', '/v1/syntheses'];
  const batch = (what: string, body: object): Ask => [what, 'batch.request', body, 'POST', '/v1/batches'];
  const voice = (what: string, body: object): Ask => [what, 'voice.request', body, 'POST', '/v1/voices'];
  const consent = (what: string, body: object): Ask => [what, 'consent.request', body, 'POST', '/v1/consents'];
  const parties = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };
  const samples = [{ uploadId: `upl_${MISSING}` }];
  return [
    synthesis('nothing at all', {}),
    synthesis('a format that there is not', { voiceId, text: 'Hello.', format: 'tape' }),
    synthesis('an unknown member', { voiceId, text: 'Hello.', volume: 11 }),
    synthesis('text and SSML', { voiceId, text: 'Hello.', ssml: '<speak/>' }),
    synthesis('a voice that is not there', { voiceId: `vce_${MISSING}`, text: 'Hello.' }),
    synthesis('SSML that is none', { voiceId, ssml: '<speak><loud/></speak>' }),
    synthesis('a time that is over', { voiceId, text: 'Hello.', expiresAt: '2020-01-01T00:00:00Z' }),
    batch('no items', { voiceId, items: [] }),
    batch('an item without a text', { voiceId, items: [{ text: 'One.' }, {}] }),
    batch('a voice that is not there', { voiceId: `vce_${MISSING}`, items: [{ text: 'One.' }] }),
    voice('nothing at all', {}),
    voice('a kind that there is not', { name: 'A', kind: 'robot', consent: parties, samples }),
    voice('a consent that is not there', { name: 'A', kind: 'personal', consentId: `cns_${MISSING}`, samples }),
    consent('a locale without a statement', { ...parties, locale: 'xx-XX' }),
    consent('a recording that is not there', { ...parties, uploadId: `upl_${MISSING}` }),
    consent('a time that is over', { ...parties, expiresAt: '2020-01-01T00:00:00Z' }),
  ];
}

/** Code, status and pointers: what a program branches on. */
async function refusalOf(request: Promise<unknown>): Promise<ApiProblem> {
  const error = await request.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error;
  return error;
}

function essenceOf(problem: ReplyBody['problem'] | ApiProblem): object {
  const { code, status, errors = [] } = problem ?? { code: 'none', status: 0 };
  return { code, status, pointers: errors.map(({ pointer }) => pointer) };
}

/** What the audit log remembers beside who did it. */
async function auditOf(action: string, subjectId?: string): Promise<Record<string, unknown> | undefined> {
  const { data } = await api.json<{
    data: { action: string; subject: { id: string }; details?: Record<string, unknown> }[];
  }>('GET', '/v1/audit-events?limit=100');
  return data.find((event) => event.action === action && (subjectId ?? event.subject.id) === event.subject.id)?.details;
}

describe('a system that orders work by messages', () => {
  let voiceId: string;

  it('enrolls a voice from uploads, and is answered when it is accepted and when it is ready', async () => {
    const consentUpload = await uploaded(api, 'consent', await recordingOf(under, STATEMENT));
    const sampleUpload = await uploaded(api, 'sample', await recordingOf(under, SAMPLE));
    const sent = await ivr.send(
      'voice.request',
      {
        name: 'Voice Talent',
        kind: 'personal',
        consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload },
        samples: [{ uploadId: sampleUpload }],
      },
      { correlationId: 'enrollment-1' },
    );
    const accepted = await ivr.reply(sent, 'request.accepted');
    expect(accepted).toMatchObject({
      request: 'voice.request',
      correlationId: 'enrollment-1',
      subject: { type: 'voice' },
    });
    voiceId = accepted.subject?.id ?? '';
    const finished = await ivr.reply(sent, 'request.finished');
    expect(finished).toMatchObject({
      status: 'succeeded',
      subject: { id: voiceId },
      result: { href: `/v1/voices/${voiceId}` },
    });
    expect(await ivr.repliesTo(sent)).toEqual(['request.accepted', 'request.finished']);
    // As over HTTP, but for the door.
    await expect.poll(() => auditOf('voice.create', voiceId), { timeout: 20_000 }).toMatchObject({ producer: 'ivr' });
  });

  it('is refused as over HTTP: the same codes, statuses and pointers', async () => {
    const asked = refusals(voiceId);
    const byMessage = await Promise.all(asked.map(([, type, body]) => ivr.send(type, body)));
    for (const [index, [what, , body, method, path]] of asked.entries()) {
      const overHttp = await refusalOf(api.send(method, path, body, { 'idempotency-key': randomUUID() }));
      const { problem } = await ivr.reply(byMessage[index] ?? '', 'request.rejected');
      expect(essenceOf(problem), what).toEqual(essenceOf(overHttp));
    }
  });

  it('has a text spoken, and its audio can be downloaded', async () => {
    const sent = await ivr.send('synthesis.request', { voiceId, text: 'The kettle is on.', format: 'wav' });
    const finished = await ivr.reply(sent, 'request.finished');
    expect(finished).toMatchObject({ status: 'succeeded', correlationId: sent });
    const audio = await api.send('GET', finished.result?.href ?? '');
    expect(audio.status).toBe(200);
    expect(
      Buffer.from(await audio.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
  });

  it('has a batch spoken', async () => {
    const items = [{ text: 'One.' }, { text: 'Two.' }];
    const sent = await ivr.send('batch.request', { voiceId, items });
    expect(await ivr.reply(sent, 'request.finished')).toMatchObject({
      status: 'succeeded',
      subject: { type: 'batch' },
    });
  });

  it('is told by a problem document with a pointer what is wrong, and others go on', async () => {
    const wrong = await ivr.send('synthesis.request', { voiceId, text: 'Hello.', format: 'tape' });
    const right = await ivr.send('synthesis.request', { voiceId, text: 'Hello.' });
    expect(await ivr.reply(wrong, 'request.rejected')).toMatchObject({
      problem: { status: 400, code: 'invalid-request', errors: [{ pointer: '/format' }] },
    });
    expect(await ivr.reply(right, 'request.accepted')).toBeDefined();
  });

  it('cancels what it has ordered', async () => {
    await control(under, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'hang', after: 'first-byte' }, times: 1 },
    ]);
    const sent = await ivr.send('synthesis.request', { voiceId, text: 'Never said to an end.' });
    const { operation } = await ivr.reply(sent, 'request.accepted');
    const cancel = await ivr.send('speech.cancel', { operationId: operation?.id });
    expect(await ivr.reply(cancel, 'request.accepted')).toMatchObject({ operation: { id: operation?.id } });
    expect(await ivr.reply(sent, 'request.finished')).toMatchObject({ status: 'canceled' });
    expect(await ivr.repliesTo(cancel)).toEqual(['request.accepted']);
    await control(under, 'DELETE', '/faults');
  });

  it('makes one synthesis of a request that is sent twice, and answers it once', async () => {
    const messageId = randomUUID();
    const body = { voiceId, text: 'Only once.' };
    await ivr.send('synthesis.request', body, { messageId });
    await ivr.send('synthesis.request', body, { messageId });
    await ivr.reply(messageId, 'request.finished');
    expect(await ivr.repliesTo(messageId)).toEqual(['request.accepted', 'request.finished']);
  });

  it('is refused when it claims to act for somebody else, which the audit log remembers', async () => {
    const sent = await ivr.send('synthesis.request', { voiceId, text: 'Hello.', tenantId: randomUUID() });
    expect(await ivr.reply(sent, 'request.rejected')).toMatchObject({
      problem: { status: 403, code: 'forbidden', errors: [{ pointer: '/tenantId' }] },
    });
    await expect.poll(() => auditOf('request.refuse'), { timeout: 20_000 }).toMatchObject({ producer: 'ivr' });
  });

  it('neither sends nor receives on the queues of others, nor on internal ones', async () => {
    const refused = async (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'done',
        (error: Error & { code?: string }) => error.code ?? error.message,
      );
    const send = (queue: string) => {
      const sender = other.client.createSender(queue);
      return refused(sender.sendMessages({ body: {}, messageId: randomUUID(), subject: 'synthesis.request' }));
    };
    const receive = (queue: string) =>
      refused(other.client.createReceiver(queue).receiveMessages(1, { maxWaitTimeInMs: 500 }));
    expect([
      await send('requests-ivr'),
      await send('speech-synthesis'),
      await send('replies-other'),
      await receive('replies-ivr'),
      await receive('requests-other'),
    ]).toEqual(Array.from({ length: 5 }, () => 'UnauthorizedAccess'));
  });

  it('is what examples/typescript/order-by-message.ts shows', async () => {
    const { environment, producers } = system.ready;
    const child = spawn(
      process.execPath,
      ['--conditions=development', EXAMPLE, '--voice', voiceId, 'The kettle is on.'],
      {
        env: { PATH: process.env['PATH'], ...environment, ...producers['other'], PRODUCER: 'other' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect([...output.matchAll(/^request\.\w+/gm)].map(([type]) => type)).toEqual([
      'request.accepted',
      'request.finished',
    ]);
  });
});
