import type { Batch, BatchChunk } from '#domain';
import { messages } from '#messaging';
import { BATCH_SYNTHESIS_MAX_BYTES } from '#speech';

/** Left free in the body of a job for what surrounds its inputs. */
const ENVELOPE_BYTES = 64 * 1024;

/** Runs of items, each within the limits of one job even when all of its items have to be spoken. */
export function chunksOf(
  sizes: readonly number[],
  mostItems: number,
  mostBytes = BATCH_SYNTHESIS_MAX_BYTES - ENVELOPE_BYTES,
): BatchChunk[] {
  const chunks: { first: number; count: number }[] = [];
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    const open = chunks.at(-1);
    if (open && open.count < mostItems && bytes + size <= mostBytes) {
      open.count += 1;
      bytes += size;
    } else {
      chunks.push({ first: index, count: 1 });
      bytes = size;
    }
  }
  return chunks.map((chunk, index) => ({
    ...chunk,
    index,
    attempt: 1,
    status: 'queued',
    succeeded: 0,
    failed: 0,
    reused: 0,
  }));
}

/** The messages that have the queued chunks submitted. */
export function submissionsOf({ id, tenantId, chunks }: Pick<Batch, 'id' | 'tenantId' | 'chunks'>) {
  return chunks
    .filter(({ status }) => status === 'queued')
    .map(({ index, attempt }) =>
      messages.batchSubmit({
        tenantId,
        subjectId: id,
        part: `${index}.${attempt}`,
        data: { chunk: index, attempt },
      }),
    );
}
