import { describe, expect, it } from 'vitest';
import { RecordedMetrics } from '#observability/testing';
import { recordWait } from './message-metrics.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const before = (seconds: number) => new Date(NOW - seconds * 1_000);

describe(recordWait, () => {
  it('counts from when the message came onto its queue', () => {
    using recorded = new RecordedMetrics();
    recordWait('speech-synthesis', 'synthesis.run', { enqueuedTimeUtc: before(4) }, NOW);
    expect(recorded.metrics).toEqual([
      { name: 'voice.queue.age', value: 4, attributes: { 'messaging.destination.name': 'speech-synthesis' } },
    ]);
  });

  it('counts from when a scheduled message was due, not from when it was sent', () => {
    using recorded = new RecordedMetrics();
    const message = { enqueuedTimeUtc: before(60), scheduledEnqueueTimeUtc: before(2) };
    recordWait('voice-enrollment', 'voice.poll', message, NOW);
    expect(recorded.of('voice.queue.age')).toMatchObject([{ value: 2 }]);
    expect(recorded.of('voice.poll.lateness')).toEqual([
      { value: 2, attributes: { 'voice.message.type': 'voice.poll' } },
    ]);
  });

  it('takes a clock that is behind for no wait, and a message without a time for none', () => {
    using recorded = new RecordedMetrics();
    recordWait('voice-enrollment', 'voice.poll', { enqueuedTimeUtc: before(-3) }, NOW);
    recordWait('voice-enrollment', 'voice.poll', {}, NOW);
    expect(recorded.metrics.map(({ value }) => value)).toEqual([0]);
  });
});
