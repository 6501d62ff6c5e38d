import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { newDeadLetter } from '../security/access/reviewed-system.ts';
import type { ApiClient } from '../support/api-client.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };
const HOUR_MS = 3_600_000;
const PUBLIC_URL = 'https://voice.example.com';

interface Email {
  readonly operationId: string;
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly content: { readonly subject: string; readonly plainText: string; readonly html: string };
  readonly headers: Readonly<Record<string, string>>;
}

let started: VoiceSystem;
let system: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  // Trusts the certificates of the sandbox that all systems share.
  await systemUnderTest();
  started = await startQuickSystem({ environment: { PUBLIC_URL, WEBHOOK_ATTEMPT_DELAYS_MS: '0,200,400' } });
  const { apiUrl, ready, folder } = started;
  const { endpoints, environment } = ready;
  system = { apiUrl, workerUrl: started.workerUrls[0] ?? '', endpoints, environment, folder };
  api = await clientOf(system);
  await newDeadLetter(system);
}, 120_000);
afterAll(() => started.stop());

const subscribe = async (channel: string, address: string, more: object = {}): Promise<string> => {
  const body = { channel, address, kinds: ['dead-letters'], ...more };
  return (await api.json<{ id: string }>('POST', '/v1/notification-subscriptions', body)).id;
};
/** Has all that is due be sent, and waits until the run is over. */
async function run(): Promise<void> {
  const { lastRun } = await api.json<{ lastRun: { slot: string } }>('POST', '/v1/schedules/usage.roll/run');
  const outcome = async () => {
    const { data } = await api.json<{ data: { name: string; lastRun?: { slot: string; outcome?: string } }[] }>(
      'GET',
      '/v1/schedules',
    );
    const found = data.find(({ name }) => name === 'usage.roll')?.lastRun;
    return found !== undefined && found.slot >= lastRun.slot ? found.outcome : undefined;
  };
  await expect.poll(outcome, PATIENCE).toBe('succeeded');
}
const emailsTo = async (address: string): Promise<Email[]> => {
  const { emails } = await control<{ emails: Email[] }>(system, 'GET', '/emails');
  return emails.filter(({ recipients }) => recipients.to.some((each) => each.address === address));
};
const statusOf = async (id: string) => {
  const path = `/v1/notification-subscriptions/${id}`;
  const { status, suspendedReason } = await api.json<{ status: string; suspendedReason?: string }>('GET', path);
  return [status, suspendedReason];
};

describe('a notification', () => {
  it('is sent once by e-mail, however often it is due, and its link unsubscribes', async () => {
    const address = `ada.${randomUUID()}@example.com`;
    const id = await subscribe('email', address);
    await run();
    await expect.poll(async () => (await emailsTo(address)).length, PATIENCE).toBe(1);
    await run();
    await run();
    const emails = await emailsTo(address);
    expect(emails).toHaveLength(1);
    const [{ content, headers } = {} as Email] = emails;
    expect(content.subject).toMatch(/dead letters? (is|are) waiting$/);
    expect(content.html).toContain('<h1');
    const [link = ''] = /https:\/\/voice\.example\.com\S+/.exec(content.plainText) ?? [];
    expect(headers).toMatchObject({
      'List-Unsubscribe': `<${link}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const url = link.replace(PUBLIC_URL, system.apiUrl.replace(/\/+$/, ''));
    expect((await fetch(url)).status).toBe(200);
    expect(await statusOf(id)).toEqual(['active', undefined]);
    const form = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
    expect((await fetch(url, form)).status).toBe(200);
    expect(await statusOf(id)).toEqual(['unsubscribed', undefined]);
  });

  it('suspends an address that bounces, as Event Grid reports it', async () => {
    const address = `bounced.${randomUUID()}@example.com`;
    const id = await subscribe('email', address);
    await run();
    await expect.poll(() => statusOf(id), PATIENCE).toEqual(['suspended', 'bounced']);
    expect(await emailsTo(address)).toHaveLength(1);
  });

  it('suspends an address that the service suppresses', async () => {
    const id = await subscribe('email', `suppressed.${randomUUID()}@example.com`);
    await run();
    await expect.poll(() => statusOf(id), PATIENCE).toEqual(['suspended', 'suppressed']);
  });

  it('is posted to Teams as a card, and suspends a workflow that is gone', async () => {
    const workflowAt = (name: string) =>
      `${system.environment['SPEECH_ENDPOINT']?.replace('localhost', '127.0.0.1')}/workflows/${name}/triggers/manual/paths/invoke?sig=secret`;
    const workflow = randomUUID();
    await subscribe('teams', workflowAt(workflow));
    const gone = await subscribe('teams', workflowAt('gone'));
    await run();
    const cards = async () => {
      const { cards: posted } = await control<{ cards: { workflow: string }[] }>(system, 'GET', '/teams');
      return posted.filter((card) => card.workflow === workflow);
    };
    await expect
      .poll(cards, PATIENCE)
      .toMatchObject([{ body: { attachments: [{ content: { type: 'AdaptiveCard' } }] } }]);
    await expect.poll(() => statusOf(gone), PATIENCE).toEqual(['suspended', 'gone']);
    await run();
    expect(await cards()).toHaveLength(1);
  });

  it('waits for the end of quiet hours', async () => {
    const address = `quiet.${randomUUID()}@example.com`;
    const hour = new Date().getUTCHours();
    const at = (hours: number): string => `${String((hours + 24) % 24).padStart(2, '0')}:00`;
    await subscribe('email', address, { quietHours: { from: at(hour - 1), to: at(hour + 3) } });
    const loud = `loud.${randomUUID()}@example.com`;
    await subscribe('email', loud);
    await run();
    await expect.poll(async () => (await emailsTo(loud)).length, PATIENCE).toBe(1);
    expect(await emailsTo(address)).toEqual([]);
    await started.passTime(4 * HOUR_MS);
    await expect.poll(async () => (await emailsTo(address)).length, PATIENCE).toBe(1);
    expect(await emailsTo(loud)).toHaveLength(1);
  });
});
