import { describe, expect, it } from 'vitest';
import { ReceiptSigner } from '#auth';
import { type ErasureReceipt, ServiceError } from '#domain';
import { aReceipt, stub } from '#domain/testing';
import { canonicalJson } from '#storage';
import type { ReplayErasure, ReplayOutcome } from './replay-erasure.usecase.ts';
import { ReplayRegister } from './replay-register.usecase.ts';

const AT = '2026-11-22T10:00:00.000Z';
const [ours, theirs] = [1, 2].map((seed) => new ReceiptSigner([Buffer.alloc(32, seed).toString('base64')])) as [
  ReceiptSigner,
  ReceiptSigner,
];
const publicKeys = ours.publicKeys.map(({ publicKey }) => publicKey);

function receiptOf(id: string, signer?: ReceiptSigner): ErasureReceipt {
  const subject = { kind: 'consent' as const, id };
  const receipt = aReceipt({ version: 1, tenantId: 't', subject, requestedAt: AT, completedAt: AT });
  const signature = signer?.sign(Buffer.from(canonicalJson(receipt)));
  return signature ? { ...receipt, signature } : receipt;
}

/** Answers, for each receipt, one outcome after the other. */
function replayOf(outcomes: Record<string, (ReplayOutcome | Error)[]>) {
  const calls: string[] = [];
  const execute = ({ subject }: ErasureReceipt): Promise<ReplayOutcome> => {
    calls.push(subject.id);
    const outcome = outcomes[subject.id]?.shift() ?? 'gone';
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  return { calls, register: new ReplayRegister(stub<ReplayErasure>({ execute })) };
}

async function run(register: ReplayRegister, receipts: readonly (ErasureReceipt | undefined)[], keys = publicKeys) {
  const lines: string[] = [];
  const signal = new AbortController().signal;
  const named = receipts.map((receipt, index) => ({ name: `file-${index}`, receipt }));
  const report = await register.execute(named, { publicKeys: keys, signal, tell: (line) => void lines.push(line) });
  return { report, lines };
}

describe(ReplayRegister.name, () => {
  it('acts on receipts that a known key has signed, and on no others', async () => {
    const changed = { ...receiptOf('d', ours), requestedAt: '2026-01-01T00:00:00.000Z' };
    const receipts = [receiptOf('a', ours), receiptOf('b', theirs), receiptOf('c'), changed, undefined];
    const { calls, register } = replayOf({ a: ['erased'] });
    const { report, lines } = await run(register, receipts);
    expect(calls).toEqual(['a']);
    expect(report).toEqual({ erased: 1, gone: 0, failed: 4 });
    expect(lines).toEqual([
      'file-1: is signed by an unknown key; nothing was done',
      'file-2: is not signed; nothing was done',
      'file-3: differs from its signature; nothing was done',
      'file-4: is not a receipt; nothing was done',
      'consent a: had come back, is erased again',
    ]);
  });

  it('takes all receipts where signatures are not requested', async () => {
    const { calls, register } = replayOf({});
    expect((await run(register, [receiptOf('a'), receiptOf('b', theirs)], [])).report.gone).toBe(2);
    expect(calls).toEqual(['a', 'b']);
  });

  it('stops all of them before it waits for any, and goes on with those that settle', async () => {
    const { calls, register } = replayOf({
      a: [{ retryAfterMs: 5 }, 'erased'],
      b: ['gone'],
      c: [{ retryAfterMs: 1 }, { retryAfterMs: 1 }, 'erased'],
    });
    const receipts = ['a', 'b', 'c'].map((id) => receiptOf(id, ours));
    expect((await run(register, receipts)).report).toEqual({ erased: 2, gone: 1, failed: 0 });
    expect(calls).toEqual(['a', 'b', 'c', 'a', 'c', 'c']);
  });

  it('goes on with the others when one fails', async () => {
    const { register } = replayOf({ a: [new ServiceError('dependency-unavailable', 'away')] });
    const { report, lines } = await run(register, [receiptOf('a', ours), receiptOf('b', ours)]);
    expect(report).toEqual({ erased: 0, gone: 1, failed: 1 });
    expect(lines).toEqual(['consent a: failed (dependency-unavailable); run it again to continue']);
  });
});
