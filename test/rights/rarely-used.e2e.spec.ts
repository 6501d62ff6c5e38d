import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, OperationAnswer } from '../support/api-client.ts';
import { SANDBOX_DIRECTORY } from '../../apps/sandbox/src/entra/directory.ts';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { developerIdentity } from '../support/azure-credential.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sendRaw } from '../support/service-bus.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

/**
 * Short tests of what rights are for that longer tests do not need, or not soon enough. `npm run test:rights` alone runs them: they leave
 * messages behind that come back for a minute.
 */

const TENANT = SANDBOX_DIRECTORY.homeTenantId;
const PATIENCE = { timeout: 20_000, interval: 100 };
const PARTIES = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };

/** A message of each queue whose work is about a document. */
const TYPES = {
  'audio-uploads': ['upload.fetch', {}],
  'voice-enrollment': ['voice.poll', {}],
  'speech-synthesis': ['synthesis.run', {}],
  'batch-synthesis': ['batch.poll', { chunk: 0, attempt: 1 }],
  'webhook-events': ['hook.received', {}],
  notifications: ['webhook.deliver', { attempt: 1 }],
} as const;
const QUEUES = Object.keys(TYPES) as (keyof typeof TYPES)[];

let system: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
});

/** Puts a message about a document that does not exist on a queue, which was looked for so often. */
async function sendAboutNothing(queue: keyof typeof TYPES, misses: number): Promise<string> {
  const subjectId = `nothing-${randomUUID()}`;
  const [type, data] = TYPES[queue];
  const envelope = { tenantId: TENANT, attempt: 1, failures: 0, occurredAt: new Date().toISOString() };
  await sendRaw(system, queue, [{ ...envelope, type, id: `${subjectId}:${type}:1`, subjectId, misses, data }]);
  return subjectId;
}

async function idsOn(queue: string): Promise<readonly string[]> {
  const path = `/service-bus/messages?path=${queue}`;
  const { messages } = await control<{ messages: { messageId?: string }[] }>(system, 'GET', path);
  return messages.map(({ messageId }) => messageId ?? '');
}

async function actionsOn(subjectId: string): Promise<readonly string[]> {
  const { data } = await api.json<{ data: { action: string }[] }>('GET', `/v1/audit-events?subjectId=${subjectId}`);
  return data.map(({ action }) => action);
}

async function newConsent(): Promise<string> {
  return (await api.json<{ id: string }>('POST', '/v1/consents', PARTIES)).id;
}

describe('a message about nothing', () => {
  it.each(QUEUES)('on %s is retried later, as a copy', async (queue) => {
    const subjectId = await sendAboutNothing(queue, 0);
    const copies = async () => (await idsOn(queue)).filter((id) => id.startsWith(subjectId) && !id.endsWith(':1'));
    await expect.poll(copies, PATIENCE).toHaveLength(1);
  });

  it.each(QUEUES)('that is a dead letter of %s can be sent again', async (queue) => {
    const subjectId = await sendAboutNothing(queue, 5);
    interface DeadLetter {
      readonly sequenceNumber: string;
      readonly subjectId?: string;
    }
    const find = async (): Promise<DeadLetter | undefined> => {
      const { data } = await api.json<{ data: DeadLetter[] }>('GET', `/v1/dead-letters?limit=100&queue=${queue}`);
      return data.find((letter) => letter.subjectId === subjectId);
    };
    await expect.poll(find, PATIENCE).toBeDefined();
    const letter = await find();
    await api.send('POST', `/v1/dead-letters/${queue}/${letter?.sequenceNumber}/resubmit`);
    expect(await find()).toBeUndefined();
  });
});

describe('the audit log', () => {
  it('gets what is done, by the queue', async () => {
    const consentId = await newConsent();
    await expect.poll(() => actionsOn(consentId), PATIENCE).toEqual(['consent.create']);
  });

  it('gets what it could not take at first, by a copy of the message', async () => {
    await control(system, 'POST', '/faults', {
      service: 'cosmos',
      operation: 'create',
      subject: 'audit',
      effect: { kind: 'error', status: 500 },
      times: 1_000,
    });
    const consentId = await newConsent();
    const copies = async () => (await idsOn('maintenance')).filter((id) => /^audit:.+:\d+$/.test(id));
    await expect.poll(copies, PATIENCE).toHaveLength(1);
    await control(system, 'DELETE', '/faults');
    await expect.poll(() => actionsOn(consentId), PATIENCE).toEqual(['consent.create']);
  });

  it('is anchored in a container of its own', async () => {
    const consentId = await newConsent();
    await expect.poll(() => actionsOn(consentId), PATIENCE).toEqual(['consent.create']);
    const tick = { type: 'audit.anchor', tenantId: 'system', subjectId: 'audit.anchor', attempt: 1, failures: 0 };
    const occurredAt = new Date().toISOString();
    await sendRaw(system, 'maintenance', [{ ...tick, id: `tick:audit.anchor:${randomUUID()}`, occurredAt, data: {} }]);
    const { environment } = system;
    const anchors = new BlobServiceClient(
      environment['BLOB_ENDPOINT'] ?? '',
      developerIdentity(environment),
    ).getContainerClient('audit-anchors');
    const first = async () => (await anchors.listBlobsFlat({ prefix: `${TENANT}/` }).next()).done;
    await expect.poll(first, PATIENCE).toBe(false);
  });
});

describe('the job of a deployment whose API may be at zero replicas', () => {
  it('publishes what is due, with no right but that', async () => {
    const { environment, deployables } = system;
    const client = new CosmosClient({
      endpoint: environment['COSMOS_ENDPOINT'] ?? '',
      aadCredentials: developerIdentity(environment),
      connectionPolicy: { enableEndpointDiscovery: false },
    });
    const documents = client.database('voice').container('documents');
    const at = new Date(0).toISOString();
    const outbox = [{ type: 'of-a-later-release', id: randomUUID(), subjectId: 'left', tenantId: TENANT, data: {} }];
    const left = { id: `left-${randomUUID()}`, partitionKey: TENANT, tenantId: TENANT, kind: 'webhookEndpoint' };
    await documents.items.create({ ...left, schemaVersion: 1, createdAt: at, updatedAt: at, outboxSince: at, outbox });
    try {
      const job = join(packageRoot(), 'dist', 'apps', 'api', 'src', 'ticks.main.js');
      const env = { PATH: process.env['PATH'], ...environment, ...deployables?.ticks };
      const { stdout } = await promisify(execFile)(process.execPath, [job], { env });
      expect(stdout).toContain('"published":["outbox.sweep"');
    } finally {
      await documents.item(left.id, TENANT).delete();
      client.dispose();
    }
  });
});

describe('usage', () => {
  it('is listed for auditors', async () => {
    expect(await api.json('GET', '/v1/usage')).toMatchObject({ data: [] });
  });
});

describe('a consent', () => {
  it('is erased, and leaves a receipt', async () => {
    const consentId = await newConsent();
    const body = { erase: true };
    const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${consentId}/revoke`, body);
    await api.follow(operation, () => undefined);
    expect(await api.json('GET', `/v1/consents/${consentId}`)).toMatchObject({
      status: 'deleted',
      receipt: { subject: { kind: 'consent', id: consentId } },
    });
    await expect.poll(() => actionsOn(consentId), PATIENCE).toContain('consent.erased');
  });
});
