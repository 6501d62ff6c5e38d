import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type QueueCount, QUEUE_NAMES } from '#messaging';
import { PropertiesNotShown } from './diagnosis/queue-description.ts';
import { queueCountOf, QueueCounts } from './queue-counts.ts';

const SIGNAL = new AbortController().signal;
const NAMESPACE = 'voice.servicebus.windows.net';

/** As Service Bus answers; "d2p1" is its choice. */
function description(active: number, scheduled: number, dead: number, prefix = 'd2p1:'): string {
  const counts = Object.entries({
    ActiveMessageCount: active,
    DeadLetterMessageCount: dead,
    ScheduledMessageCount: scheduled,
    TransferMessageCount: 0,
  }).map(([name, count]) => `<${prefix}${name}>${count}</${prefix}${name}>`);
  return `<entry><content><QueueDescription xmlns="x"><MessageCount>${active + scheduled + dead}</MessageCount><CountDetails xmlns:d2p1="y">${counts.join('')}</CountDetails></QueueDescription></content></entry>`;
}

const asked: string[] = [];
let answer: (queue: string) => Response;
const getToken = vi.fn(() => Promise.resolve({ token: 'secret', expiresOnTimestamp: 0 }));
const counts = new QueueCounts({ namespace: NAMESPACE }, { getToken });

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(answer(new URL(url).pathname.slice(1)));
  });
});
afterEach(() => void vi.unstubAllGlobals());

describe(QueueCounts.name, () => {
  it('asks about each queue once', async () => {
    answer = (queue) =>
      new Response(
        description(
          QUEUE_NAMES.findIndex((name) => name === queue),
          2,
          3,
        ),
      );
    const expected = QUEUE_NAMES.map((queue, active): QueueCount => ({ queue, active, scheduled: 2, deadLettered: 3 }));
    expect(await counts.read(SIGNAL)).toEqual(expected);
    expect(asked).toEqual(QUEUE_NAMES.map((queue) => `https://${NAMESPACE}/${queue}?api-version=2021-05`));
  });

  it.each([401, 403])('stops after one request without the right to read queues (%i)', async (status) => {
    answer = () => new Response('Manage,EntityRead claims required for this operation.', { status });
    await expect(counts.read(SIGNAL)).rejects.toThrow(PropertiesNotShown);
    expect(asked).toHaveLength(1);
  });

  it('reads nothing with a connection string, which names no identity', async () => {
    const byKey = new QueueCounts({ connectionString: 'Endpoint=sb://x' }, { getToken });
    await expect(byKey.read(SIGNAL)).rejects.toThrow(PropertiesNotShown);
    expect(asked).toEqual([]);
  });

  it('says that Service Bus is not available when it answers otherwise, or not', async () => {
    answer = () => new Response('busy', { status: 503 });
    await expect(counts.read(SIGNAL)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    answer = () => {
      throw new TypeError('fetch failed');
    };
    await expect(counts.read(SIGNAL)).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});

describe(queueCountOf, () => {
  it('reads the counts whatever prefix their namespace has', () => {
    const expected = { queue: 'maintenance', active: 5, scheduled: 70, deadLettered: 9 };
    expect(queueCountOf('maintenance', description(5, 70, 9))).toEqual(expected);
    expect(queueCountOf('maintenance', description(5, 70, 9, ''))).toEqual(expected);
  });

  it('is an error for an answer without counts', () => {
    expect(() => queueCountOf('maintenance', '<feed/>')).toThrow('has no ActiveMessageCount');
  });
});
