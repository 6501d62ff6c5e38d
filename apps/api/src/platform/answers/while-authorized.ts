import type { VoiceWatch } from '#documents';

/**
 * Hands on audio as long as its voice may be heard: each piece waits until that was confirmed a moment ago. When it may no longer be heard, it
 * breaks off with the reason.
 * @param watch begins when the first piece is asked for: a stream that nobody reads watches nothing
 * @param cut is called as soon as the voice may no longer be heard, also while nobody asks for a piece: a listener that has stopped reading
 *   has audio in the buffers of its connection
 */
export async function* whileAuthorized(
  audio: AsyncIterable<Uint8Array>,
  watch: () => VoiceWatch,
  cut: () => void,
): AsyncGenerator<Uint8Array> {
  using allowed = watch();
  if (allowed.signal.aborted) cut();
  else allowed.signal.addEventListener('abort', cut, { once: true });
  const pieces = audio[Symbol.asyncIterator]();
  try {
    for (;;) {
      // A source that is silent for long must not keep the connection open.
      const piece = await orAborted(pieces.next(), allowed.signal);
      if (piece.done === true) return;
      await allowed.authorized();
      yield piece.value;
    }
  } finally {
    allowed.signal.removeEventListener('abort', cut);
    // Not awaited: it waits for a piece that is asked for already, and may never come.
    pieces.return?.().catch(() => undefined);
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    // What comes too late is nobody's.
    promise.catch(() => undefined);
  }
}
