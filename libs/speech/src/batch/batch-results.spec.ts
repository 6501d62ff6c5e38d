import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { outputFormat } from '../synthesis/output-formats.ts';
import { wavHeader } from '../synthesis/wav-header.ts';
import { BatchResults } from './batch-results.ts';
import { storedAudio } from './stored-audio.ts';

const summary = {
  results: [
    { status: 'Succeeded', audioFileName: '0001.wav', properties: { durationInMilliseconds: '250' } },
    { status: 'Failed', error: { code: 'BadRequest' } },
    { status: 'Succeeded', audioFileName: '0003.wav', properties: { durationInMilliseconds: '500' } },
  ],
};

function zipped(level: 0 | 6): Buffer {
  const files = {
    '0001.wav': Buffer.alloc(70_000, 'PK\u0003\u0004'),
    '0001.debug.json': Buffer.from('{}'),
    '0003.wav': Buffer.from('third'),
    'summary.json': Buffer.from(JSON.stringify(summary)),
  };
  return Buffer.from(zipSync(files, { level }));
}

/** A server that knows ranges. */
function serverOf(zip: Buffer) {
  return {
    download: (_url: string, { range }: { range?: string | undefined } = {}) => {
      const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? 'bytes=0-') ?? [];
      const start = from === '' ? Math.max(0, zip.length - Number(to)) : Number(from);
      const part = zip.subarray(start, from === '' || to === '' ? zip.length : Number(to) + 1);
      const pieces = Array.from({ length: Math.ceil(part.length / 999) }, (_, i) =>
        part.subarray(i * 999, (i + 1) * 999),
      );
      return Promise.resolve({ stream: Readable.from(pieces), contentLength: part.length, totalLength: zip.length });
    },
  };
}

describe('BatchResults', () => {
  it.each([0, 6] as const)('reads files and summary of a zip of level %d', async (level) => {
    const results = await BatchResults.open(serverOf(zipped(level)), 'https://x/results.zip');
    expect(results.inputs.map(({ errorCode, durationMs }) => errorCode ?? durationMs)).toEqual([
      250,
      'BadRequest',
      500,
    ]);
    const found: [number, number][] = [];
    for await (const { input, content } of results.audioFiles()) found.push([input, (await buffer(content)).length]);
    expect(found).toEqual([
      [0, 70_000],
      [2, 5],
    ]);
  });

  it('notices a damaged file, and what is no zip', async () => {
    const zip = zipped(0);
    zip[100] = (zip[100] ?? 0) ^ 1;
    const results = await BatchResults.open(serverOf(zip), 'https://x/results.zip');
    const read = async () => {
      for await (const { content } of results.audioFiles()) await buffer(content);
    };
    await expect(read()).rejects.toMatchObject({ code: 'provider-unavailable', providerCode: 'InvalidResponse' });
    const noZip = BatchResults.open(serverOf(Buffer.alloc(500)), 'https://x/results.zip');
    await expect(noZip).rejects.toMatchObject({ code: 'provider-unavailable' });
  });
});

describe('storedAudio', () => {
  it('gives WAV our own header and raw formats none, whatever chunks the file has', async () => {
    const samples = Buffer.from([1, 2, 3, 4]);
    const list = Buffer.concat([Buffer.from('LIST'), Buffer.from([4, 0, 0, 0]), Buffer.from('INFO')]);
    const header = Buffer.from(wavHeader());
    const file = Buffer.concat([header.subarray(0, 36), list, header.subarray(36), samples]);
    const pieces = (): AsyncIterable<Uint8Array> => Readable.from([file.subarray(0, 20), file.subarray(20)]);
    const stored = async (name: 'wav' | 'pcm') =>
      buffer(Readable.from(storedAudio(outputFormat(name), file.length, pieces())));
    expect(await stored('pcm')).toEqual(samples);
    expect(await stored('wav')).toEqual(Buffer.concat([wavHeader(undefined, 4), samples]));
  });
});
