import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sharedVoice, startEnrolment } from '../support/enrolled-voice.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { sendRaw } from '../support/service-bus.ts';
import { control } from '../support/system.ts';
import { whileTimePasses } from '../support/while-time-passes.ts';

interface SentEmail {
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly content: { readonly subject: string; readonly html: string };
}

let running: VoiceSystem;
let system: SystemUnderTest;
let api: ApiClient;

/** A system of its own, for which time passes between retries: these wait up to 5 s, 10 s, … */
beforeAll(async () => {
  const environment = {
    LOG_LEVEL: 'trace',
    TRAINING_START_TIMEOUT_MS: '5000',
    PUBLIC_URL: 'https://voice.example.com',
  };
  running = await startQuickSystem({ environment });
  const { apiUrl, workerUrls, folder, ready } = running;
  system = { apiUrl, workerUrl: workerUrls[0] ?? '', folder, ...ready };
}, 120_000);
afterAll(() => running.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

// A token is valid for an hour, which may pass in a few tests.
beforeEach(async () => {
  api = new ApiClient(running.apiUrl, await running.token());
});
afterEach(async () => {
  await control(system, 'DELETE', '/faults');
});

const PATIENCE = { timeout: 120_000 };

/** The operation, once it has ended. @throws OperationFailed */
const ended = (operation: OperationAnswer) =>
  whileTimePasses(
    running,
    api.follow(operation, () => undefined),
  );

async function speak(voiceId: string): Promise<OperationAnswer> {
  return api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'Patience is a virtue.' });
}

describe('when Azure stumbles', () => {
  it('an enrollment ends well all the same', PATIENCE, async () => {
    await control(system, 'POST', '/faults', [
      {
        service: 'speech',
        operation: 'Consents_Create',
        effect: { kind: 'error', status: 429, headers: { 'retry-after': '1' } },
      },
      { service: 'speech', operation: 'PersonalVoices_Create', effect: { kind: 'drop', after: 'work' } },
      { service: 'speech', operation: 'PersonalVoices_Get', skip: 1, effect: { kind: 'error', status: 503 } },
      { service: 'event-grid', operation: 'deliver', effect: { kind: 'duplicate' }, times: 2 },
    ]);
    const { subject } = await ended(await startEnrolment(system, api));
    expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
    const { faults } = await control<{ faults: { operation: string; applied: number }[] }>(system, 'GET', '/faults');
    expect(faults.filter(({ applied }) => applied === 0)).toEqual([]);
  });

  it('a voice that Azure refuses fails with its reason and what to do', PATIENCE, async () => {
    await control(system, 'POST', '/faults', [
      {
        service: 'speech',
        operation: 'PersonalVoices_Create',
        effect: { kind: 'fail-job', reason: 'SpeakerVerificationFailed' },
      },
    ]);
    const operation = await startEnrolment(system, api);
    await expect(ended(operation)).rejects.toThrow('voice-training-failed');
    expect(await api.json('GET', operation.subject.href)).toMatchObject({
      status: 'failed',
      failure: {
        code: 'voice-training-failed',
        providerReason: 'SpeakerVerificationFailed',
        detail: expect.stringContaining('same') as string,
      },
    });
  });

  it(
    'a voice that Azure does not begin to train fails at its limit, and its owner is told once',
    PATIENCE,
    async () => {
      const address = `owner.${randomUUID()}@example.com`;
      const kinds = ['training-stalled'];
      await api.json('POST', '/v1/notification-subscriptions', { channel: 'email', address, kinds });
      const listener = { url: 'http://127.0.0.1:1025/', events: ['voice.failed'] };
      const { id: listenerId } = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', listener);
      const effect = { kind: 'stall-job', status: 'NotStarted' };
      await control(system, 'POST', '/faults', [{ service: 'speech', operation: 'PersonalVoices_Create', effect }]);
      const operation = await startEnrolment(system, api);
      await expect(ended(operation)).rejects.toThrow('training-stalled');
      expect(await api.json('GET', operation.subject.href)).toMatchObject({
        status: 'failed',
        failure: { code: 'training-stalled', providerReason: 'NotStarted' },
      });
      const emails = async () => {
        const { emails: sent } = await control<{ emails: SentEmail[] }>(system, 'GET', '/emails');
        return sent.filter(({ recipients }) => recipients.to.some((each) => each.address === address));
      };
      await expect.poll(async () => (await emails()).length, PATIENCE).toBeGreaterThan(0);
      const [{ content }, ...others] = (await emails()) as [SentEmail, ...SentEmail[]];
      expect(others).toEqual([]);
      expect(content.subject).toBe('The training of a voice has stalled');
      expect(content.html).toContain(operation.subject.id);
      const path = `/v1/webhook-endpoints/${listenerId}/deliveries`;
      const deliveries = await api.json<{ data: { event: string }[] }>('GET', path);
      expect(deliveries.data.map(({ event }) => event)).toEqual(['voice.failed']);
      await api.send('DELETE', `/v1/webhook-endpoints/${listenerId}`);
    },
  );

  it(
    'a synthesis that is throttled, cut off, or loses its broker connection ends well all the same',
    PATIENCE,
    async () => {
      const voiceId = await sharedVoice(system);
      await control(system, 'POST', '/faults', [
        {
          service: 'speech',
          operation: 'ws-turn',
          effect: { kind: 'close', code: 4429, reason: 'exceeded the concurrent request limit' },
        },
        { service: 'speech', operation: 'ws-turn', effect: { kind: 'drop', after: 'first-byte' } },
      ]);
      const operation = await speak(voiceId);
      await control(system, 'POST', '/service-bus/drop-connections');
      // What was received over the broken connection stays locked for a minute; the test need not wait for it.
      await control(system, 'POST', '/service-bus/expire-locks');
      await ended(operation);
      const { faults } = await control<{ faults: { applied: number }[] }>(system, 'GET', '/faults');
      expect(faults.map(({ applied }) => applied)).toEqual([1, 1]);
    },
  );
});

describe('when the broker is down', () => {
  it('work is accepted, kept in the outbox, and done once the broker is back', PATIENCE, async () => {
    const voiceId = await sharedVoice(system);
    await control(system, 'POST', '/service-bus/stop');
    let operation: OperationAnswer;
    try {
      operation = await speak(voiceId);
      expect(operation.status).toBe('queued');
    } finally {
      await control(system, 'POST', '/service-bus/start');
    }
    await ended(operation);
  });
});

describe('what other systems put on the queues', () => {
  it('is dead-lettered with a reason when it makes no sense, and nothing else suffers', PATIENCE, async () => {
    const before = await deadLetters();
    await api.json('POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' });
    await sendRaw(system, 'voice-enrollment', [Buffer.from('{"type":'), { type: 'voice.explode' }]);
    await expect.poll(deadLetters, { timeout: 10_000 }).toBe(before + 2);
    const { messages } = await control<{ messages: { deadLetterReason?: string }[] }>(
      system,
      'GET',
      '/service-bus/messages?path=voice-enrollment/$DeadLetterQueue',
    );
    expect(messages.slice(-2).map(({ deadLetterReason }) => deadLetterReason)).toEqual([
      'invalid-message',
      'invalid-message',
    ]);
  });

  async function deadLetters(): Promise<number> {
    const { queues } = await control<{ queues: { name: string; deadLetter: number }[] }>(
      system,
      'GET',
      '/service-bus/queues',
    );
    return queues.find(({ name }) => name === 'voice-enrollment')?.deadLetter ?? 0;
  }
});

describe('the logs', () => {
  it('hold no token, no SAS signature and no spoken text', PATIENCE, async () => {
    const voiceId = await sharedVoice(system);
    const canary = 'The purple walrus dances at noon.';
    const token = await running.token();
    await api.follow(
      await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: canary }),
      () => undefined,
    );
    await api.json('POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' });
    const files = (await readdir(system.folder)).filter((name) => /^(api|worker).*\.log$/.test(name));
    const logs = (await Promise.all(files.map((name) => readFile(join(system.folder, name), 'utf8')))).join('\n');
    expect(logs).toContain('message handled');
    for (const secret of [
      'purple walrus',
      token.split('.')[2] ?? token,
      '&sig=',
      'am aware that recordings of my voice',
    ]) {
      expect(logs.includes(secret)).toBe(false);
    }
    expect(logs).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{20,}\.[\w-]{20,}/);
  });
});
