import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSignedContainer, isTaggedContainer, SIGNED_CONTAINERS, SpeechTagger } from '#audio';
import { OUTPUT_FORMAT_NAMES, outputFormat, type OutputFormatName } from '#speech';
import { findOutputFormat } from '../../apps/sandbox/src/speech/output-format.ts';
import { createEncoder } from '../../apps/sandbox/src/speech/voice/encoder.ts';
import type { ApiClient, OperationAnswer } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';
import { isInstalled } from '../support/tools.ts';

const run = promisify(execFile);
const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const TEXT = 'The harbour wakes before the town does.';
const TAGGED: readonly OutputFormatName[] = OUTPUT_FORMAT_NAMES.filter(
  (name) => name === 'wav' || isTaggedContainer(name),
);
const CONTAINERS = OUTPUT_FORMAT_NAMES.filter(isTaggedContainer);
const PEER = join(import.meta.dirname, '../peers/c2pa');
const hasPeer = existsSync(join(PEER, 'node_modules/@contentauth/c2pa-node/dist/index.node'));

let folder: string;
let api: ApiClient;
let voiceId: string;
/** With the root of what the worker signs. */
let certificates: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
  const system = await systemUnderTest();
  api = await clientOf(system);
  certificates = (system.environment['C2PA_CERTIFICATES'] ?? '').replaceAll(String.raw`\n`, '\n');
  voiceId = await enrolledVoice(system);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What ffprobe reads of a file, names in lower case. */
async function tagsOf(content: Uint8Array, name: string): Promise<Record<string, string>> {
  const path = join(folder, name);
  await writeFile(path, content);
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format_tags:stream_tags',
    '-of',
    'json',
    path,
  ]);
  interface Tagged {
    readonly tags?: Record<string, string>;
  }
  const { format, streams = [] } = JSON.parse(stdout) as { format?: Tagged; streams?: Tagged[] };
  const tags = [format, ...streams].flatMap((each) => Object.entries(each?.tags ?? {}));
  return Object.fromEntries(tags.map(([key, value]) => [key.toLowerCase(), value]));
}

function expectTag(format: OutputFormatName, tags: Record<string, string>, provenanceId: string): void {
  if (format === 'wav') {
    expect(tags['comment']).toContain(`digitalSourceType=${SOURCE_TYPE}; provenanceId=${provenanceId}`);
    return;
  }
  expect(tags).toMatchObject({ digitalsourcetype: SOURCE_TYPE, provenanceid: provenanceId });
}

async function decoded(content: Uint8Array, name: string): Promise<Buffer> {
  const path = join(folder, name);
  await writeFile(path, content);
  const output = ['-i', path, '-f', 's16le', '-'];
  const { stdout } = await run('ffmpeg', ['-nostdin', '-v', 'error', ...output], {
    encoding: 'buffer',
    maxBuffer: 1 << 26,
  });
  return stdout;
}

async function expectSameSamplesWithoutTag(content: Uint8Array, name: OutputFormatName): Promise<void> {
  const { fileExtension } = outputFormat(name);
  const copy = name === 'mp3' ? withoutId3(content) : await copyWithoutTag(content, fileExtension);
  expect(copy.includes('prv_')).toBe(false);
  const samples = await decoded(content, `api.${fileExtension}`);
  expect(samples.length).toBeGreaterThan(24_000);
  expect((await decoded(copy, `copy.${fileExtension}`)).equals(samples)).toBe(true);
}

/** A copy by ffmpeg of an MP3 would lose how many samples its encoder has put in front. */
function withoutId3(mp3: Uint8Array): Buffer {
  const content = Buffer.from(mp3);
  expect(content.toString('latin1', 0, 3)).toBe('ID3');
  // Seven bits in each byte.
  return content.subarray(10 + content.subarray(6, 10).reduce((size, byte) => size * 128 + byte, 0));
}

/** ffmpeg copies what is encoded into another file. */
async function copyWithoutTag(content: Uint8Array, extension: string): Promise<Buffer> {
  const [tagged, untagged] = [join(folder, `tagged.${extension}`), join(folder, `untagged.${extension}`)];
  await writeFile(tagged, content);
  const plain = ['-c', 'copy', '-map_metadata', '-1', '-fflags', '+bitexact'];
  await run('ffmpeg', ['-nostdin', '-y', '-v', 'error', '-i', tagged, ...plain, untagged]);
  return readFile(untagged);
}

async function expectTrustedByPeer(content: Uint8Array, name: keyof typeof SIGNED_CONTAINERS): Promise<void> {
  const [file, anchors] = [join(folder, `peer.${name}`), join(folder, 'anchors.pem')];
  await writeFile(file, content);
  await writeFile(anchors, certificates);
  const { stdout } = await run(process.execPath, [join(PEER, 'read.mjs'), file, SIGNED_CONTAINERS[name], anchors]);
  expect(JSON.parse(stdout)).toMatchObject({ validation_state: 'Trusted' });
}

async function spoken(answer: Response): Promise<{ content: Uint8Array; provenanceId: string }> {
  expect(answer.headers.get('x-ai-generated')).toBe('1');
  const provenanceId = answer.headers.get('provenance-id') ?? '';
  expect(provenanceId).toMatch(/^prv_[0-9A-Z]{26}$/);
  return { content: new Uint8Array(await answer.arrayBuffer()), provenanceId };
}

describe.skipIf(!isInstalled('ffprobe') || !isInstalled('ffmpeg'))('what others read of synthetic speech', () => {
  it.each(TAGGED)('is the tag of live %s, whose samples are those without it', async (format) => {
    const { content, provenanceId } = await spoken(
      await api.send('POST', '/v1/speech', { voiceId, text: TEXT, format }),
    );
    expectTag(format, await tagsOf(content, `live.${format}`), provenanceId);
    await expectSameSamplesWithoutTag(content, format);
  });

  it.each(TAGGED)(
    'is tag, samples and manifest of stored %s, from one request to Azure and from several',
    async (format) => {
      const long = `${TEXT} `.repeat(60);
      const hrefs = await Promise.all(
        [TEXT, long].map(async (text) => {
          const body = { voiceId, text, format, sampleRateHz: 24_000 };
          const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', body);
          return (await api.finishedOperation(operation)).subject.href;
        }),
      );
      for (const [index, href] of hrefs.entries()) {
        const { content, provenanceId } = await spoken(await api.send('GET', `${href}/audio`));
        expectTag(format, await tagsOf(content, `stored-${index}.${format}`), provenanceId);
        await expectSameSamplesWithoutTag(content, format);
        if (hasPeer && isSignedContainer(format)) await expectTrustedByPeer(content, format);
      }
    },
  );

  it.each(OUTPUT_FORMAT_NAMES.filter((name) => !TAGGED.includes(name)))(
    'is nothing of raw %s, whose headers say it',
    async (format) => {
      await spoken(await api.send('POST', '/v1/speech', { voiceId, text: TEXT, format }));
    },
  );
});

describe.skipIf(!isInstalled('ffmpeg'))('what ffmpeg decodes of tagged speech', () => {
  it.each(CONTAINERS)('is the same as without the tag: %s, as Azure streams it', async (name) => {
    const { streamingFormat } = outputFormat(name);
    const format = findOutputFormat(streamingFormat);
    if (!format) throw new Error(`the sandbox does not know ${streamingFormat}`);
    const encoder = await createEncoder(format);
    const samples = Float32Array.from(
      { length: 4 * format.sampleRate },
      (_, i) => Math.sin(i / 9) * Math.sin(i / 5_000),
    );
    const stream = Buffer.concat([await encoder.encode(samples), await encoder.finish()]);
    encoder.close();
    const tagger = new SpeechTagger(name, ID);
    const tagged = Buffer.concat([tagger.push(stream), tagger.end()]);
    expect(tagger.place).toBeDefined();
    expectTag(name, await tagsOf(tagged, `tagged.${format.fileExtension}`), ID);
    const before = await decoded(stream, `before.${format.fileExtension}`);
    expect(before.length).toBeGreaterThan(4 * format.sampleRate);
    expect((await decoded(tagged, `after.${format.fileExtension}`)).equals(before)).toBe(true);
  });
});
