import { describe, expect, it, vi } from 'vitest';
import { ServiceError } from '#domain';
import { whileAuthorized } from './while-authorized.ts';

const revoked = new ServiceError('consent-revoked', 'revoked');

async function* silence(): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(4);
}

function watched(audio: AsyncIterable<Uint8Array> = silence()) {
  const lost = new AbortController();
  const cut = vi.fn();
  const dispose = vi.fn();
  const watch = {
    signal: lost.signal,
    authorized: () => Promise.resolve(),
    authorizedNow: () => Promise.resolve(),
    [Symbol.dispose]: dispose,
  };
  return { pieces: whileAuthorized(audio, () => watch, cut), lost, cut, dispose };
}

describe(whileAuthorized.name, () => {
  it('cuts the connection at once when the voice may no longer be heard, though nobody asks for a piece', async () => {
    const { pieces, lost, cut } = watched();
    await pieces.next();
    expect(cut).not.toHaveBeenCalled();
    lost.abort(revoked);
    expect(cut).toHaveBeenCalledTimes(1);
    await expect(pieces.next()).rejects.toBe(revoked);
  });

  it('breaks off with the reason while its source is silent', async () => {
    const { pieces, lost } = watched({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) });
    const next = expect(pieces.next()).rejects.toBe(revoked);
    lost.abort(revoked);
    await next;
  });

  it('cuts nothing once it has ended', async () => {
    const { pieces, lost, cut, dispose } = watched();
    await pieces.next();
    await pieces.return(undefined);
    expect(dispose).toHaveBeenCalledTimes(1);
    lost.abort(revoked);
    expect(cut).not.toHaveBeenCalled();
  });
});
