import { buffer } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isTaggedContainer } from '#audio';
import { TAG_READERS, TestFolder, toneFile } from '#audio/testing';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { OUTPUT_FORMAT_NAMES, outputFormat } from '#speech';
import { MarkSpeech } from './mark-speech.service.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const SAMPLES = Buffer.alloc(9_600, 1);

const folder = new TestFolder();
let errors: object[];
let marks: MarkSpeech;

beforeEach(() => {
  errors = [];
  marks = new MarkSpeech(stub<Logger>({ error: (fields: object) => void errors.push(fields) }));
});
afterAll(() => folder.dispose());

async function* piecesOf(content: Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

describe(MarkSpeech.name, () => {
  it.each(OUTPUT_FORMAT_NAMES.filter(isTaggedContainer))('puts the tag into %s', async (name) => {
    const file = toneFile(folder, name, 1);
    const { fields, audio } = TAG_READERS[name](await buffer(marks.mark(outputFormat(name), ID, piecesOf(file))));
    expect(fields['provenanceid']).toEqual([ID]);
    expect(audio.equals(TAG_READERS[name](file).audio)).toBe(true);
    expect(errors).toEqual([]);
  });

  it('puts the tag into the header of WAV, and the header into the first piece', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of marks.mark(outputFormat('wav'), ID, piecesOf(SAMPLES))) pieces.push(piece);
    expect(pieces).toHaveLength(SAMPLES.length / 1_000 + 0.4);
    const { fields, audio } = TAG_READERS.wav(Buffer.concat(pieces));
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${ID}`);
    expect(audio.equals(SAMPLES)).toBe(true);
    expect(
      Buffer.from(pieces[0] ?? [])
        .subarray(-1_000)
        .equals(SAMPLES.subarray(0, 1_000)),
    ).toBe(true);
  });

  it.each(['pcm', 'mulaw', 'alaw'] as const)('leaves %s as it is', async (name) => {
    expect((await buffer(marks.mark(outputFormat(name), ID, piecesOf(SAMPLES)))).equals(SAMPLES)).toBe(true);
  });

  it('loses nothing of audio that is not what it should be, and logs it', async () => {
    expect((await buffer(marks.mark(outputFormat('opus'), ID, piecesOf(SAMPLES)))).equals(SAMPLES)).toBe(true);
    expect(errors).toEqual([{ format: 'opus' }]);
  });
});
