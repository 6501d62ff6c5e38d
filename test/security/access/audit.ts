import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Container, CosmosClient } from '@azure/cosmos';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AUDIT_ACTIONS, type AuditAction, type AuditEvent } from '#domain';
import { AuditLog, type AuditResult } from '#storage';
import { ApiClient, ApiProblem, type OperationAnswer } from '../../support/api-client.ts';
import { developerIdentity } from '../../support/azure-credential.ts';
import { uploaded } from '../../support/enrolled-voice.ts';
import { sendMessages } from '../../support/service-bus.ts';
import {
  type Caller,
  CONTOSO,
  newDeadLetter,
  OWNER,
  type Reviewed,
  STRANGER,
  subscriptionTo,
} from './reviewed-system.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };
const TENANT = randomUUID();
const ROOT = join(import.meta.dirname, '../../..');
/** Expiry and erasure have suites of their own. */
const ELSEWHERE: readonly AuditAction[] = [
  'upload.delete',
  'consent.erased',
  'consent.expire',
  'voice.delete',
  'voice.erased',
  'synthesis.expire',
  'retention.delete',
  'retention.move',
  'budget.soft-limit',
  'notification-subscription.unsubscribe',
  'notification-subscription.suspend',
];

interface Event extends AuditEvent {
  readonly sequence: number;
}

interface StoredEntry {
  readonly id: string;
  readonly partitionKey: string;
  readonly [property: string]: unknown;
}

/** Who did what is recorded, no matter who it was; and what was recorded cannot be changed unseen. */
export function describeAudit(reviewed: () => Reviewed): void {
  const clientOf = (name: string): ApiClient => {
    const { system, callers } = reviewed();
    return new ApiClient(system.apiUrl, callers.find((caller: Caller) => caller.name === name)?.token ?? '');
  };

  async function eventsOf(name: string, { oid }: { readonly oid: string }): Promise<Event[]> {
    const found: Event[] = [];
    for (let next = ''; ;) {
      const page = await clientOf(name).json<{ data: Event[]; next: string | null }>(
        'GET',
        `/v1/audit-events?limit=100${next}`,
      );
      found.push(...page.data.filter(({ actor }) => actor.id === oid));
      if (page.next === null) return found;
      next = `&after=${page.next}`;
    }
  }

  describe('what was done', () => {
    it('is recorded with who, what and to what, of every kind', async () => {
      const { own, system, recording, webhookUrl } = reviewed();
      const api = clientOf('an application');
      const did: [AuditAction, string][] = [];
      const { id: endpoint } = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', { url: webhookUrl });
      await api.send('PATCH', `/v1/webhook-endpoints/${endpoint}`, { description: 'Of the studio' });
      await api.send('POST', `/v1/webhook-endpoints/${endpoint}/rotate-secret`, {});
      await api.send('POST', `/v1/webhook-endpoints/${endpoint}/test`);
      const subscriptions = '/v1/notification-subscriptions';
      const { id: subscription } = await api.json<{ id: string }>('POST', subscriptions, subscriptionTo(endpoint));
      await api.send('PATCH', `${subscriptions}/${subscription}`, { status: 'suspended' });
      await api.send('DELETE', `${subscriptions}/${subscription}`);
      for (const action of ['create', 'update', 'delete'] as const) {
        did.push([`notification-subscription.${action}`, subscription]);
      }
      await api.send('DELETE', `/v1/webhook-endpoints/${endpoint}`);
      for (const action of ['create', 'update', 'rotate-secret', 'test', 'delete'] as const) {
        did.push([`webhook-endpoint.${action}`, endpoint]);
      }
      const replay = `/v1/webhook-endpoints/${own.endpoint}/deliveries/${own.delivery}/replay`;
      await vi.waitFor(() => api.send('POST', replay), PATIENCE);
      did.push(['delivery.replay', own.delivery]);

      const upload = await uploaded(api, 'consent', recording);
      await (await api.send('GET', `/v1/uploads/${upload}/audio`)).arrayBuffer();
      const resource = `/v1/uploads/${upload}/audio`;
      await api.send('POST', '/v1/links', { resource });
      did.push(['upload.listen', upload], ['link.create', resource]);
      const names = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
      const { id: consent } = await api.json<{ id: string }>('POST', '/v1/consents', names);
      const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${consent}/recording`, {
        uploadId: upload,
      });
      did.push(['upload.create', upload], ['consent.create', consent], ['consent.record', consent]);
      const { id: withdrawn } = await api.json<{ id: string }>('POST', '/v1/consents', names);
      await api.send('POST', `/v1/consents/${withdrawn}/revoke`, { erase: true });
      did.push(['consent.revoke', withdrawn], ['consent.erase', withdrawn]);
      await api.send('PATCH', `/v1/voices/${own.voice}`, { description: 'Of the studio' });
      did.push(['voice.create', own.voice], ['voice.update', own.voice]);
      const speech = await api.json<OperationAnswer>('POST', '/v1/syntheses', {
        voiceId: own.voice,
        text: 'Hello. '.repeat(400),
      });
      did.push(['voice.speak', own.voice]);
      await api.send('POST', `/v1/operations/${speech.id}/cancel`);
      did.push(['operation.cancel', speech.id]);
      await api.send('DELETE', `/v1/syntheses/${speech.subject.id}`);
      did.push(['synthesis.delete', speech.subject.id]);
      await api.follow(operation, () => undefined).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
      await api.send('PUT', `/v1/retention/holds/${upload}`, { reason: 'Case 4711' });
      await vi.waitFor(() => api.send('DELETE', `/v1/retention/holds/${upload}`), PATIENCE);
      did.push(['legal-hold.set', upload], ['legal-hold.clear', upload]);

      const letter = await newDeadLetter(system);
      await api.send('GET', '/v1/dead-letters?queue=speech-synthesis');
      await api.send('GET', `/v1/dead-letters/${letter}`);
      await expect(api.send('POST', `/v1/dead-letters/${letter}/resubmit`)).rejects.toThrow(ApiProblem);
      await api.send('POST', `/v1/dead-letters/${letter}/discard`);
      did.push(['dead-letter.list', 'speech-synthesis'], ['dead-letter.show', letter]);
      did.push(['dead-letter.resubmit', letter], ['dead-letter.discard', letter]);

      await api.send('PUT', '/v1/system/log-level', { level: 'info' });
      did.push(['log-level.change', 'PUT /v1/system/log-level']);
      await api.send('PUT', '/v1/budgets/tenant', { characters: { hard: 1_000_000_000 } });
      did.push(['budget.update', '/v1/budgets/tenant']);

      await api.send('PUT', '/v1/retention', { rules: [] });
      did.push(['retention.update', '/v1/retention']);

      await api.send('PUT', '/v1/schedules/usage.roll', {});
      did.push(['schedule.update', 'usage.roll']);
      for (const action of ['run', 'pause', 'resume'] as const) {
        await api.send('POST', `/v1/schedules/usage.roll/${action}`);
        did.push([`schedule.${action}`, 'usage.roll']);
      }

      await expect(clientOf('Voice.Read').send('POST', '/v1/consents', names)).rejects.toMatchObject({ status: 403 });
      did.push(['request.refuse', 'POST /v1/consents']);

      const missing = async () => {
        const events = await eventsOf('an application', OWNER);
        return did.filter(
          ([action, id]) => !events.some(({ action: found, subject }) => found === action && subject.id === id),
        );
      };
      await vi.waitFor(async () => expect(await missing()).toEqual([]), PATIENCE);
      const spoken = (await eventsOf('an application', OWNER)).filter(({ action }) => action === 'voice.speak');
      for (const event of spoken) {
        expect(event.requestId).toMatch(/./);
        expect(Object.keys(event.details ?? {})).toEqual(['way']);
      }
      expect(spoken.map(({ details }) => details?.['way'])).toContain('queued');
      // The table of actions and this test go together.
      expect(new Set([...did.map(([action]) => action), ...ELSEWHERE])).toEqual(new Set(AUDIT_ACTIONS));
    });

    it('is recorded of requests that were refused for want of a role, by the guard and by handlers', async () => {
      const refused = async (name: string, path: string) =>
        expect(clientOf(name).send('POST', path)).rejects.toMatchObject({ status: 403 });
      await refused('another tenant', '/v1/dead-letters/speech-synthesis/1/discard');
      await refused('Voice.Enroll', `/v1/operations/${reviewed().own.operation}/cancel`);
      await refused('no role', '/v1/dead-letters/speech-synthesis/1/discard');
      const subjects = async (name: string, by: typeof OWNER) =>
        (await eventsOf(name, by))
          .filter(({ action, outcome, requestId }) => action === 'request.refuse' && outcome === 'refused' && requestId)
          .map(({ subject }) => subject.id);
      await vi.waitFor(async () => {
        expect(await subjects('another tenant', STRANGER)).toContain(
          'POST /v1/dead-letters/:queue/:sequenceNumber/discard',
        );
        expect(await subjects('an application', OWNER)).toEqual(
          expect.arrayContaining([
            'POST /v1/operations/:id/cancel',
            'POST /v1/dead-letters/:queue/:sequenceNumber/discard',
          ]),
        );
      }, PATIENCE);
    });
  });

  describe('what was recorded', () => {
    let container: Container;
    let log: AuditLog;
    let chain: StoredEntry[];

    beforeAll(async () => {
      const { environment } = reviewed().system;
      const database = new CosmosClient({
        endpoint: environment['COSMOS_ENDPOINT'] ?? '',
        aadCredentials: developerIdentity(environment),
        connectionPolicy: { enableEndpointDiscovery: false },
      }).database(environment['COSMOS_DATABASE'] ?? 'voice');
      container = database.container('audit');
      log = new AuditLog(container);
      // What was done in earnest, in a chain of its own, to which nobody else adds while it is tampered with.
      const { data } = await clientOf('another tenant').json<{ data: Event[] }>('GET', '/v1/audit-events?limit=6');
      for (const { eventId, action, outcome, at, actor, subject, requestId, details } of data) {
        await log.append(TENANT, { eventId, action, outcome, at, actor, subject, requestId, details });
      }
      const query = {
        query: 'SELECT * FROM c WHERE c.partitionKey = @tenant ORDER BY c.id',
        parameters: [{ name: '@tenant', value: TENANT }],
      };
      ({ resources: chain } = await container.items.query<StoredEntry>(query, { partitionKey: TENANT }).fetchAll());
      expect(chain).toHaveLength(6);
    });

    const put = (entry: StoredEntry) => container.items.upsert(entry);
    const remove = (entry: StoredEntry) => container.item(entry.id, TENANT).delete();
    const verify = (): Promise<AuditResult> => log.verify(TENANT);
    const at = (index: number): StoredEntry => chain[index] as StoredEntry;
    /** @returns what the check finds while the log is like this */
    async function found(change: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<AuditResult> {
      await change();
      try {
        return await verify();
      } finally {
        await undo();
        expect((await verify()).broken).toBeUndefined();
      }
    }

    it('shows it when one byte of it is flipped, whichever field it is in', async () => {
      const entry = at(2);
      const paths = [
        'action',
        'outcome',
        'at',
        'recordedAt',
        'eventId',
        'previousHash',
        'hash',
        'tenantId',
        'actor.id',
        'actor.kind',
        'subject.id',
        'subject.kind',
      ];
      for (const path of paths) {
        const changed = withFlippedByte(entry, path.split('.'));
        const { broken } = await found(
          () => put(changed),
          () => put(entry),
        );
        expect({ path, sequence: broken?.sequence }).toEqual({ path, sequence: 3 });
      }
    });

    it('shows it when an entry is dropped, at the beginning, in the middle, or at the end', async () => {
      for (const index of [0, 2]) {
        const { broken } = await found(
          () => remove(at(index)),
          () => put(at(index)),
        );
        expect(broken?.sequence).toBe(index + 1);
      }
      const { head } = await verify();
      const last = chain.at(-1) as StoredEntry;
      await remove(last);
      expect((await log.verify(TENANT, { known: [head] })).broken?.problem).toContain(
        'it and all later entries are missing',
      );
      await put(last);
      expect((await log.verify(TENANT, { known: [head] })).broken).toBeUndefined();
    });

    it('shows it when entries change places, with or without their numbers', async () => {
      const [first, second] = [at(1), at(2)];
      const swapped = [
        [
          { ...second, id: first.id },
          { ...first, id: second.id },
        ],
        [
          { ...second, id: first.id, sequence: first['sequence'] },
          { ...first, id: second.id, sequence: second['sequence'] },
        ],
      ];
      for (const entries of swapped) {
        const { broken } = await found(
          () => Promise.all(entries.map(put)),
          () => Promise.all([put(first), put(second)]),
        );
        expect(broken?.sequence).toBe(2);
      }
    });

    /** What npm runs when the build is done; the build of this run is there already. */
    async function auditVerify(): Promise<{ code: number; lines: readonly string[] }> {
      const env = { PATH: process.env['PATH'], ...reviewed().system.environment };
      const script = join(ROOT, 'scripts/on-local-system.mjs');
      const { code = 0, stdout }: { code?: number; stdout: string } = await promisify(execFile)(
        process.execPath,
        [script, 'apps/api/src/audit-verify.main.js'],
        { env },
      ).catch((error: { code: number; stdout: string }) => error);
      return { code, lines: stdout.split('\n').filter((line) => line.startsWith(TENANT) || line.startsWith(CONTOSO)) };
    }

    it('is checked by npm run audit:verify, which ends with 1 and names the entry', async () => {
      await put(withFlippedByte(at(2), ['actor', 'id']));
      const { code, lines } = await auditVerify();
      await put(at(2));
      expect(code).toBe(1);
      expect(lines.filter((line) => line.startsWith(TENANT))).toEqual([
        `${TENANT}: BROKEN at entry 3: its content was changed`,
        `${TENANT}: 2 entries before it are intact; not anchored yet`,
      ]);
      expect(lines.find((line) => line.startsWith(CONTOSO))).toMatch(
        /: \d+ entries are intact, head \d+:[0-9a-f]{64}; not anchored yet$/,
      );
    });

    it('is anchored by the worker, so that a cut end and a rewritten history show', async () => {
      const id = `tick:audit.anchor:${randomUUID()}`;
      const occurredAt = new Date().toISOString();
      const tick = {
        type: 'audit.anchor',
        tenantId: 'system',
        subjectId: 'audit.anchor',
        attempt: 1,
        failures: 0,
        data: {},
      };
      await sendMessages(reviewed().system, 'maintenance', [{ body: { ...tick, id, occurredAt }, messageId: id }]);
      await vi.waitFor(async () => {
        const { code, lines } = await auditVerify();
        expect(code).toBe(0);
        expect(lines.find((line) => line.startsWith(TENANT))).toContain('; anchored up to entry 6 at ');
        expect(lines.find((line) => line.startsWith(CONTOSO))).toContain('; anchored up to entry ');
      }, PATIENCE);

      const cut = chain.slice(3);
      await Promise.all(cut.map(remove));
      const afterCut = await auditVerify();
      // Another history of the same length, sound in itself.
      for (const [index, { eventId, action, outcome, at: when, actor, subject }] of cut.entries()) {
        const event = { eventId, action, outcome, at: when, actor, subject } as unknown as AuditEvent;
        await log.append(TENANT, index === 0 ? { ...event, outcome: 'refused' } : event);
      }
      expect((await verify()).broken).toBeUndefined();
      const afterForgery = await auditVerify();
      await Promise.all(cut.map(put));
      expect(afterCut).toMatchObject({
        code: 1,
        lines: expect.arrayContaining([
          `${TENANT}: BROKEN at entry 4: it and all later entries are missing; entry 6 had been noted`,
        ]) as string[],
      });
      expect(afterForgery).toMatchObject({
        code: 1,
        lines: expect.arrayContaining([
          `${TENANT}: BROKEN at entry 6: it differs from the noted entry: it or an earlier one was changed`,
        ]) as string[],
      });
    });
  });
}

function withFlippedByte<T extends object>(entry: T, [name = '', ...rest]: string[]): T {
  const value: unknown = (entry as Record<string, unknown>)[name];
  if (rest.length > 0) return { ...entry, [name]: withFlippedByte(value as object, rest) };
  const bytes = Buffer.from(String(value));
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return { ...entry, [name]: bytes.toString() };
}
