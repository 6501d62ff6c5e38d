import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { PLACEHOLDER_ID, SpeechTagger } from '#audio';
import { TAG_READERS, TestFolder, toneFile } from '#audio/testing';
import { outputFormat } from '#speech';
import type { StoredSpeech } from '#storage';
import { MarkedItem, plainWavHeader } from './marked-item.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D.00017';
const SAMPLES = Buffer.alloc(4_800, 1);

const folder = new TestFolder();
afterAll(() => folder.dispose());

async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 100) yield content.subarray(at, at + 100);
}

function speechOf(file: Buffer, tag?: StoredSpeech['tag']): StoredSpeech {
  return { hash: 'ab', sizeBytes: file.length, durationMs: 1, crc32: crc32(file), ...(tag && { tag }) };
}

/** What is sent, which must have the size and the checksum that were told before. */
async function sent(item: MarkedItem, file: Buffer): Promise<Buffer> {
  const { sizeBytes, crc32: sum } = item;
  const content = await buffer(item.content(piecesOf(file.subarray(item.readFrom))));
  expect([sizeBytes, sum]).toEqual([content.length, crc32(content)]);
  return content;
}

describe(MarkedItem.name, () => {
  it.each(['mp3', 'opus', 'webm'] as const)('puts the id of the item into a shared %s', async (name) => {
    const tagger = new SpeechTagger(name, PLACEHOLDER_ID);
    const file = toneFile(folder, name, 1);
    const shared = Buffer.concat([tagger.push(file), tagger.end()]);
    const content = await sent(new MarkedItem(outputFormat(name), speechOf(shared, tagger.place), ID), shared);
    const { fields, audio } = TAG_READERS[name](content);
    expect(fields['provenanceid']).toEqual([ID]);
    expect(audio.equals(TAG_READERS[name](file).audio)).toBe(true);
  });

  it('puts the tag into the header of WAV', async () => {
    const file = Buffer.concat([plainWavHeader(outputFormat('wav'), SAMPLES.length), SAMPLES]);
    const { fields, audio } = TAG_READERS.wav(
      await sent(new MarkedItem(outputFormat('wav'), speechOf(file), ID), file),
    );
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${ID}`);
    expect(audio.equals(SAMPLES)).toBe(true);
  });

  it('hands out raw samples, and what earlier releases have spoken, as they are stored', async () => {
    const wav = Buffer.concat([plainWavHeader(outputFormat('wav'), SAMPLES.length), SAMPLES]);
    expect((await sent(new MarkedItem(outputFormat('pcm'), speechOf(SAMPLES), ID), SAMPLES)).equals(SAMPLES)).toBe(
      true,
    );
    expect((await sent(new MarkedItem(outputFormat('wav'), speechOf(wav), undefined), wav)).equals(wav)).toBe(true);
    const mp3 = toneFile(folder, 'mp3', 1);
    expect((await sent(new MarkedItem(outputFormat('mp3'), speechOf(mp3), ID), mp3)).equals(mp3)).toBe(true);
  });
});
