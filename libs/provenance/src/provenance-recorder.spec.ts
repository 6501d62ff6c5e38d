import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProvenanceRecord } from '#domain';
import { MemoryLogger } from '#observability/testing';
import { ProvenanceItems, ProvenanceStore, provenanceIdOf } from '#storage';
import { MemoryBlobs, MemoryContainer } from '#storage/testing';
import { ProvenanceRecorder, type RecordedFile } from './provenance-recorder.ts';
import { detailsHash, isRecordIntact, ProvenanceSigner } from './provenance-signer.ts';

const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const ID = provenanceIdOf(SYNTHESIS);
const VOICE = { id: 'vce_1', consentId: 'cns_1', voiceKind: 'personal' } as const;
const TEXT = 'The kettle is on.';
const FILE: RecordedFile = {
  id: ID,
  tenantId: 'contoso',
  kind: 'queued',
  format: { name: 'mp3', sampleRateHz: 24_000 },
  speakers: [VOICE, { ...VOICE, id: 'vce_2' }],
  subjectId: SYNTHESIS,
  actorId: 'someone',
  complete: true,
  bytes: 1_000,
  sha256: 'aa',
  audioSha256: 'bb',
  text: TEXT,
};
const key = (): string => randomBytes(32).toString('base64');

let container: MemoryContainer;
let blobs: MemoryBlobs;
let store: ProvenanceStore;
let logger: MemoryLogger;

beforeEach(() => {
  container = new MemoryContainer();
  blobs = new MemoryBlobs();
  store = new ProvenanceStore(container.asContainer, 86_400_000);
  logger = new MemoryLogger();
});

function recorder(keys: readonly string[] = [key()], organization?: string): ProvenanceRecorder {
  const items = new ProvenanceItems(blobs);
  return new ProvenanceRecorder(store, items, new ProvenanceSigner(keys), organization, logger.asLogger);
}

async function kept(): Promise<ProvenanceRecord> {
  return (await store.find('contoso', ID)) ?? expect.fail('there is no record');
}

describe(ProvenanceRecorder.name, () => {
  it('signs what everybody may see, and nothing that names anybody', async () => {
    await recorder([key()], 'Contoso Ltd').file(FILE);
    const record = await kept();
    expect(record.statement).toMatchObject({
      id: ID,
      synthetic: true,
      organization: 'Contoso Ltd',
      complete: true,
      bytes: 1_000,
      sha256: 'aa',
      audioSha256: 'bb',
      watermark: 'azure-personal-voice',
    });
    expect(JSON.stringify(record.statement)).not.toMatch(/vce_|cns_|syn_|someone|kettle/);
    expect(isRecordIntact(record)).toBe(true);
    const forged = { ...record, statement: { ...record.statement, sha256: 'cc' } };
    expect(isRecordIntact(forged)).toBe(false);
    expect(isRecordIntact({ statement: record.statement })).toBe(false);
  });

  it('binds the ids to the statement by a salted hash', async () => {
    await recorder().file(FILE);
    const { statement, details = expect.fail('there are no details') } = await kept();
    expect(details).toMatchObject({
      subjectId: SYNTHESIS,
      voiceIds: ['vce_1', 'vce_2'],
      consentIds: ['cns_1'],
      actorId: 'someone',
    });
    expect(detailsHash(details)).toBe(statement.detailsSha256);
    expect(detailsHash({ ...details, salt: '' })).not.toBe(statement.detailsSha256);
  });

  it('writes one record, however often the work is repeated', async () => {
    const record = recorder();
    await record.file(FILE);
    const first = await kept();
    expect(container.calls).toBe(2);
    await record.file(FILE);
    expect(await kept()).toEqual(first);
    expect(container.stored.size).toBe(1);
  });

  it('hashes the text by a key: the same text differs between deployments, and is not the plain hash', async () => {
    const keys = key();
    const hash = (own: string): string | undefined => new ProvenanceSigner([own]).textHash(TEXT)?.hmac;
    expect(hash(keys)).toBe(hash(keys));
    expect(hash(keys)).not.toBe(hash(key()));
    expect(hash(keys)).not.toBe(createHash('sha256').update(TEXT).digest('hex'));
    expect(new ProvenanceSigner([]).textHash(TEXT)).toBeUndefined();
  });

  it('keeps a record without a key unsigned, names the tenant, and says so in the log once', async () => {
    const record = recorder([]);
    await record.file(FILE);
    await record.file(FILE);
    const { statement, signature, details } = await kept();
    expect(signature).toBeUndefined();
    expect(details?.text).toBeUndefined();
    expect(statement.organization).toBe('contoso');
    expect(
      logger.lines.filter(({ text, fields }) => JSON.stringify([text, fields]).includes('not signed')),
    ).toHaveLength(1);
  });

  it('keeps the hashes of a chunk’s items beside its record, by one call, and nothing of their texts', async () => {
    const { id, tenantId, format, speakers, actorId } = FILE;
    const items = [
      { index: 3, audioSha256: 'aa' },
      { index: 5, text: TEXT },
    ];
    await recorder().chunk({ id, tenantId, kind: 'batch', format, speakers, actorId, items });
    expect(container.calls).toBe(1);
    const { statement } = await kept();
    const list = statement.items ?? expect.fail('there is no list');
    expect(list.count).toBe(2);
    expect(statement).not.toHaveProperty('sha256');
    expect(await new ProvenanceItems(blobs).read('contoso', ID, list)).toEqual([
      { index: 3, audioSha256: 'aa' },
      { index: 5 },
    ]);
    const [name = '', content] = [...blobs.stored][0] ?? [];
    // No one can tell by the list that the person has said this, also after the record has lost its details.
    expect(Object.keys(Object.assign({}, ...(JSON.parse(content?.toString() ?? '[]') as object[])) as object)).toEqual([
      'index',
      'audioSha256',
    ]);
    expect(name).toMatch(new RegExp(`^results/contoso/${ID}/items-[0-9a-f]{16}\\.json$`));
    expect(
      createHash('sha256')
        .update(content ?? '')
        .digest('hex'),
    ).toBe(list.sha256);
  });
});
