import { TAGGED_CONTAINERS } from '#audio';
import { toneFile } from '../../libs/audio/src/testing/tagged-files.ts';
import { TestFolder } from '../../libs/audio/src/testing/test-folder.ts';

/** What Azure sends first of a compressed format: its headers and some audio, as much as one chunk of samples. */
const START_BYTES = 4_800;

/** Of each format, not counted. */
const WARM_UP_STREAMS = 20;

/** Medians of the time to the first byte, in milliseconds. */
export interface FirstByte {
  readonly format: string;
  readonly taggedMs: number;
  /** Of raw samples, which have no tag. */
  readonly rawMs: number;
}

/**
 * What the tag adds to the first byte: streams of a format that has one, and of raw samples, take turns.
 * @param serve tells the speech server what it sends first of the format, in base64; undefined: samples
 * @param hear one stream, and returns the time to its first byte in milliseconds
 */
export async function* firstBytesWithTag(
  streams: number,
  serve: (start: string | undefined) => Promise<unknown>,
  hear: (format: string) => Promise<number>,
): AsyncGenerator<FirstByte> {
  const folder = new TestFolder();
  try {
    for (const format of ['wav', ...TAGGED_CONTAINERS] as const) {
      const start = format === 'wav' ? undefined : toneFile(folder, format, 1).subarray(0, START_BYTES);
      await serve(start?.toString('base64'));
      const times: Record<'tagged' | 'raw', number[]> = { tagged: [], raw: [] };
      for (let turn = -WARM_UP_STREAMS; turn < streams; turn++) {
        const order = turn % 2 === 0 ? (['tagged', 'raw'] as const) : (['raw', 'tagged'] as const);
        for (const kind of order) {
          const ms = await hear(kind === 'tagged' ? format : 'pcm');
          if (turn >= 0) times[kind].push(ms);
        }
      }
      yield { format, taggedMs: medianOf(times.tagged), rawMs: medianOf(times.raw) };
    }
  } finally {
    folder.dispose();
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
