import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { type AuditEvent, errorCodeOf, ServiceError } from '#domain';
import { anId, aSubscription, stub, TENANT } from '#domain/testing';
import { SuspendSubscription } from './suspend-subscription.service.ts';

let documents: TestDocuments;
let audited: AuditEvent[];
let append: (event: AuditEvent) => Promise<void>;
let suspend: SuspendSubscription;

beforeEach(() => {
  documents = new TestDocuments();
  audited = [];
  append = (event) => Promise.resolve(void audited.push(event));
  suspend = new SuspendSubscription(
    documents.commit,
    stub({ append: (_: string, event: AuditEvent) => append(event) }),
  );
});
const read = () => documents.store.get('notificationSubscription', TENANT, anId('notificationSubscription'));

describe(SuspendSubscription.name, () => {
  it('says in the audit log why nothing more is sent, without the address', async () => {
    const subscription = await documents.store.create(aSubscription());
    for (let times = 0; times < 2; times++) await suspend.execute(subscription, 'bounced');
    expect(await read()).toMatchObject({ status: 'suspended', suspendedReason: 'bounced', sealedAddress: 'sealed' });
    // The audit log appends an event once.
    expect(new Set(audited.map(({ eventId }) => eventId)).size).toBe(1);
    expect(audited[0]).toMatchObject({ actor: { kind: 'system' }, details: { reason: 'bounced' } });
  });

  it('leaves alone what was suspended on request, and an address that was changed meanwhile', async () => {
    const suspended = aSubscription({ status: 'suspended', suspendedReason: 'requested' });
    const before = await documents.store.create(suspended);
    await suspend.execute(before, 'bounced');
    expect([await read(), audited]).toMatchObject([{ suspendedReason: 'requested' }, []]);
    await documents.store.replace({ ...before, status: 'active', addressId: 'address-2' });
    await suspend.execute(aSubscription({ addressId: 'address-1' }), 'bounced');
    expect(await read()).toMatchObject({ status: 'active' });
  });

  it('suspends nothing that cannot be recorded', async () => {
    const subscription = await documents.store.create(aSubscription());
    append = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    expect(await suspend.execute(subscription, 'gone').catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await read()).toMatchObject({ status: 'active' });
  });
});
