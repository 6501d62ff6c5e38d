import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpeechTagger, TAGGED_CONTAINERS, taggedWavHeader } from '#audio';
import { TestFolder, toneFile } from '#audio/testing';
import { outputFormat, wavHeader } from '#speech';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SECONDS = 12;

interface Played {
  readonly durationS: number;
  /** Where it is after a jump to 8 s. */
  readonly soughtS: number;
}

const PLAY = `
async (url) => {
  const audio = new Audio();
  const happened = (event) =>
    new Promise((resolve, reject) => {
      audio.addEventListener(event, resolve, { once: true });
      audio.addEventListener('error', () => reject(new Error(audio.error.message)), { once: true });
    });
  const ready = happened('canplaythrough');
  audio.src = url;
  await ready;
  const durationS = audio.duration;
  const sought = happened('seeked');
  audio.currentTime = 8;
  await sought;
  return { durationS, soughtS: audio.currentTime };
}`;

describe.skipIf(CHROMIUM === undefined)('speech with a tag in Chromium', () => {
  const folder = new TestFolder();
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    ({ page } = browser);
  });
  afterAll(async () => {
    await browser.close();
    folder.dispose();
  });

  const played = (content: Uint8Array, type: string): Promise<Played> =>
    page.evaluate<Played>(
      `(${PLAY})(${JSON.stringify(`data:${type};base64,${Buffer.from(content).toString('base64')}`)})`,
    );

  it.each(TAGGED_CONTAINERS)('plays as long as without it, also from the middle: %s', async (name) => {
    const file = toneFile(folder, name, SECONDS);
    const tagger = new SpeechTagger(name, ID);
    const tagged = Buffer.concat([tagger.push(file), tagger.end()]);
    const { contentType } = outputFormat(name);
    const [before, after] = [await played(file, contentType), await played(tagged, contentType)];
    expect(after.durationS).toBeCloseTo(before.durationS, 1);
    expect(after.durationS).toBeCloseTo(SECONDS, 0);
    expect(after.soughtS).toBeCloseTo(8, 1);
  });

  it('plays as long as without it, also from the middle: wav', async () => {
    const samples = Buffer.alloc(SECONDS * 48_000, 1);
    const header = taggedWavHeader(wavHeader(undefined, samples.length), ID);
    expect(await played(Buffer.concat([header, samples]), 'audio/wav')).toEqual({ durationS: SECONDS, soughtS: 8 });
  });
});
