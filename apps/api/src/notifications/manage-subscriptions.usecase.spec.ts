import { beforeEach, describe, expect, it } from 'vitest';
import { type Principal, SecretBox } from '#auth';
import { anAdministrator, aPrincipal } from '#auth/testing';
import { RequestIds, SubscriptionSlots } from '#documents';
import { TestDocuments } from '#documents/testing';
import { addressPurpose, errorCodeOf } from '#domain';
import { aConsent, aSubscription, anEndpoint, anId, AT, stub, TENANT } from '#domain/testing';
import type { Audited } from '#intake';
import { MemoryContainer } from '#storage/testing';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ManageSubscriptions } from './manage-subscriptions.usecase.ts';
import { SubscriptionAddresses } from './subscription-addresses.ts';
import type { CreateSubscriptionBody } from './notification-subscriptions.schema.ts';

const EMAIL: CreateSubscriptionBody = { channel: 'email', address: 'ada@example.com', kinds: ['daily-digest'] };
const TEAMS = 'https://flow.example.com/workflows/1?sig=secret';
const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
const ADA = aPrincipal();

let documents: TestDocuments;
let recorded: Audited[];
let recordedNow: () => Promise<void>;
let slots: MemoryContainer;

beforeEach(() => {
  documents = new TestDocuments();
  recorded = [];
  recordedNow = () => Promise.resolve();
  slots = new MemoryContainer();
});

function manager(variables: Record<string, string> = {}): ManageSubscriptions {
  const config = testConfig({
    ENTRA_TENANT_ID: TENANT,
    EMAIL_ENDPOINT: 'https://example.communication.azure.com',
    EMAIL_SENDER: 'voice@example.com',
    PUBLIC_URL: 'https://voice.example.com',
    ...variables,
  });
  const audit = {
    recordFirst: async (_: Principal, audited: Audited) => {
      recorded.push(audited);
      await recordedNow();
    },
  };
  return new ManageSubscriptions(
    config,
    documents.store,
    new SubscriptionSlots(slots.asContainer),
    new SubscriptionAddresses(config, documents.store),
    box,
    documents.commit,
    stub(audit),
  );
}
const create = (body: Partial<CreateSubscriptionBody> = {}, principal = ADA, manage = manager()) =>
  manage.create(principal, { ...EMAIL, ...body }, RequestIds.once());
const failure = (attempt: Promise<unknown>) => attempt.then(() => undefined, errorCodeOf);

describe(ManageSubscriptions.name, () => {
  it('stores the address sealed for this subscription, and shows only a hint of it', async () => {
    const { id, addressHint } = await create();
    expect(addressHint).toBe('a…@example.com');
    const stored = await documents.store.get('notificationSubscription', TENANT, id);
    expect(JSON.stringify([...documents.container.stored.values()])).not.toContain('ada@');
    expect(box.open(stored.sealedAddress ?? '', addressPurpose(stored))).toBe('ada@example.com');
    expect(() => box.open(stored.sealedAddress ?? '', addressPurpose({ ...stored, tenantId: 'other' }))).toThrow();
    expect(recorded).toMatchObject([{ action: 'notification-subscription.create', subject: { id } }]);
    expect(JSON.stringify(recorded)).not.toContain('ada@');
  });

  it.each([
    'grace',
    'grace@',
    '@contoso.example',
    'grace@contoso',
    'grace h@contoso.example',
    'grace@[127.0.0.1]',
    'grace@x.example, hopper@x.example',
    `${'g'.repeat(65)}@contoso.example`,
  ])('refuses %s as an e-mail address, without showing it', async (address) => {
    const refusal = await create({ address }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid-request', fields: [{ pointer: '/address' }] });
    expect((refusal as Error).message).not.toContain(address);
  });

  it('sends e-mail only where that is configured, and needs a public URL for the link to unsubscribe', async () => {
    for (const missing of ['EMAIL_ENDPOINT', 'EMAIL_SENDER', 'PUBLIC_URL']) {
      expect(await failure(create({}, ADA, manager({ [missing]: '' })))).toBe('email-not-configured');
    }
  });

  it('takes the URL of a Teams workflow under the rules for all URLs of callers', async () => {
    expect(await create({ channel: 'teams', address: TEAMS })).toMatchObject({ addressHint: 'flow.example.com' });
    expect(await failure(create({ channel: 'teams', address: 'http://flow.example.com/1' }))).toBe('url-refused');
    expect(await failure(create({ channel: 'teams', address: 'https://169.254.169.254/1' }))).toBe('url-refused');
  });

  it('takes a webhook endpoint of the tenant as an address, and no other', async () => {
    await documents.store.create(anEndpoint());
    const address = anId('webhookEndpoint');
    expect(await create({ channel: 'webhook', address })).toMatchObject({ addressHint: address });
    for (const other of [anId('webhookEndpoint', 1), anId('consent'), 'https://example.com']) {
      expect(await failure(create({ channel: 'webhook', address: other }))).toBe('unknown-reference');
    }
  });

  it('names the consent of a person, by which an erasure finds it, if the tenant has it', async () => {
    await documents.store.create(aConsent());
    expect(await create({ consentId: anId('consent') })).toMatchObject({ subjectId: anId('consent') });
    expect(await failure(create({ consentId: anId('consent', 1) }))).toBe('unknown-reference');
  });

  it.each(['deleting', 'deleted'] as const)('stores no address of a person whose consent is %s', async (status) => {
    await documents.store.create(aConsent({ status }));
    expect(await failure(create({ consentId: anId('consent') }))).toBe('unknown-reference');
    expect((await manager().list(ADA, { limit: 10 })).data).toEqual([]);
    expect(recorded).toEqual([]);
  });

  it('keeps no address of a person whose erasure began while the subscription was created', async () => {
    const consent = await documents.store.create(aConsent());
    recordedNow = async () => void (await documents.store.replace({ ...consent, status: 'deleting' }));
    const manage = manager();
    expect(await failure(create({ consentId: anId('consent') }, ADA, manage))).toBe('unknown-reference');
    expect((await manage.list(ADA, { limit: 10 })).data).toEqual([]);
    recordedNow = () => Promise.resolve();
    // Its slot is free again.
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => create({}, ADA, manage)));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('lets only administrators of the operator be told of dead letters', async () => {
    const kinds = ['dead-letters' as const];
    expect(await failure(create({ kinds }))).toBe('forbidden');
    expect(await failure(create({ kinds }, anAdministrator({ tenantId: 'another' })))).toBe('forbidden');
    expect(await create({ kinds }, anAdministrator())).toMatchObject({ kinds });
    const { id } = await create();
    expect(await failure(manager().update(ADA, id, { kinds }))).toBe('forbidden');
  });

  it('lets nobody else send dead letters to another address, or resume them', async () => {
    const administrator = anAdministrator();
    const { id } = await create({ kinds: ['dead-letters', 'quota'] }, administrator);
    expect(await failure(manager().update(ADA, id, { address: 'eve@example.com' }))).toBe('forbidden');
    await manager().update(ADA, id, { status: 'suspended', description: 'paused' });
    expect(await failure(manager().update(ADA, id, { status: 'active' }))).toBe('forbidden');
    expect(await manager().update(administrator, id, { status: 'active' })).toMatchObject({ status: 'active' });
    const changed = await manager().update(ADA, id, { kinds: ['quota'], address: 'eve@example.com' });
    expect(changed).toMatchObject({ kinds: ['quota'], addressHint: 'e…@example.com' });
  });

  it('keeps to the limit of subscriptions, and frees the slot of one that is deleted', async () => {
    const manage = manager();
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => create({}, ADA, manage)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const { data } = await manage.list(ADA, { limit: 1 });
    await manage.delete(ADA, data[0]?.id ?? '', undefined);
    expect(await failure(create({}, ADA, manage))).toBeUndefined();
    expect(await failure(create({}, ADA, manage))).toBe('state-conflict');
  });

  it('creates nothing again for a request that is repeated', async () => {
    const repeated = (resumed: boolean) => new RequestIds({ seed: 's', at: Date.parse(AT), resumed });
    const first = await manager().create(ADA, EMAIL, repeated(false));
    const again = await manager().create(ADA, EMAIL, repeated(true));
    expect([again.id, again.addressId]).toEqual([first.id, first.addressId]);
    expect(recorded).toHaveLength(1);
  });

  it('gives another address another link, and clears what null clears', async () => {
    const created = await create({ quietHours: { from: '22:00', to: '07:00' }, description: 'Studio' });
    const changed = await manager().update(ADA, created.id, {
      address: 'grace@example.com',
      quietHours: null,
      description: null,
    });
    expect(changed).toMatchObject({ addressHint: 'g…@example.com', quietHours: undefined, description: undefined });
    expect(changed.addressId).not.toBe(created.addressId);
  });

  it('is suspended and resumed on request, and ends for who has unsubscribed', async () => {
    const { id } = await create();
    expect(await manager().update(ADA, id, { status: 'suspended' })).toMatchObject({ suspendedReason: 'requested' });
    const active = await manager().update(ADA, id, { status: 'active' });
    expect(active).toMatchObject({ status: 'active', suspendedReason: undefined });
    const gone = anId('notificationSubscription', 9);
    await documents.store.create(aSubscription({ id: gone, status: 'unsubscribed', sealedAddress: undefined }));
    expect(await failure(manager().update(ADA, gone, { address: 'ada@example.com' }))).toBe('state-conflict');
    expect(await manager().get(ADA, gone)).toMatchObject({ status: 'unsubscribed', addressHint: undefined });
  });

  it('changes and deletes nothing that was changed since, and lists nothing of another tenant', async () => {
    const { id } = await create();
    expect(await failure(manager().update(ADA, id, { status: 'suspended' }, '"other"'))).toBe('etag-mismatch');
    expect(await failure(manager().delete(ADA, id, '"other"'))).toBe('etag-mismatch');
    const stranger = aPrincipal({ tenantId: 'another' });
    expect((await manager().list(stranger, { limit: 10 })).data).toEqual([]);
  });
});
