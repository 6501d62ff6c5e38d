import { Transform } from 'node:stream';
import { ServiceError } from '#domain';

/** Passes a recording on and fails with `payload-too-large` as soon as it has more than `maxBytes`. */
export function atMost(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, callback) {
      seen += chunk.length;
      if (seen <= maxBytes) callback(null, chunk);
      else
        callback(
          new ServiceError('payload-too-large', `A recording may have at most ${maxBytes} bytes. Send a shorter one.`),
        );
    },
  });
}
