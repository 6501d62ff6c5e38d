import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TemporarySlots } from './temporary-slots.service.ts';

const slotsOf = (workers: number) => new TemporarySlots(aConfig({ audio: { workers } }));

describe(TemporarySlots.name, () => {
  it('gives out one slot for each audio worker, and the next when one is released', async () => {
    const slots = slotsOf(1);
    const release = await slots.take(new PassThrough(), 'one');
    let taken = false;
    const waiting = slots.take(new PassThrough(), 'two').then((next) => {
      taken = true;
      return next;
    });
    await Promise.resolve();
    expect(taken).toBe(false);
    release();
    (await waiting)();
  });

  it.each([
    ['fails', (arriving: PassThrough) => arriving.destroy(new Error('too slow')), { message: 'too slow' }],
    ['is cut off', (arriving: PassThrough) => arriving.destroy(), { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
  ] as const)('ends the wait of a recording that %s, and keeps no slot for it', async (_, end, reason) => {
    const slots = slotsOf(1);
    const release = await slots.take(new PassThrough(), 'one');
    const arriving = new PassThrough();
    const waiting = slots.take(arriving, 'two');
    end(arriving);
    await expect(waiting).rejects.toMatchObject(reason);
    release();
    (await slots.take(new PassThrough(), 'three'))();
  });

  it('ends the wait when the caller aborts it', async () => {
    const slots = slotsOf(1);
    await slots.take(new PassThrough(), 'one');
    const caller = new AbortController();
    const waiting = slots.take(new PassThrough(), 'two', caller.signal);
    caller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});
