import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PropertiesNotShown } from './diagnosis/queue-description.ts';
import { QueueCounts } from './queue-counts.ts';
import { QueuesDetail } from './queues-detail.ts';

const { signal } = new AbortController();
let now: number;
let counts: QueueCounts;

beforeEach(() => {
  now = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  counts = new QueueCounts({ namespace: 'example' }, { getToken: () => Promise.resolve(null) });
});
afterEach(() => void vi.restoreAllMocks());

describe(QueuesDetail, () => {
  it('has the counts by queue, and reads them at most every 10 s', async () => {
    const read = vi
      .spyOn(counts, 'read')
      .mockResolvedValue([{ queue: 'maintenance', active: 1, scheduled: 2, deadLettered: 3 }]);
    const detail = new QueuesDetail(counts);
    const answers = await Promise.all([detail.read(signal), detail.read(signal)]);
    expect(answers[1]).toEqual({ maintenance: { active: 1, scheduled: 2, deadLettered: 3 } });
    now = 10_000;
    await detail.read(signal);
    expect(read).toHaveBeenCalledTimes(1);
    now = 10_001;
    await detail.read(signal);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('asks again after an hour where the right is missing, and after 10 s where Service Bus was away', async () => {
    const read = vi.spyOn(counts, 'read').mockRejectedValue(new PropertiesNotShown('Service Bus answered 401'));
    const detail = new QueuesDetail(counts);
    await expect(detail.read(signal)).rejects.toThrow(PropertiesNotShown);
    now = 3_600_000;
    await expect(detail.read(signal)).rejects.toThrow(PropertiesNotShown);
    expect(read).toHaveBeenCalledTimes(1);
    now = 3_600_001;
    read.mockRejectedValue(new Error('away'));
    await expect(detail.read(signal)).rejects.toThrow('away');
    now += 10_001;
    await expect(detail.read(signal)).rejects.toThrow('away');
    expect(read).toHaveBeenCalledTimes(3);
  });
});
