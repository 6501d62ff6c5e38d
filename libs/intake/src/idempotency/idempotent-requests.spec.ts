import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdempotencyLease, IdempotencyScope, IdempotencyStore } from '#documents';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { IdempotentRequests } from './idempotent-requests.ts';

const scope = stub<IdempotencyScope>({});
const FIRST = { id: 'syn_1' };

describe(IdempotentRequests.name, () => {
  const store = { lease: vi.fn(), release: vi.fn(), complete: vi.fn(), renew: vi.fn() };
  const request = { handle: vi.fn(), keep: vi.fn(), repeat: vi.fn() };
  const logger = { warn: vi.fn() };
  const requests = new IdempotentRequests(stub<IdempotencyStore>(store), stub<Logger>(logger));
  const run = () => requests.run(scope, 'fingerprint', request);
  const lease = stub<IdempotencyLease>({ ids: {} });

  beforeEach(() => {
    for (const spy of [...Object.values(store), ...Object.values(request), logger.warn]) spy.mockReset();
    store.lease.mockResolvedValue({ outcome: 'leased', lease });
    request.handle.mockResolvedValue(FIRST);
    request.keep.mockReturnValue({ answer: { status: 202 } });
  });

  it('runs the first request, and keeps its answer', async () => {
    expect(await run()).toBe(FIRST);
    expect(store.complete).toHaveBeenCalledExactlyOnceWith(lease, { status: 202 }, undefined);
    expect(store.release).not.toHaveBeenCalled();
  });

  it('lets a request that failed be sent again with its key', async () => {
    const failure = new Error('no database');
    request.handle.mockRejectedValue(failure);
    await expect(run()).rejects.toBe(failure);
    expect(store.release).toHaveBeenCalledExactlyOnceWith(lease);
    expect(store.complete).not.toHaveBeenCalled();
  });

  it('answers a later one as the first, without running it', async () => {
    store.lease.mockResolvedValue({ outcome: 'done', answer: { status: 202 }, ids: {}, formDigest: 'digest' });
    request.repeat.mockReturnValue('as before');
    expect(await run()).toBe('as before');
    expect(request.repeat).toHaveBeenCalledExactlyOnceWith({ status: 202 }, {}, 'digest');
    expect(request.handle).not.toHaveBeenCalled();
  });

  it.each([
    ['in-progress', 'idempotency-in-progress'],
    ['reused', 'idempotency-key-reused'],
  ])('refuses one that is %s', async (outcome, code) => {
    store.lease.mockResolvedValue({ outcome });
    await expect(run()).rejects.toMatchObject({ code });
    expect(request.handle).not.toHaveBeenCalled();
  });

  it('answers what has happened, also when that could not be recorded', async () => {
    store.complete.mockRejectedValue(new Error('no database'));
    expect(await run()).toBe(FIRST);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
