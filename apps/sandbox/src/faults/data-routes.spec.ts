import { describe, expect, it, vi } from 'vitest';
import { StorageNetwork } from '../storage/storage-network.ts';
import { startControl } from './control-server.ts';
import type { KeptData } from './data-routes.ts';
import { Clock } from './clock.ts';
import { FaultPlan } from './fault-plan.ts';

/** What the control endpoint answers to a snapshot while no services run. */
async function snapshotOf(data: KeptData | undefined): Promise<{ status: number; body: unknown }> {
  const clock = new Clock();
  const control = await startControl({
    host: '127.0.0.1',
    port: 0,
    clock,
    faults: new FaultPlan(),
    log: vi.fn(),
    services: () => undefined,
    storageNetwork: new StorageNetwork(),
    access: { decisions: () => [], take: vi.fn() },
    data,
    passTime: vi.fn(),
    onClockMoved: vi.fn(),
    endpoints: () => ({}),
    environment: () => ({}),
    deployables: () => ({}),
  });
  try {
    const response = await fetch(`${control.endpoint}/snapshot`, { method: 'POST' });
    return { status: response.status, body: await response.json() };
  } finally {
    await control.close();
    clock.stop();
  }
}

describe('a snapshot', () => {
  it('is refused while the services start on restored data, with advice', async () => {
    const takeSnapshot = vi.fn<KeptData['takeSnapshot']>();
    const answer = await snapshotOf({ snapshots: () => [], takeSnapshot, restore: async () => undefined });
    expect(answer).toEqual({
      status: 503,
      body: {
        error: { code: 'restoring', detail: 'The services start on restored data.', advice: 'Ask again in a moment.' },
      },
    });
    expect(takeSnapshot).not.toHaveBeenCalled();
  });

  it('is refused by a sandbox that keeps nothing, for that reason', async () => {
    expect(await snapshotOf(undefined)).toMatchObject({ status: 409, body: { error: { code: 'keeps-no-data' } } });
  });
});
