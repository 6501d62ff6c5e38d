import { ProviderError } from '#domain';

export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What did not finish in time, for the error's detail. */
  readonly what: string;
}

/**
 * Runs `work` under a deadline. Rejects with `provider-timeout` after `timeoutMs`, and with the caller's reason when `signal` aborts;
 * both at once, also when `work` does not watch the signal it is given.
 */
export async function withDeadline<T>(
  { timeoutMs, signal, what }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const interrupted = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  const onAbort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new ProviderError('provider-timeout', `${what} did not finish within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
