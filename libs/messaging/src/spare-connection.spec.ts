import type { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import { SpareConnection } from './spare-connection.ts';

describe(SpareConnection.name, () => {
  let now: number;
  let closed: number[];
  let connected: number;
  let spare: SpareConnection;

  beforeEach(() => {
    vi.useFakeTimers();
    [now, closed, connected] = [0, [], 0];
    const connect = () => {
      const id = (connected += 1);
      return stub<ServiceBusClient>({
        createReceiver: () => ({ identifier: String(id) }),
        close: async () => void closed.push(id),
      });
    };
    spare = new SpareConnection(connect, () => now);
  });
  afterEach(() => vi.useRealTimers());

  it('is opened when it is first used, and used for ten seconds', () => {
    expect(connected).toBe(0);
    const receivers = [0, 9_999, 10_000].map((at) => {
      now = at;
      return spare.receiver('maintenance');
    });
    expect(receivers).toEqual([{ identifier: '1' }, { identifier: '1' }, { identifier: '2' }]);
    expect(closed).toEqual([1]);
  });

  it('is closed when nobody needs it', async () => {
    spare.receiver('maintenance');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(closed).toEqual([1]);
    await spare.close();
    expect(closed).toEqual([1]);
  });

  it('is closed with its host', async () => {
    spare.receiver('maintenance');
    await spare.close();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(closed).toEqual([1]);
  });
});
