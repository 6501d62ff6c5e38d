import { describe, expect, it } from 'vitest';
import { QUEUES, SINGLE_WORKER_APP } from '#messaging';
import { Autoscaler } from './autoscaler.ts';

const PER_REPLICA = QUEUES['speech-synthesis'].messagesPerReplica;

/** @returns the replicas of each second */
function replicasOf(seconds: number, active: (second: number) => number, app = SINGLE_WORKER_APP) {
  const scaler = new Autoscaler(app);
  const replicas = Array.from({ length: seconds }, (_, second) => {
    scaler.tick(second, (queue) => (queue === 'speech-synthesis' ? active(second) : 0));
    return scaler.replicas;
  });
  return { replicas, scaler };
}

describe(Autoscaler.name, () => {
  it('wakes at the next poll, and sends back to zero when the cool-down is over', () => {
    const { replicas } = replicasOf(400, (second) => (second >= 100 && second < 130 ? 1 : 0));
    expect(replicas.indexOf(1)).toBe(105);
    // The last poll that saw a message was at 120.
    expect(replicas.lastIndexOf(1)).toBe(120 + SINGLE_WORKER_APP.cooldownSeconds - 1);
  });

  it('goes to four, then doubles, up to the maximum', () => {
    const { replicas } = replicasOf(120, () => 1_000 * PER_REPLICA, { ...SINGLE_WORKER_APP, maxReplicas: 12 });
    expect([...new Set(replicas)]).toEqual([4, 8, 12]);
    expect(replicas.indexOf(8) - replicas.indexOf(4)).toBe(15);
  });

  it('scales in five minutes after fewer would do', () => {
    const { replicas } = replicasOf(600, (second) => (second < 100 ? 4 : 1) * PER_REPLICA);
    expect(replicas[99]).toBe(4);
    expect(replicas.indexOf(1, 30)).toBe(90 + 300 + 15);
  });

  it('is never asleep when a tick comes as often as its cool-down lasts', () => {
    const upShare = (everyS: number): number => {
      const { scaler } = replicasOf(86_400, (second) => (second % everyS < 8 ? 1 : 0));
      return scaler.upSeconds / 86_400;
    };
    expect(upShare(SINGLE_WORKER_APP.cooldownSeconds)).toBeGreaterThan(0.99);
    expect(upShare(300)).toBeCloseTo(SINGLE_WORKER_APP.cooldownSeconds / 300, 1);
  });
});
