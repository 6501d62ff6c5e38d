import { describe, expect, it } from 'vitest';
import { eventStream } from './event-stream.ts';

describe(eventStream, () => {
  it('ends when nothing arrives, not even a comment, and lets the connection go', async () => {
    let canceled = false;
    const silent = new ReadableStream<Uint8Array>({ cancel: () => void (canceled = true) });
    const next = eventStream(silent, { onRetry: () => undefined, silenceTimeoutMs: 1 }).next();
    await expect(next).rejects.toThrow('nothing arrived');
    expect(canceled).toBe(true);
  });

  it('reads characters that are cut in the middle', async () => {
    const bytes = new TextEncoder().encode('data: „Grüße“\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const { value } = await eventStream(body, { onRetry: () => undefined }).next();
    expect(value?.data).toBe('„Grüße“');
  });
});
