import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { type AuditEvent, emailOperationId } from '#domain';
import { aDelivery, anId, aSubscription, stub, TENANT } from '#domain/testing';
import { DONE, type Message, parseMessage } from '#messaging';
import { HandleDeliveryReport } from './handle-delivery-report.usecase.ts';
import { SuspendSubscription } from './suspend-subscription.service.ts';

const TYPE = 'Microsoft.Communication.EmailDeliveryReportReceived';

let documents: TestDocuments;
let audited: AuditEvent[];
let handler: HandleDeliveryReport;

beforeEach(async () => {
  documents = new TestDocuments();
  audited = [];
  const append = (_: string, event: AuditEvent): Promise<void> => {
    audited.push(event);
    return Promise.resolve();
  };
  handler = new HandleDeliveryReport(documents.store, new SuspendSubscription(documents.commit, stub({ append })));
  await documents.store.create(aSubscription());
  const endpointId = anId('notificationSubscription');
  await documents.store.create(aDelivery({ endpointId, addressId: 'address-1', status: 'succeeded' }));
});

/** As Event Grid delivers it. */
function report(status: string, messageId = emailOperationId(anId('delivery'))): Message<typeof TYPE> {
  return parseMessage({
    specversion: '1.0',
    id: '00000000-0000-0000-0000-000000000001',
    source: '/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/c',
    type: TYPE,
    subject: `sender/voice@example.com/message/${messageId}`,
    time: '2026-11-22T10:00:01.1234567Z',
    data: { sender: 'voice@example.com', recipient: 'ada@example.com', messageId, status },
  }) as Message<typeof TYPE>;
}
const status = async () =>
  (await documents.store.get('notificationSubscription', TENANT, anId('notificationSubscription'))).status;

describe(HandleDeliveryReport.name, () => {
  it.each([
    ['Bounced', 'bounced'],
    ['Suppressed', 'suppressed'],
  ])('suspends the subscription of an address that is %s, once, and says so in the audit log', async (said, reason) => {
    for (let times = 0; times < 2; times++) expect(await handler.handle(report(said))).toBe(DONE);
    const { data } = await documents.store.list('notificationSubscription', TENANT, { limit: 1 });
    expect(data).toMatchObject([{ status: 'suspended', suspendedReason: reason }]);
    expect(audited).toMatchObject([{ action: 'notification-subscription.suspend', details: { reason } }]);
  });

  it.each(['Delivered', 'Expanded', 'Failed', 'FilteredSpam', 'Quarantined', 'constructor'])(
    'leaves it active where the e-mail is %s',
    async (said) => {
      await handler.handle(report(said));
      expect(await status()).toBe('active');
    },
  );

  it('leaves an address alone that has replaced the one that bounced', async () => {
    const found = await documents.store.get('notificationSubscription', TENANT, anId('notificationSubscription'));
    await documents.store.replace({ ...found, addressId: 'address-2' });
    await handler.handle(report('Bounced'));
    expect(await status()).toBe('active');
  });

  it('does nothing about e-mail of others, and of deliveries that are gone', async () => {
    for (const id of ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'none', emailOperationId(anId('delivery', 1))]) {
      expect(await handler.handle(report('Bounced', id))).toBe(DONE);
    }
    expect(await status()).toBe('active');
  });

  it('is told neither sender nor recipient', () => {
    expect(JSON.stringify(report('Bounced'))).not.toContain('example.com');
  });
});
