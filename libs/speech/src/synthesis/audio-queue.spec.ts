import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioQueue } from './audio-queue.ts';

function queueOf(limitBytes = 1000): { queue: AudioQueue; events: string[] } {
  const events: string[] = [];
  const queue = new AudioQueue(limitBytes, {
    onFull: () => events.push('full'),
    onTaken: () => events.push('taken'),
    onDrained: () => events.push('drained'),
    onAbandoned: () => events.push('abandoned'),
  });
  return { queue, events };
}

describe('AudioQueue', () => {
  it('gives every byte in order, however writing and reading interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.uint8Array({ maxLength: 20 })), async (scheduler, chunks) => {
        const { queue, events } = queueOf(30);
        const writing = scheduler.scheduleSequence([
          ...chunks.map((chunk) => async () => {
            queue.push(chunk);
            await Promise.resolve();
          }),
          async () => {
            queue.end();
            await Promise.resolve();
          },
        ]);
        const read: Uint8Array[] = [];
        const reading = (async () => {
          for await (const chunk of queue) read.push(await scheduler.schedule(Promise.resolve(chunk)));
        })();
        await scheduler.waitFor(Promise.all([writing.task, reading]));
        expect(Buffer.concat(read)).toEqual(Buffer.concat(chunks));
        // Full and drained alternate, beginning with full.
        const levels = events.filter((event) => event !== 'taken');
        expect(levels).toEqual(levels.map((_, i) => (i % 2 === 0 ? 'full' : 'drained')));
        expect(events.filter((event) => event === 'taken')).toHaveLength(read.length);
      }),
    );
  });

  it('throws its failure instead of chunks that wait', async () => {
    const { queue } = queueOf();
    const failure = new Error('broken');
    queue.push(Uint8Array.of(1));
    queue.fail(failure);
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toBe(failure);
  });

  it('keeps its first failure, and fails also after its end as long as something waits to be read', async () => {
    const { queue } = queueOf();
    const failure = new Error('first');
    queue.fail(failure);
    queue.fail(new Error('second'));
    queue.push(Uint8Array.of(1));
    queue.end();
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toBe(failure);
  });

  it('can be read once', () => {
    const { queue } = queueOf();
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow(TypeError);
  });

  it('tells when its reader leaves before the end, and only then', async () => {
    const early = queueOf();
    early.queue.push(Uint8Array.of(1));
    for await (const _chunk of early.queue) break;
    expect(early.events).toEqual(['taken', 'abandoned']);
    const late = queueOf();
    late.queue.push(Uint8Array.of(1));
    late.queue.end();
    for await (const _chunk of late.queue) break;
    expect(late.events).toEqual(['taken']);
  });
});
