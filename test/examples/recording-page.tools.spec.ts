import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resampled } from '../../libs/audio/src/testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech } from '../../libs/audio/src/testing/real-speech.ts';
import { TestFolder } from '../../libs/audio/src/testing/test-folder.ts';
import { decodeWav16, encodeWav } from '../../libs/audio/src/testing/test-wav.ts';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';

if (CHROMIUM === undefined) explainSkip('Chromium is not installed: the recording page');
if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: the recording page');

const PAGE = new URL('../../examples/recording-page/', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
const RATE_HZ = 48_000;
const MIN_RECORDED_S = 5;
/** What a recording is compared by, piece after piece: a loaded machine may lose a block between two of them. */
const PIECE_S = 0.5;
const COARSE_HZ = 3_000;

function serve(): Server {
  return createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    readFile(join(PAGE, name)).then(
      (content) => response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain').end(content),
      () => response.writeHead(404).end(),
    );
  });
}

function correlation(a: Float32Array, b: Float32Array, at: number): number {
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[at + i] ?? 0];
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return products / Math.sqrt(squaresA * squaresB + 1e-12);
}

function bestAt(piece: Float32Array, whole: Float32Array, from: number, to: number): { at: number; value: number } {
  let best = { at: 0, value: -1 };
  for (let at = Math.max(0, from); at <= Math.min(to, whole.length - piece.length); at++) {
    const value = correlation(piece, whole, at);
    if (value > best.value) best = { at, value };
  }
  return best;
}

/** Correlation of each piece of the recording with the place in the file that it fits best, in ascending order. */
function correlations(recorded: Float32Array, file: Float32Array): readonly number[] {
  const coarse = [recorded, file].map((samples) => resampled(samples, RATE_HZ, COARSE_HZ));
  const [coarseRecorded, coarseFile] = coarse as [Float32Array, Float32Array];
  const ratio = RATE_HZ / COARSE_HZ;
  const pieces = Math.floor(recorded.length / RATE_HZ / PIECE_S) - 1;
  return Array.from({ length: pieces }, (_, i) => {
    const from = i * PIECE_S;
    const rough = bestAt(
      coarseRecorded.subarray(from * COARSE_HZ, (from + PIECE_S) * COARSE_HZ),
      coarseFile,
      0,
      coarseFile.length,
    );
    const piece = recorded.subarray(from * RATE_HZ, (from + PIECE_S) * RATE_HZ);
    return bestAt(piece, file, rough.at * ratio - 2 * ratio, rough.at * ratio + 2 * ratio).value;
  }).toSorted((a, b) => a - b);
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;

describe.runIf(CHROMIUM !== undefined && hasRealSpeech)('the recording page', () => {
  const folder = new TestFolder();
  const server = serve();
  let file = new Float32Array(0);
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    const { samples, sampleRateHz } = readSpeech('ljspeech-LJ001-0001.wav');
    file = resampled(samples, sampleRateHz, RATE_HZ).map((value) => 0.7 * value);
    const path = folder.write(encodeWav([file], { sampleRateHz: RATE_HZ }), '.wav');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await startBrowser({
      acceptDownloads: true,
      args: [
        '--autoplay-policy=no-user-gesture-required',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${path}`,
      ],
    });
    ({ page } = browser);
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(async () => {
    await browser.close();
    server.close();
    folder.dispose();
  });

  /** Records until there is enough, by the page's own function, with other constraints where they are given. */
  async function recorded(constraints?: Record<string, boolean>): Promise<Float32Array> {
    // A string, because the import must stay as it is for the browser.
    const base64 = await page.evaluate<string>(`(async () => {
      const recorder = await import('/recorder.js');
      Object.assign(recorder.MICROPHONE, ${JSON.stringify(constraints ?? {})});
      let blocks = 0;
      let enough;
      const done = new Promise((resolve) => (enough = resolve));
      const stop = await recorder.record(() => ++blocks * 128 >= ${MIN_RECORDED_S * RATE_HZ} && enough());
      await done;
      const bytes = new Uint8Array(await (await stop()).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    })()`);
    const { sampleRateHz, channels } = decodeWav16(Buffer.from(base64, 'base64'));
    return resampled(channels[0] as Float32Array, sampleRateHz, RATE_HZ);
  }

  it('records what the microphone gives, without the processing for calls', async () => {
    expect(median(correlations(await recorded(), file))).toBeGreaterThanOrEqual(0.99);
  });

  it('would not, by the defaults of the browser', async () => {
    const defaults = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    expect(median(correlations(await recorded(defaults), file))).toBeLessThan(0.97);
  });

  it('lets a person record, listen and save', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByText('Recording.').waitFor();
    await page.waitForFunction("document.querySelector('meter').value > -50");
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('KiB recorded').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save as WAV').click()]);
    expect(download.suggestedFilename()).toBe('recording.wav');
    const { channels } = decodeWav16(await readFile(await download.path()));
    expect(channels[0]?.some((value) => Math.abs(value) > 0.05)).toBe(true);
  });
});
