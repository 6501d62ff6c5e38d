import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** The server sends a comment every 15 s: a connection that is silent for longer than this is lost, or something on the way holds back what it carries. */
const SILENCE_TIMEOUT_MS = 40_000;

export interface EventStreamOptions {
  /** Is told the pause that the server wants before a reconnection (`retry:`). */
  readonly onRetry: (pauseMs: number) => void;
  readonly silenceTimeoutMs?: number | undefined;
}

/** The server-sent events of a body, until it ends. @throws Error when it breaks, or when nothing arrives for too long */
export async function* eventStream(
  body: ReadableStream<Uint8Array>,
  { onRetry, silenceTimeoutMs = SILENCE_TIMEOUT_MS }: EventStreamOptions,
): AsyncGenerator<EventSourceMessage> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event), onRetry });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), silenceTimeoutMs);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
    }
  } finally {
    // A body that is broken cannot be canceled, and need not be.
    await reader.cancel().catch(() => undefined);
  }
}

async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing arrived for ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
