import { expect, it } from 'vitest';
import { type Batch, BATCH_MAX_ITEMS } from '#domain';
import type { BatchFiles, BatchItemState, BlobStore } from '#storage';
import { BatchArchive } from '../../../apps/api/src/batches/batch-archive.ts';
import { longestTurnOfRuns, TURN_LIMIT_MS } from './turns.ts';

/** The most that fits into one WAV file, of a length whose checksums take longest to join. */
const SPOKEN_BYTES = 44 + 2 ** 18 - 2;
/** Below what it takes all at once: 26 to 58 ms, by the machine. */
const LIMIT_MS = TURN_LIMIT_MS / 2;

it.each([
  ['one WAV file', 'wav', true],
  ['a file for each item', 'mp3', false],
])(
  'a turn of the API’s loop is within its budget when an archive has one chunk of 10,000 items: %s',
  async (...given) => {
    const [, format, concatenate] = given;
    const states = Array.from({ length: BATCH_MAX_ITEMS }, (_, index): BatchItemState => ({
      key: `item-${index}`,
      characters: 400,
      speech: { hash: `${index}`, sizeBytes: SPOKEN_BYTES, durationMs: 5_461, crc32: (index * 2_654_435_761) >>> 0 },
    }));
    const chunk = { index: 0, first: 0, count: BATCH_MAX_ITEMS, attempt: 1, status: 'done' };
    const counts = { succeeded: BATCH_MAX_ITEMS, failed: 0, reused: 0, statesBlob: 'states' };
    const batch = {
      id: 'bat_1',
      kind: 'batch',
      tenantId: 't',
      voiceId: 'vce_1',
      status: 'succeeded',
      format,
      concatenate,
      itemCount: BATCH_MAX_ITEMS,
      chunks: [{ ...chunk, ...counts }],
      updatedAt: '2026-11-22T10:00:00.000Z',
    } as unknown as Batch;
    const files = { states: () => Promise.resolve(states) } as unknown as BatchFiles;
    const archive = new BatchArchive(files, {} as BlobStore);
    let lengthBytes = 0;
    const longestMs = await longestTurnOfRuns(async () => {
      ({ lengthBytes } = await archive.of(batch));
    }, LIMIT_MS);
    expect(longestMs).toBeLessThanOrEqual(LIMIT_MS);
    expect(lengthBytes).toBeGreaterThan(BATCH_MAX_ITEMS * (SPOKEN_BYTES - 44));
  },
);
