import { beforeEach, describe, expect, it } from 'vitest';
import { UnsubscribeLinks } from '#auth';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { type AuditEvent, errorCodeOf, ServiceError } from '#domain';
import { anId, aSubscription, stub, TENANT } from '#domain/testing';
import type { AuditLog } from '#storage';
import { Unsubscribe } from './unsubscribe.usecase.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const ID = anId('notificationSubscription');
const TOKEN = new UnsubscribeLinks([KEY]).sign({ tenantId: TENANT, subscriptionId: ID, addressId: 'address-1' });

let documents: TestDocuments;
let append: (tenantId: string, event: AuditEvent) => Promise<void>;
let unsubscribe: Unsubscribe;

beforeEach(() => {
  documents = new TestDocuments();
  append = () => Promise.resolve();
  const auditLog = stub<AuditLog>({ append: (tenantId: string, event: AuditEvent) => append(tenantId, event) });
  const config = aConfig({ webhooks: { secretKeys: [KEY] } });
  unsubscribe = new Unsubscribe(config, documents.store, documents.commit, auditLog);
});
const read = () => documents.store.get('notificationSubscription', TENANT, ID);

describe(Unsubscribe.name, () => {
  it('ends a subscription that is suspended too, and removes its address', async () => {
    await documents.store.create(aSubscription({ status: 'suspended', suspendedReason: 'bounced' }));
    await unsubscribe.execute(TOKEN);
    const ended = await read();
    expect(ended.status).toBe('unsubscribed');
    expect([ended.sealedAddress, ended.suspendedReason]).toEqual([undefined, undefined]);
  });

  it('changes nothing that cannot be recorded', async () => {
    await documents.store.create(aSubscription());
    append = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    expect(await unsubscribe.execute(TOKEN).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await read()).toMatchObject({ status: 'active' });
  });

  it('does nothing where there is nothing left to end', async () => {
    append = () => Promise.reject(new Error('must not be recorded'));
    await unsubscribe.execute(TOKEN);
    await documents.store.create(aSubscription({ addressId: 'address-2' }));
    await unsubscribe.execute(TOKEN);
    expect(await read()).toMatchObject({ status: 'active' });
  });

  it('knows the tokens that were signed here', async () => {
    expect(() => unsubscribe.check(TOKEN)).not.toThrow();
    expect(() => unsubscribe.check(`${TOKEN}x`)).toThrow(/not valid/);
    expect(await unsubscribe.execute('x').catch(errorCodeOf)).toBe('not-found');
  });
});
