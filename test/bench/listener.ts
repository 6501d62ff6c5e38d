import { type Agent, request } from 'node:http';
import { now } from './now.ts';

export interface Heard {
  /** Stands in the text, so that the server's times can be told apart. */
  readonly label: number;
  /** Since the epoch. */
  readonly startedAt: number;
  readonly ttfaMs: number;
  readonly bytes: number;
  /** Milliseconds by name, as the API says. */
  readonly serverTiming?: Readonly<Record<string, number>>;
}

export interface Hanging {
  readonly signal?: AbortSignal;
  readonly onFirst?: () => void;
}

/** A client of a route that answers with speech. */
export class Listener {
  constructor(
    private readonly url: URL,
    private readonly agent: Agent,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** One POST. Rejects when the answer is not whole. */
  hear(label: number, fields: object, { signal, onFirst }: Hanging = {}): Promise<Heard> {
    const body = JSON.stringify(fields);
    const startedAt = now();
    return new Promise((resolve, reject) => {
      const call = request(
        this.url,
        {
          agent: this.agent,
          method: 'POST',
          headers: {
            ...this.headers,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
          ...(signal && { signal }),
        },
        (answer) => {
          let ttfaMs = Number.NaN;
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => {
            if (bytes === 0) {
              ttfaMs = now() - startedAt;
              onFirst?.();
            }
            bytes += chunk.length;
          });
          answer.once('error', reject);
          answer.once('end', () => {
            if (answer.statusCode === 200 && answer.complete)
              resolve({
                label,
                startedAt,
                ttfaMs,
                bytes,
                serverTiming: serverTimingOf(answer.headers['server-timing']),
              });
            else reject(new Error(`the answer was ${answer.statusCode}`));
          });
        },
      );
      call.once('error', reject);
      call.end(body);
    });
  }
}

function serverTimingOf(header: string | string[] | undefined): Record<string, number> {
  return Object.fromEntries(
    String(header)
      .split(', ')
      .map((metric) => metric.split(';dur='))
      .map(([name = '', ms]) => [name, Number(ms)]),
  );
}
