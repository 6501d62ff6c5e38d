import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { ServiceError } from '#domain';
import { aBatch, stub } from '#domain/testing';
import type { OpenAnswer } from '../platform/open-answers/open-answers.ts';
import { ReadArchive } from './read-archive.usecase.ts';

const PRINCIPAL = { tenantId: 't' } as Principal;

async function* zip() {
  yield Buffer.from('zip');
}

function readArchive(checked: Promise<void> = Promise.resolve()) {
  const watch = { signal: new AbortController().signal, confirmed: () => Promise.resolve(), [Symbol.dispose]() {} };
  const of = vi.fn(() => Promise.resolve({ content: zip(), lengthBytes: 3 }));
  const open = vi.fn(() => stub<OpenAnswer>({ cut: () => undefined }));
  const useCase = new ReadArchive(
    stub({ get: () => Promise.resolve(aBatch({ id: 'bat_1' })) }),
    stub({ checkSpoken: () => checked, watch: () => watch }),
    stub({ of }),
  );
  return { of, open, execute: () => useCase.execute(PRINCIPAL, 'bat_1', open) };
}

describe(ReadArchive.name, () => {
  it('hands out the archive while its voices may be heard', async () => {
    const { execute, open } = readArchive();
    const { content, lengthBytes } = await execute();
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    expect([Buffer.concat(chunks).toString(), lengthBytes]).toEqual(['zip', 3]);
    expect(open).toHaveBeenCalledOnce();
  });

  it('refuses it when a voice may not be heard, before the answer counts as open', async () => {
    const revoked = new ServiceError('consent-revoked', 'The consent was revoked.');
    const { execute, open, of } = readArchive(Promise.reject(revoked));
    await expect(execute()).rejects.toBe(revoked);
    expect(open).not.toHaveBeenCalled();
    expect(of).not.toHaveBeenCalled();
  });
});
