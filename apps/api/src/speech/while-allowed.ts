import type { VoiceWatch } from '#storage';

/**
 * Hands on audio as long as its voice may be heard: each piece waits until that was confirmed a moment ago. When it may not any more, it
 * breaks off with the reason.
 * @param watch begins when the first piece is asked for: a stream that nobody reads watches nothing
 */
export async function* whileAllowed(
  audio: AsyncIterable<Uint8Array>,
  watch: () => VoiceWatch,
): AsyncGenerator<Uint8Array> {
  using allowed = watch();
  const pieces = audio[Symbol.asyncIterator]();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  const lose = (): void => lost.reject(allowed.signal.reason);
  allowed.signal.addEventListener('abort', lose, { once: true });
  if (allowed.signal.aborted) lose();
  try {
    for (;;) {
      // A source that is silent for long must not keep the connection open.
      const piece = await Promise.race([pieces.next(), lost.promise]);
      if (piece.done === true) return;
      await allowed.confirmed();
      yield piece.value;
    }
  } finally {
    allowed.signal.removeEventListener('abort', lose);
    void pieces.return?.()?.then(
      () => {},
      () => {},
    );
  }
}
