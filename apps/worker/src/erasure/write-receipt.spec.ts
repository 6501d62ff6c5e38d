import { beforeEach, describe, expect, it } from 'vitest';
import { ReceiptSigner } from '#auth';
import { DocumentStore, type Stored } from '#documents';
import { type Consent, type ErasureReceipt, errorCodeOf, ServiceError, type Voice } from '#domain';
import { aConsent, anId, anInventory, aVoice, stub } from '#domain/testing';
import { createLogger } from '#observability';
import { ErasureRegister } from '#storage';
import { MemoryBlobs, MemoryContainer } from '#storage/testing';
import type { ErasureScope } from './erasure-scope.ts';
import { NOTHING_HELD } from './held-traces.ts';
import { WriteReceipt } from './write-receipt.ts';

const AT = '2026-11-22T10:00:00.000Z';
const [CONSENT, VOICE] = ['cns', 'vce'].map((prefix) => `${prefix}_01JD8F3R5V6W7X8Y9Z0A1B2C01`) as [string, string];
const common = { tenantId: 't', ownerId: 'o', status: 'deleting' } as const;
const inventory = anInventory({
  at: AT,
  voiceIds: [VOICE],
  consentIds: [CONSENT],
  uploadIds: [],
  recordingHashes: { consent: ['aa'], samples: [] },
});
const held = { ...NOTHING_HELD, uploadIds: [anId('upload')] };
const scope = stub<ErasureScope>({ tenantId: 't', voiceIds: [VOICE], consentIds: [CONSENT], held, kept: [] });

let documents: DocumentStore;
let blobs: MemoryBlobs;
let root: Stored<Consent>;
/** In which order blobs and documents were written. */
let written: string[];

beforeEach(async () => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
  blobs = new MemoryBlobs();
  written = [];
  const erasure = { requestedAt: AT, attempt: 1, stage: 'verifying', inventory } as const;
  const consent = { ...common, id: CONSENT, voiceTalentName: 'Ada', erasure };
  root = await documents.create(aConsent(consent));
  await documents.create(aVoice({ ...common, id: VOICE, name: 'Narration by Ada' }));
});

function writeReceipt(): WriteReceipt {
  const writer = {
    save: <D extends Voice | Consent>(document: Stored<D>) => {
      written.push(document.kind);
      return documents.replace<D>(document);
    },
  };
  const put = blobs.put.bind(blobs);
  blobs.put = (...args) => {
    written.push('register');
    return put(...args);
  };
  const signer = new ReceiptSigner([Buffer.alloc(32, 1).toString('base64')]);
  const logger = createLogger({ level: 'silent', service: 'test' });
  return new WriteReceipt(documents, stub(writer), signer, new ErasureRegister(blobs), logger);
}

const registered = () => [...blobs.stored.values()].map((content) => JSON.parse(content.toString()) as ErasureReceipt);

describe(WriteReceipt.name, () => {
  it('registers the erasure before any document becomes its receipt', async () => {
    await writeReceipt().execute(root, scope);
    expect(written).toEqual(['register', 'voice', 'consent']);
    const { receipt } = await documents.get('consent', 't', CONSENT);
    expect(registered()).toEqual([receipt]);
    expect(receipt?.kept.join()).toContain([...blobs.stored.keys()][0]?.split('/').slice(-3).join('/'));
    expect(JSON.stringify(registered())).not.toContain('Ada');
    const [audited] = (await documents.get('consent', 't', CONSENT)).outbox;
    expect(audited?.data).toMatchObject({ action: 'consent.erased', details: { held: 1 } });
  });

  it('does not finish an erasure that cannot be registered', async () => {
    blobs.put = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    expect(await writeReceipt().execute(root, scope).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await documents.get('consent', 't', CONSENT)).toMatchObject({ status: 'deleting' });
    expect(await documents.get('voice', 't', VOICE)).toMatchObject({ status: 'deleting' });
  });

  it('leaves the receipt that a worker registered which died before it wrote the documents', async () => {
    await writeReceipt().execute(root, scope);
    const [first] = registered();
    const again = await documents.get('consent', 't', CONSENT);
    await writeReceipt().execute({ ...root, etag: again.etag }, scope);
    expect(registered()).toEqual([first]);
    expect((await documents.get('consent', 't', CONSENT)).receipt).toEqual(first);
  });
});
