import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '#domain';
import { outputFormat } from '../synthesis/output-formats.ts';
import { WAV_HEADER_BYTES, wavHeader } from '../synthesis/wav-header.ts';
import { BatchResults } from './batch-results.ts';
import { storedAudio, UnusableAudioError } from './stored-audio.ts';

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

/** A store that knows the ranges that Blob Storage knows: a suffix range is answered with the whole file, which the client refuses. */
function serverOf(zip: Buffer) {
  return {
    download: (_url: string, { range = 'bytes=0-' }: { range?: string | undefined } = {}) => {
      const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
      if (from === undefined)
        return Promise.reject(new ProviderError('provider-unavailable', 'HTTP 200', { status: 200 }));
      const part = zip.subarray(Number(from), to === '' ? zip.length : Number(to) + 1);
      const pieces = Array.from({ length: Math.ceil(part.length / 999) }, (_, i) =>
        part.subarray(i * 999, (i + 1) * 999),
      );
      return Promise.resolve({ stream: Readable.from(pieces), totalLength: zip.length });
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

  const empty = Buffer.from(wavHeader(undefined, 0));
  const audible = Buffer.concat([wavHeader(undefined, 2), Buffer.from([1, 2])]);
  const cases: [string, 'pcm' | 'mp3', Buffer, number | undefined][] = [
    ['no samples', 'pcm', empty, 0],
    ['a header only, of unknown length', 'pcm', Buffer.concat([empty.subarray(0, 40), Buffer.alloc(4, 0xff)]), 0],
    ['half a header', 'pcm', audible.subarray(0, 30), 500],
    ['something else', 'pcm', Buffer.alloc(70_000, 'x'), 500],
    ['a chunk without an end', 'pcm', Buffer.concat([audible.subarray(0, 12), Buffer.alloc(40, 'x')]), 500],
    ['nothing', 'mp3', Buffer.alloc(0), undefined],
    ['headers only', 'mp3', Buffer.alloc(300), 0],
  ];
  it.each([0, 6] as const)(
    'tells files that hold no audio, and goes on behind them in a zip of level %d',
    async (level) => {
      const files = Object.fromEntries(cases.map(([, , content], at) => [`${at}.wav`, content]));
      const listed = Object.keys(files).map((audioFileName) => ({ status: 'Succeeded', audioFileName }));
      const all = {
        ...files,
        'last.wav': audible,
        'summary.json': Buffer.from(
          JSON.stringify({ results: [...listed, { status: 'Succeeded', audioFileName: 'last.wav' }] }),
        ),
      };
      const results = await BatchResults.open(serverOf(Buffer.from(zipSync(all, { level }))), 'https://x/results.zip');
      const outcomes: unknown[] = [];
      for await (const { input, sizeBytes, content } of results.audioFiles()) {
        const [, name, , durationMs] = cases[input] ?? ['', 'pcm' as const, audible, 1];
        const audio = storedAudio(outputFormat(name), sizeBytes, content, durationMs);
        outcomes.push(await buffer(Readable.from(audio)).catch((error: unknown) => error));
      }
      expect(outcomes).toEqual([...cases.map(() => expect.any(UnusableAudioError) as unknown), Buffer.from([1, 2])]);
    },
  );

  it('does not take a damaged file for one without audio', async () => {
    const zip = Buffer.from(
      zipSync(
        {
          '0001.wav': audible,
          'summary.json': Buffer.from(
            JSON.stringify({ results: [{ status: 'Succeeded', audioFileName: '0001.wav' }] }),
          ),
        },
        { level: 0 },
      ),
    );
    const at = zip.indexOf('WAVE') + WAV_HEADER_BYTES - 8;
    zip[at] = (zip[at] ?? 0) ^ 1;
    const results = await BatchResults.open(serverOf(zip), 'https://x/results.zip');
    const read = async (): Promise<void> => {
      for await (const { sizeBytes, content } of results.audioFiles()) {
        await buffer(Readable.from(storedAudio(outputFormat('pcm'), sizeBytes, content)));
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'provider-unavailable' });
  });
});
