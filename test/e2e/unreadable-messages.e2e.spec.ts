import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, OperationAnswer } from '../support/api-client.ts';
import { sharedVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sendMessages } from '../support/service-bus.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';

const QUEUE = 'speech-synthesis';
const TENANT = '11111111-1111-4111-8111-111111111111';

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
});

function envelope(more: object): object {
  const subjectId = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3Z';
  return {
    type: 'synthesis.run',
    id: randomUUID(),
    tenantId: TENANT,
    subjectId,
    attempt: 1,
    failures: 0,
    occurredAt: new Date().toISOString(),
    data: {},
    ...more,
  };
}

async function speak(headers: Record<string, string> = {}): Promise<OperationAnswer> {
  const response = await api.send('POST', '/v1/syntheses', { voiceId, text: 'Unmoved.' }, headers);
  return (await response.json()) as OperationAnswer;
}

async function reasons(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
  const path = `/v1/dead-letters?limit=100&queue=${QUEUE}`;
  const { data } = await api.json<{ data: { messageId?: string; reason?: string }[] }>('GET', path);
  return ids.map((id) => data.find(({ messageId }) => messageId === id)?.reason);
}

describe('messages that nobody can read', () => {
  it('are dead-lettered with a reason within 5 s, and the others are handled as if nothing were', async () => {
    const bodies: readonly unknown[] = [
      envelope({ type: 'synthesis.sing' }),
      Buffer.from('{"type": "synthesis.run", '),
      envelope({ tenantId: undefined }),
      'hello',
      null,
      envelope({ data: { unexpected: 'x'.repeat(200_000) } }),
    ];
    const messages = bodies.map((body) => ({ body, messageId: randomUUID() }));
    const speaking = [speak()];
    await Promise.all(messages.map((message) => sendMessages(system, QUEUE, [message])));
    speaking.push(speak());
    await expect
      .poll(() => reasons(messages.map(({ messageId }) => messageId)), { timeout: 5_000 })
      .toEqual(messages.map(() => 'invalid-message'));
    for (const operation of await Promise.all(speaking)) await api.follow(operation, () => undefined);
  });

  it('of 300 KB are not even taken by a queue of the standard tier', async () => {
    const message = { body: envelope({ data: { unexpected: 'x'.repeat(300_000) } }), messageId: randomUUID() };
    await expect(sendMessages(system, QUEUE, [message])).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(await reasons([message.messageId])).toEqual([undefined]);
  });
});

describe('the trace of a request', () => {
  it('goes through the messages that it causes to the work that is done for it', async () => {
    const traceId = randomUUID().replaceAll('-', '');
    const operation = await speak({ traceparent: `00-${traceId}-${'1'.repeat(16)}-01` });
    await api.follow(operation, () => undefined);
    const handled = async () =>
      (await readFile(join(system.folder, 'worker.log'), 'utf8'))
        .split('\n')
        .filter((line) => line.includes(traceId) && line.includes('"message handled"'))
        .map((line) => (JSON.parse(line) as { messageType: string }).messageType);
    await expect.poll(handled, { timeout: 5_000 }).toContain('synthesis.run');
  });
});
