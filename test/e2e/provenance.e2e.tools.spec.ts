import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTaggedContainer, SpeechTagger } from '#audio';
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

let folder: string;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
  const system = await systemUnderTest();
  api = await clientOf(system);
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

async function spoken(answer: Response): Promise<{ content: Uint8Array; provenanceId: string }> {
  expect(answer.headers.get('x-ai-generated')).toBe('1');
  const provenanceId = answer.headers.get('provenance-id') ?? '';
  expect(provenanceId).toMatch(/^prv_[0-9A-Z]{26}$/);
  return { content: new Uint8Array(await answer.arrayBuffer()), provenanceId };
}

describe.skipIf(!isInstalled('ffprobe'))('what ffprobe reads of synthetic speech', () => {
  it.each(TAGGED)('is the tag of live %s', async (format) => {
    const { content, provenanceId } = await spoken(
      await api.send('POST', '/v1/speech', { voiceId, text: TEXT, format }),
    );
    expectTag(format, await tagsOf(content, `live.${format}`), provenanceId);
  });

  it.each(TAGGED)('is the tag of stored %s, from one request to Azure and from several', async (format) => {
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
    }
  });

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
