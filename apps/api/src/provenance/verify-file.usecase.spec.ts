import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AudioHash, C2paProcesses, ClaimSigner, PemClaimKey, taggedWavHeader } from '#audio';
import type { Principal } from '#auth';
import { aPrincipal } from '#auth/testing';
import { aConfig, claimChain } from '#config/testing';
import type { ProvenanceRecord, ProvenanceStatement } from '#domain';
import { ProvenanceSigner } from '#provenance';
import { itemProvenanceId, ProvenanceItems, ProvenanceStore } from '#storage';
import { aProvenanceRecord, MemoryBlobs, MemoryContainer } from '#storage/testing';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import { MatchRecord } from './match-record.ts';
import type { VerificationView } from './verification.schema.ts';
import { verificationSchema } from './verification.schema.ts';
import { ReadRecord } from './read-record.usecase.ts';
import { VerifyFile } from './verify-file.usecase.ts';

const MAX_BYTES = 60_000;
const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = Buffer.alloc(48_000, 'samples of a voice, ');
const [key, nextKey] = [0, 1].map(() => randomBytes(32).toString('base64'));
const signer = new ProvenanceSigner([String(key)]);
const caller = aPrincipal({ roles: ['Webhook.Manage'] });
const reader = aPrincipal({ roles: ['Voice.Read'] });
const { tenantId } = caller;
const unaborted = new AbortController().signal;

const processes = new C2paProcesses({ workers: 2 });
let folder: string;
let container: MemoryContainer;
let store: ProvenanceStore;
let items: ProvenanceItems;
let slots: TemporarySlots;
let verify: VerifyFile;

const config = aConfig({
  audio: { workers: 2 },
  uploads: { temporaryMaxBytes: 1e9, direct: true },
  provenance: { verifyMaxBytes: MAX_BYTES },
  manifests: { trustAnchors: '' },
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-spec-'));
});
beforeEach(() => {
  vi.stubEnv('TMPDIR', folder);
  container = new MemoryContainer();
  store = new ProvenanceStore(container.asContainer, 86_400_000);
  items = new ProvenanceItems(new MemoryBlobs());
  slots = new TemporarySlots(config);
  verify = new VerifyFile(config, processes, new MatchRecord(new ReadRecord(store, items), signer), slots);
});
afterEach(() => {
  vi.unstubAllEnvs();
  // Nothing of a file is kept.
  expect(readdirSync(folder)).toEqual([]);
});
afterAll(async () => {
  await processes.close();
  rmSync(folder, { recursive: true, force: true });
});

function wavHeader(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + SAMPLES.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(24_000, 24);
  header.writeUInt32LE(48_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(SAMPLES.length, 40);
  return header;
}

const spoken = (id = ID): Buffer => Buffer.concat([taggedWavHeader(wavHeader(), id), SAMPLES]);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function audioSha256(file: Buffer): string {
  const hash = new AudioHash('wav');
  hash.push(file);
  return hash.digest();
}

async function recorded(
  file: Buffer,
  { by = signer, ...statement }: Partial<ProvenanceStatement> & { readonly by?: ProvenanceSigner } = {},
): Promise<ProvenanceRecord> {
  const record = aProvenanceRecord({
    tenantId,
    statement: { sha256: sha256(file), audioSha256: audioSha256(file), ...statement },
  });
  const signature = by.sign(record.statement);
  const signed = { ...record, ...(signature && { signature }) };
  await store.create(signed);
  return signed;
}

async function verified(file: Buffer, who: Principal | undefined = caller): Promise<VerificationView> {
  const view = await verify.execute(() => Promise.resolve(Readable.from([file])), who, unaborted);
  expect(verificationSchema.parse(view)).toEqual(view);
  return view;
}

describe('a file with the tag of this deployment', () => {
  it('is intact by its record, of which callers see what their role shows', async () => {
    const { statement } = await recorded(spoken());
    expect(await verified(spoken())).toMatchObject({
      verdict: 'ours-intact',
      file: { bytes: spoken().length, sha256: sha256(spoken()), format: 'wav', audioSha256: audioSha256(spoken()) },
      manifest: { state: 'none', codes: [] },
      tag: { synthetic: true, provenanceId: ID },
      recordMatch: 'file',
      record: { id: ID, status: 'recorded', statement },
    });
    expect((await verified(spoken())).record).not.toHaveProperty('details');
    expect((await verified(spoken(), reader)).record).toHaveProperty('details');
  });

  it('is intact after its key was rotated, as long as that key is kept', async () => {
    await recorded(spoken());
    for (const [keys, verdict, recordMatch] of [
      [[nextKey, key], 'ours-intact', 'file'],
      [[nextKey], 'marked-unsigned', 'unverified'],
    ] as const) {
      const rotated = new ProvenanceSigner(keys.map(String));
      verify = new VerifyFile(config, processes, new MatchRecord(new ReadRecord(store, items), rotated), slots);
      expect(await verified(spoken())).toMatchObject({ verdict, recordMatch });
    }
  });

  it('is intact where only its tag was changed, and changed by one flipped byte of audio', async () => {
    await recorded(spoken());
    const retagged = spoken();
    retagged.write('Speech made by AI', retagged.indexOf('AI-generated speech'));
    expect(await verified(retagged)).toMatchObject({ verdict: 'ours-intact', recordMatch: 'audio' });
    const flipped = spoken();
    flipped.writeUInt8(flipped.readUInt8(40_000) ^ 1, 40_000);
    expect(await verified(flipped)).toMatchObject({ verdict: 'ours-changed', recordMatch: 'differs' });
  });

  it.each([
    ['another rate', 24, (header: Buffer) => header.writeUInt32LE(16_000, 24)],
    [
      'another rate, which fits itself',
      24,
      (header: Buffer) => header.writeUInt32LE(16_000, 24) && header.writeUInt32LE(32_000, 28),
    ],
    ['two channels', 22, (header: Buffer) => header.writeUInt16LE(2, 22)],
  ])('is changed where it says that its audio has %s', async (_, __, change) => {
    await recorded(spoken());
    const [changed, untagged] = [spoken(), Buffer.concat([wavHeader(), SAMPLES])];
    change(changed);
    change(untagged);
    for (const file of [changed, untagged]) {
      expect(await verified(file)).toMatchObject({
        verdict: 'ours-changed',
        recordMatch: 'differs',
        record: { id: ID },
      });
    }
  });

  it('is only marked where a converter has carried the id over, with the record as a hint', async () => {
    await recorded(spoken());
    const [header, audio] = [wavHeader(), Buffer.alloc(40_000, 'other samples')];
    const tag = Buffer.from(`LIST\0\0\0\0INFOIART\0\0\0\0AI-generated speech; digitalSourceType=x; provenanceId=${ID}`);
    const padded = Buffer.concat([tag, Buffer.alloc(tag.length % 2)]);
    padded.writeUInt32LE(padded.length - 8, 4);
    padded.writeUInt32LE(padded.length - 20, 16);
    header.writeUInt32LE(audio.length, 40);
    header.writeUInt32LE(36 + padded.length + audio.length, 4);
    const converted = Buffer.concat([header.subarray(0, 36), padded, header.subarray(36), audio]);
    expect(await verified(converted)).toMatchObject({
      verdict: 'marked-unsigned',
      detail: expect.stringContaining('It may be that audio re-encoded') as unknown,
      recordMatch: 'differs',
      record: { id: ID, status: 'recorded' },
    });
  });

  it('is synthetic, with the status `withdrawn` after an erasure', async () => {
    const { details } = await recorded(spoken());
    const { voiceIds = [], consentIds = [] } = details ?? {};
    await store.withdraw({ tenantId, voiceIds, consentIds }, '2026-11-22T12:00:00.000Z', unaborted);
    expect(await verified(spoken(), reader)).toMatchObject({
      verdict: 'ours-intact',
      detail: expect.stringContaining('It is synthetic, and its record is `withdrawn`') as unknown,
      record: { status: 'withdrawn', withdrawnAt: '2026-11-22T12:00:00.000Z' },
    });
  });

  it.each([
    ['no signature', new ProvenanceSigner([])],
    ['the signature of another key', new ProvenanceSigner([randomBytes(32).toString('base64')])],
  ])('is only marked where its record has %s', async (_, by) => {
    await recorded(spoken(), { by });
    expect(await verified(spoken())).toMatchObject({ verdict: 'marked-unsigned', recordMatch: 'unverified' });
  });

  it('is only marked where there is no record, or its id holds no time', async () => {
    expect(await verified(spoken())).toMatchObject({ verdict: 'marked-unsigned', recordMatch: 'none' });
    expect(await verified(spoken(`prv_7${'Z'.repeat(25)}`))).toMatchObject({ recordMatch: 'none' });
  });

  it('is an item of a batch', async () => {
    const item = spoken(itemProvenanceId(ID, 41));
    const list = await items.write({ tenantId, id: ID }, [{ index: 41, audioSha256: audioSha256(item) }]);
    const { sha256: _, audioSha256: __, ...statement } = aProvenanceRecord({ tenantId }).statement;
    const signed = { ...statement, items: list };
    const signature = signer.sign(signed) ?? expect.fail('there is no key');
    await store.create({ ...aProvenanceRecord({ tenantId }), statement: signed, signature });
    expect(await verified(item)).toMatchObject({ verdict: 'ours-intact', recordMatch: 'audio' });
    const flipped = Buffer.from(item);
    flipped.writeUInt8(flipped.readUInt8(40_000) ^ 1, 40_000);
    expect(await verified(flipped)).toMatchObject({ verdict: 'ours-changed', recordMatch: 'differs' });
    expect(await verified(spoken(itemProvenanceId(ID, 40)))).toMatchObject({ verdict: 'marked-unsigned' });
    // One file of all items names their chunk.
    expect(await verified(spoken())).toMatchObject({
      verdict: 'marked-unsigned',
      detail: expect.stringContaining('one file of several items of a batch') as unknown,
      recordMatch: 'unverified',
    });
  });
});

describe('a file with a manifest', () => {
  it('is of this deployment by the certificate of its signer, also after it has expired', async () => {
    const ours = await claimChain({ days: -0.5 });
    const { leaf: neighbor } = await claimChain({ authority: ours.authority });
    const signing = mkdtempSync(join(tmpdir(), 'signed-'));
    const [inputPath, outputPath] = [join(signing, 'plain'), join(signing, 'signed')];
    writeFileSync(inputPath, spoken());
    const order = { inputPath, outputPath, container: 'wav', provenanceId: ID, version: '1' } as const;
    await processes.sign(order, new ClaimSigner(ours.chain, new PemClaimKey(ours.key)));
    const file = readFileSync(outputPath);
    rmSync(signing, { recursive: true });
    for (const [ownCertificates, verdict, detail] of [
      [ours.leaf, 'ours-intact', 'The certificate that signed it has expired'],
      [neighbor, 'synthetic-by-others', 'No certificate that this deployment lists as its own'],
    ] as const) {
      const manifests = { ...config.manifests, trustAnchors: ours.root, ownCertificates };
      const matching = new MatchRecord(new ReadRecord(store, items), signer);
      verify = new VerifyFile({ ...config, manifests }, processes, matching, slots);
      expect(await verified(file)).toMatchObject({
        verdict,
        detail: expect.stringContaining(detail) as unknown,
        manifest: { state: 'untrusted', codes: expect.arrayContaining(['signingCredential.expired']) as unknown },
        recordMatch: 'none',
      });
    }
  });
});

describe('a file without a tag', () => {
  it('is recognized by its hash: raw formats have no place for a tag', async () => {
    await recorded(SAMPLES, { sha256: sha256(SAMPLES), audioSha256: sha256(SAMPLES) });
    expect(await verified(SAMPLES)).toMatchObject({ verdict: 'ours-intact', tag: { synthetic: false } });
  });

  it('is not recognized by the hash of nothing', async () => {
    const nothing = Buffer.alloc(0);
    await recorded(nothing, { sha256: sha256(nothing), audioSha256: sha256(nothing) });
    for (const file of [nothing, wavHeader()]) expect(await verified(file)).toMatchObject({ recordMatch: 'none' });
  });

  it('proves nothing, which is said', async () => {
    expect(await verified(Buffer.concat([wavHeader(), SAMPLES]))).toMatchObject({
      verdict: 'no-mark',
      detail: expect.stringContaining('proves nothing') as unknown,
      recordMatch: 'none',
    });
  });
});

describe('a caller without a token', () => {
  it('sees the statement of a record, and no id of anybody', async () => {
    await recorded(spoken());
    // Of another partition too, as Cosmos DB finds it.
    vi.spyOn(store, 'findAnywhere').mockResolvedValue(await store.find(tenantId, ID));
    const find = vi.spyOn(store, 'find');
    const view = await verify.execute(() => Promise.resolve(Readable.from([spoken()])), undefined, unaborted);
    expect(view).toMatchObject({ verdict: 'ours-intact', record: { id: ID } });
    expect(find).not.toHaveBeenCalled();
    expect(JSON.stringify(view)).not.toMatch(/vce_|cns_|syn_|someone/);
  });
});

describe('the limits', () => {
  it('refuse a file that is too large, whatever the limit of recordings is', async () => {
    const tooLarge = expect.objectContaining({ code: 'payload-too-large' }) as Error;
    await expect(verified(Buffer.alloc(MAX_BYTES + 1))).rejects.toEqual(tooLarge);
    const small = { ...config, uploads: { ...config.uploads, temporaryMaxBytes: 1_000 } };
    verify = new VerifyFile(small, processes, new MatchRecord(new ReadRecord(store, items), signer), slots);
    expect(await verified(spoken())).toMatchObject({ verdict: 'marked-unsigned' });
  });

  it('refuse at once, before the form is read, when all slots are in use', async () => {
    const releases = [slots.tryTake('a'), await slots.tryTake('b')];
    const read = vi.fn(() => Promise.resolve(Readable.from([spoken()])));
    await expect(verify.execute(read, caller, unaborted)).rejects.toMatchObject({
      code: 'audio-slots-busy',
      retryAfterMs: 5_000,
    });
    expect(read).not.toHaveBeenCalled();
    for (const release of releases) (await release)?.();
    expect(await verified(spoken())).toMatchObject({ verdict: 'marked-unsigned' });
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('end with the request of a caller who hangs up', async () => {
    const gone = new AbortController();
    gone.abort(new Error('gone'));
    const read = () => Promise.resolve(Readable.from([spoken()]));
    await expect(verify.execute(read, caller, gone.signal)).rejects.toThrow();
    expect(slots.stats().running).toBe(0);
  });

  it('leave an answer for a file that could not be examined within them', async () => {
    const hurried = new C2paProcesses({ workers: 1, limits: { wallMs: 0 } });
    try {
      verify = new VerifyFile(config, hurried, new MatchRecord(new ReadRecord(store, items), signer), slots);
      const view = await verified(spoken());
      expect(view).toMatchObject({
        verdict: 'no-mark',
        detail: expect.stringContaining('could not be examined') as unknown,
        manifest: { state: 'unreadable', codes: ['limits-exceeded'] },
      });
      expect(view).not.toHaveProperty('file');
    } finally {
      await hurried.close();
    }
  });
});
