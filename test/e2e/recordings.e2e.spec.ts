import { createHash } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, UploadAnswer } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { SANDBOX_DIRECTORY } from '../../apps/sandbox/src/entra/directory.ts';
import { uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, recordingOf, systemUnderTest } from '../support/system.ts';
import { readWav, wavOf } from '../support/wav.ts';

const TEXT =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.';

interface Report {
  verdict: string;
  sha256: string;
  checks: { check: string; verdict: string; unit: string; advice: string; atMs: number[] }[];
}

let system: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
});

async function checked(content: Buffer, query = ''): Promise<Report> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'anything.bin');
  return (await (await api.send('POST', `/v1/audio-checks${query}`, form)).json()) as Report;
}

describe('POST /v1/audio-checks', () => {
  it('reports on a recording and stores nothing', async () => {
    const content = await recordingOf(system, TEXT);
    const report = await checked(content);
    expect(report).toMatchObject({ sha256: createHash('sha256').update(content).digest('hex') });
    expect(['accepted', 'autoFixed', 'needsReview']).toContain(report.verdict);
    expect(report.checks.length).toBeGreaterThan(5);
    expect(report).not.toHaveProperty('canonical');
  });

  it('says where a recording is clipped, and what to do', async () => {
    const { samples, sampleRateHz } = readWav(await recordingOf(system, TEXT));
    const report = await checked(
      wavOf(
        samples.map((sample) => Math.max(-1, Math.min(1, sample * 20))),
        sampleRateHz,
      ),
    );
    const clipping = report.checks.find(({ check }) => check === 'clipping');
    expect(clipping).toMatchObject({
      verdict: 'autoRejected',
      unit: 'percent',
      advice: expect.stringMatching(/\w/) as string,
    });
    expect(clipping?.atMs.length).toBeGreaterThan(0);
  });

  it('judges what is no audio instead of failing', async () => {
    expect(await checked(Buffer.from('#EXTM3U\nhttp://127.0.0.1/secret.wav\n'))).toMatchObject({
      verdict: 'autoRejected',
    });
    expect(await checked(Buffer.alloc(0), '?profile=consent')).toMatchObject({ verdict: 'autoRejected' });
  });
});

describe('an accepted recording', () => {
  let upload: UploadAnswer & { custody?: { event: string; sha256?: string }[] };
  let original: Buffer;

  beforeAll(async () => {
    original = await recordingOf(system, TEXT);
    const id = await uploaded(api, 'sample', original);
    await api.acceptedUpload(id);
    upload = await api.json('GET', `/v1/uploads/${id}`);
  });

  it('can be seen, as SVG or as PNG', async () => {
    const svg = await api.send('GET', `/v1/uploads/${upload.id}/waveform`);
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(await svg.text()).toMatch(/^<svg .*viewBox="0 0 800 /);
    const png = await api.send('GET', `/v1/uploads/${upload.id}/waveform`, undefined, { accept: 'image/png' });
    expect(
      Buffer.from(await png.arrayBuffer())
        .subarray(0, 8)
        .toString('latin1'),
    ).toBe('\x89PNG\r\n\x1a\n');
    await expect(
      api.send('GET', `/v1/uploads/${upload.id}/waveform`, undefined, { accept: 'image/jpeg' }),
    ).rejects.toMatchObject({
      status: 406,
    });
  });

  it('keeps its original in the archive, with checksum, tags and chain of custody', async () => {
    const sha256 = createHash('sha256').update(original).digest('hex');
    expect(upload.custody?.map(({ event }) => event)).toEqual(['received', 'examined', 'converted', 'archived']);
    expect(upload.custody?.at(-1)).toMatchObject({ sha256 });
    const blobs = new BlobServiceClient(system.environment['BLOB_ENDPOINT'] ?? '', {
      getToken: async () => ({
        token: await managedIdentityToken(system.environment, 'https://storage.azure.com'),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    });
    const archived = blobs
      .getContainerClient('archive')
      .getBlockBlobClient(`${SANDBOX_DIRECTORY.homeTenantId}/${upload.id}`);
    expect(await archived.downloadToBuffer()).toEqual(original);
    expect((await archived.getProperties()).accessTier).toBe('Cool');
    expect((await archived.getTags()).tags).toMatchObject({ upload: upload.id, purpose: 'sample', sha256 });
  });
});
