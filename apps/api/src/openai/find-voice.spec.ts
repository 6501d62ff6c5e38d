import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { DocumentStore, RequestIds } from '#documents';
import type { DocumentKind, Voice } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { FindVoice } from './find-voice.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const principal = (objectId: string, ...roles: Principal['roles']): Principal => ({
  tenantId: TENANT,
  objectId,
  kind: 'user',
  roles: ['Voice.Synthesize', ...roles],
  clientId: 'app',
});
const [ADA, BOB, MALLORY] = ['ada', 'bob', 'mallory'];

const newId = (kind: DocumentKind): string => RequestIds.once().id(kind);

let documents: DocumentStore;
let findVoice: FindVoice;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
  documents = new DocumentStore(new MemoryContainer().asContainer);
  const config = testConfig({ OPENAI_VOICE_ALIASES: 'alloy=vce_00000000000000000000000001' });
  findVoice = new FindVoice(config, documents);
});

afterEach(() => void vi.useRealTimers());

async function enrolled(ownerId: string, change: Partial<Voice> = {}): Promise<string> {
  // Ids sort by time.
  vi.advanceTimersByTime(1);
  const now = new Date().toISOString();
  const voice: Voice = {
    id: newId('voice'),
    kind: 'voice',
    tenantId: TENANT,
    ownerId,
    status: 'ready',
    stage: 'done',
    name: 'Ada',
    voiceKind: 'personal',
    locale: 'en-US',
    baseModel: 'DragonLatestNeural',
    consentId: newId('consent'),
    sampleUploadIds: [],
    operationId: newId('operation'),
    createdAt: now,
    updatedAt: now,
    outbox: [],
    ...change,
  };
  await documents.create(voice);
  return voice.id;
}

const grants = [{ principalId: BOB }];
const named = (who: Principal, voice = 'Ada') => findVoice.execute(who, voice);
const missing = { code: 'unknown-reference', fields: [{ pointer: '/voice', code: 'unknown-reference' }] };
const refused = (code: string) => ({ code: 'invalid-request', fields: [{ pointer: '/voice', code }] });

describe(FindVoice.name, () => {
  it('takes ids and aliases as they are', async () => {
    const id = newId('voice');
    expect(await named(principal(ADA), id)).toBe(id);
    expect(await findVoice.execute(principal(ADA), { id })).toBe(id);
    expect(await named(principal(ADA), 'alloy')).toBe('vce_00000000000000000000000001');
  });

  it('finds the one voice of a name that was granted, and refuses a name that a stranger has taken too', async () => {
    const id = await enrolled(ADA, { grants });
    expect(await named(principal(BOB))).toBe(id);
    await enrolled(MALLORY);
    expect(await named(principal(BOB))).toBe(id);
    await enrolled(MALLORY, { grants });
    await expect(named(principal(BOB))).rejects.toMatchObject(refused('ambiguous'));
    await expect(named(principal(MALLORY, 'Voice.Admin'))).resolves.not.toBe(id);
    await expect(named(principal('operator', 'Voice.Admin'))).rejects.toMatchObject(refused('ambiguous'));
  });

  it('lets nobody speak for a voice that is suspended', async () => {
    const suspended = await enrolled(ADA, { grants, status: 'suspended' });
    expect(await named(principal(BOB))).not.toBe(undefined);
    expect(await named(principal(BOB))).toBe(suspended);
    await enrolled(MALLORY, { grants });
    await expect(named(principal(BOB))).rejects.toMatchObject(refused('ambiguous'));
  });

  it('takes the own voice of this name first, the newest that is ready', async () => {
    await enrolled(ADA, { grants });
    await enrolled(BOB);
    const newest = await enrolled(BOB);
    await enrolled(BOB, { status: 'failed' });
    await enrolled(MALLORY, { grants });
    expect(await named(principal(BOB))).toBe(newest);
  });

  it('refuses a name that so many voices bear that not all of them are looked at', async () => {
    await enrolled(ADA, { grants });
    for (let index = 0; index < 100; index++) await enrolled(MALLORY);
    await expect(named(principal(BOB))).rejects.toMatchObject(refused('ambiguous'));
  });

  it('leaves a voice that was not granted for the check of grants to refuse, and says where there is none', async () => {
    const id = await enrolled(ADA);
    expect(await named(principal(BOB))).toBe(id);
    await expect(named(principal(BOB), 'Grace')).rejects.toMatchObject(missing);
    await enrolled(ADA, { name: 'Grace', status: 'deleted' });
    await expect(named(principal(BOB), 'Grace')).rejects.toMatchObject(missing);
  });

  it('finds a name in any Unicode form, and sees through another form of the same name', async () => {
    const composed = await enrolled(ADA, { name: 'Zo\u00EB', grants });
    const decomposed = await enrolled(ADA, { name: 'Rene\u0301', grants });
    for (const name of ['Zo\u00EB', 'Zoe\u0308']) expect(await named(principal(BOB), name)).toBe(composed);
    for (const name of ['Ren\u00E9', 'Rene\u0301']) expect(await named(principal(BOB), name)).toBe(decomposed);
    expect(await named(principal(ADA), 'Zoe\u0308')).toBe(composed);
    // Stored before names were normalized.
    const mixed = 'Zoe\u0308 Rene\u0301 Andr\u00E9';
    const old = await enrolled(ADA, { name: mixed, grants });
    expect(await named(principal(BOB), mixed)).toBe(old);
    await enrolled(MALLORY, { name: 'Zoe\u0308', grants });
    await expect(named(principal(BOB), 'Zo\u00EB')).rejects.toMatchObject(refused('ambiguous'));
  });

  it('finds an alias in any Unicode form', async () => {
    const config = testConfig({ OPENAI_VOICE_ALIASES: 'ren\u00E9=vce_00000000000000000000000002' });
    const finder = new FindVoice(config, documents);
    expect(await finder.execute(principal(BOB), 'rene\u0301')).toBe('vce_00000000000000000000000002');
  });
});
