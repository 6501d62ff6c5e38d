import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { producerEnvironment } from '../../apps/sandbox/src/cli/producer-files.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { ApiClient } from '../support/api-client.ts';
import { SAMPLE, STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { expectOrderedWork, holdSecondSynthesis, ORDERED_TEXT } from '../support/ordered-work.ts';
import { ProducerProgram } from '../support/producer-program.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { clientOf, control, recordingOf } from '../support/system.ts';

const EXAMPLE = join(packageRoot(), 'examples', 'typescript', 'order-by-message.ts');

let system: VoiceSystem;
let under: SystemUnderTest;
let api: ApiClient;
let ivr: ProducerProgram;
let other: ProducerProgram;

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
    // As over HTTP, except the door.
    await expect.poll(() => auditOf('voice.create', voiceId), { timeout: 20_000 }).toMatchObject({ producer: 'ivr' });
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

  describe('examples/typescript/order-by-message.ts', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'order-by-message-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    afterEach(() => control(under, 'DELETE', '/faults'));

    async function run(...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
      const child = spawn(process.execPath, ['--conditions=development', EXAMPLE, '--out', folder, ...args], {
        env: {
          PATH: process.env['PATH'],
          ...producerEnvironment(system.ready, 'other'),
          API: under.apiUrl,
          TOKEN: api.token,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [output, errors, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>,
      ]);
      return { code, output, errors };
    }

    it('enrolls a voice, and has a text and a batch spoken; one request is rejected, and one is canceled', async () => {
      const [statement, sample] = [join(folder, 'statement.wav'), join(folder, 'sample.wav')];
      await writeFile(statement, await recordingOf(under, STATEMENT));
      await writeFile(sample, await recordingOf(under, SAMPLE));
      await holdSecondSynthesis(under);
      const files = ['--statement', statement, '--sample', sample];
      const { code, output, errors } = await run('--talent', 'Voice Talent', ...files, ORDERED_TEXT);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      await expectOrderedWork(api, output, folder);
    });

    it('sends nothing that does not fit the contract', async () => {
      expect(await run('--voice', 'the-voice', ORDERED_TEXT)).toEqual({
        code: 1,
        output: '',
        errors: expect.stringMatching(/^synthesis\.request was not sent\. \/voiceId: must match pattern/) as string,
      });
    });
  });
});
