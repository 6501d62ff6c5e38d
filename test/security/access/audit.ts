import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Container, CosmosClient } from '@azure/cosmos';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AUDIT_ACTIONS, type AuditAction } from '#domain';
import { AuditLog, type AuditVerdict } from '#storage';
import { ApiClient, ApiProblem, type OperationAnswer } from '../../../apps/sandbox/src/cli/api-client.ts';
import { deployableIdentity } from '../../support/azure-credential.ts';
import { uploaded } from '../../support/enrolled-voice.ts';
import { type Caller, CONTOSO, FABRIKAM, newDeadLetter, OWNER, type Reviewed, STRANGER } from './reviewed-system.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };
const ROOT = join(import.meta.dirname, '../../..');
/** Deletion and revocation have suites of their own. */
const ELSEWHERE: readonly AuditAction[] = ['upload.delete', 'consent.revoke', 'voice.delete'];

interface Event {
  readonly sequence: number;
  readonly action: string;
  readonly outcome: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly subject: { readonly kind: string; readonly id: string };
  readonly requestId?: string;
}

interface StoredEntry {
  readonly id: string;
  readonly partitionKey: string;
  readonly [property: string]: unknown;
}

/** Who did what is recorded, whoever it was; and what was recorded cannot be changed unseen. */
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
    it('is recorded with who, what and to what, of every kind that there is', async () => {
      const { own, system, recording, webhookUrl } = reviewed();
      const api = clientOf('an application');
      const did: [AuditAction, string][] = [];
      const { id: endpoint } = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', { url: webhookUrl });
      await api.send('PATCH', `/v1/webhook-endpoints/${endpoint}`, { description: 'Of the studio' });
      await api.send('POST', `/v1/webhook-endpoints/${endpoint}/rotate-secret`, {});
      await api.send('DELETE', `/v1/webhook-endpoints/${endpoint}`);
      for (const action of ['create', 'update', 'rotate-secret', 'delete'] as const) {
        did.push([`webhook-endpoint.${action}`, endpoint]);
      }
      const replay = `/v1/webhook-endpoints/${own.endpoint}/deliveries/${own.delivery}/replay`;
      await vi.waitFor(() => api.send('POST', replay), PATIENCE);
      did.push(['delivery.replay', own.delivery]);

      const upload = await uploaded(api, 'consent', recording);
      const names = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
      const { id: consent } = await api.json<{ id: string }>('POST', '/v1/consents', names);
      const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${consent}/recording`, {
        uploadId: upload,
      });
      did.push(['upload.create', upload], ['consent.create', consent], ['consent.record', consent]);
      did.push(['voice.create', own.voice]);
      const speech = await api.json<OperationAnswer>('POST', '/v1/syntheses', {
        voiceId: own.voice,
        text: 'Hello. '.repeat(400),
      });
      await api.send('POST', `/v1/operations/${speech.id}/cancel`);
      did.push(['operation.cancel', speech.id]);
      await api.follow(operation, () => undefined).catch((error: unknown) => expect(error).toBeInstanceOf(Error));

      const letter = await newDeadLetter(system);
      await api.send('GET', '/v1/dead-letters?queue=speech-synthesis');
      await api.send('GET', `/v1/dead-letters/${letter}`);
      await expect(api.send('POST', `/v1/dead-letters/${letter}/resubmit`)).rejects.toThrow(ApiProblem);
      await api.send('POST', `/v1/dead-letters/${letter}/discard`);
      did.push(['dead-letter.list', 'speech-synthesis'], ['dead-letter.show', letter]);
      did.push(['dead-letter.resubmit', letter], ['dead-letter.discard', letter]);

      await expect(clientOf('Voice.Read').send('POST', '/v1/consents', names)).rejects.toMatchObject({ status: 403 });
      did.push(['request.refuse', 'POST /v1/consents']);

      const missing = async () => {
        const events = await eventsOf('an application', OWNER);
        return did.filter(
          ([action, id]) => !events.some(({ action: found, subject }) => found === action && subject.id === id),
        );
      };
      await vi.waitFor(async () => expect(await missing()).toEqual([]), PATIENCE);
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
        aadCredentials: deployableIdentity(environment),
        connectionPolicy: { enableEndpointDiscovery: false },
      }).database(environment['COSMOS_DATABASE'] ?? 'voice');
      container = database.container('audit');
      log = new AuditLog(container);
      // Nobody else is busy in this tenant, and it has a chain by now.
      const query = {
        query: 'SELECT * FROM c WHERE c.partitionKey = @tenant ORDER BY c.id',
        parameters: [{ name: '@tenant', value: FABRIKAM }],
      };
      await vi.waitFor(async () => {
        ({ resources: chain } = await container.items.query<StoredEntry>(query, { partitionKey: FABRIKAM }).fetchAll());
        expect(chain.length).toBeGreaterThanOrEqual(6);
      }, PATIENCE);
    });

    const put = (entry: StoredEntry) => container.items.upsert(entry);
    const remove = (entry: StoredEntry) => container.item(entry.id, FABRIKAM).delete();
    const verify = (): Promise<AuditVerdict> => log.verify(FABRIKAM);
    const at = (index: number): StoredEntry => chain[index] as StoredEntry;
    /** @returns what the check finds while the log is like this */
    async function found(change: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<AuditVerdict> {
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
      expect((await log.verify(FABRIKAM, head)).broken?.problem).toBe('it is missing, with all after it');
      await put(last);
      expect((await log.verify(FABRIKAM, head)).broken).toBeUndefined();
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

    it('is checked by npm run audit:verify, which ends with 1 and names the entry', async () => {
      const { environment } = reviewed().system;
      // What npm runs when the build is done; the build of this run is there already.
      const run = () =>
        promisify(execFile)(process.execPath, [join(ROOT, 'scripts/audit-verify.mjs'), '--tenant', FABRIKAM], {
          env: { PATH: process.env['PATH'], ...environment },
        }).then(
          ({ stdout }) => ({ code: 0, stdout }),
          (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
        );
      await put(withFlippedByte(at(2), ['actor', 'id']));
      const broken = await run();
      await put(at(2));
      expect(broken).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(
          `${FABRIKAM}: BROKEN at entry 3: its content is not what was written`,
        ) as string,
      });
      expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('entries are intact') as string });
      expect((await log.verify(CONTOSO)).broken).toBeUndefined();
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
