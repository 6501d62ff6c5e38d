import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TurnDeadlines } from './turn-deadlines.ts';

describe('TurnDeadlines', () => {
  const limits = { firstAudioMs: 100, progressMs: 50, totalMs: 1000, stalledReaderMs: 300 };
  const expired: string[] = [];
  let deadlines: TurnDeadlines;

  beforeEach(() => {
    vi.useFakeTimers();
    expired.length = 0;
    deadlines = new TurnDeadlines(limits, (error) => expired.push(error.message));
    deadlines.start();
  });
  afterEach(() => {
    deadlines.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('expire when there is no first audio, whatever else comes', () => {
    vi.advanceTimersByTime(99);
    deadlines.onActivity();
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(['provider-timeout: Azure AI Speech sent no audio for 100 ms']);
  });

  it('expire when nothing comes after the first audio', () => {
    deadlines.onAudio();
    for (let frame = 0; frame < 5; frame++) {
      vi.advanceTimersByTime(49);
      deadlines.onActivity();
    }
    vi.advanceTimersByTime(49);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(['provider-timeout: Azure AI Speech stopped in the middle of the audio for 50 ms']);
  });

  it('expire when it goes on for too long, not counting the time when the reader was slow', () => {
    deadlines.onAudio();
    const trickle = setInterval(() => deadlines.onActivity(), 25);
    vi.advanceTimersByTime(600);
    deadlines.pause();
    vi.advanceTimersByTime(299);
    deadlines.resume();
    vi.advanceTimersByTime(399);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(['provider-timeout: Azure AI Speech did not finish within 1000 ms']);
    clearInterval(trickle);
  });

  it('expire when the reader does not come back', () => {
    deadlines.onAudio();
    deadlines.pause();
    vi.advanceTimersByTime(299);
    deadlines.onActivity();
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(['The audio was not read for 300 ms']);
  });

  it('wait for a reader that takes a little at a time, however long it needs', () => {
    deadlines.onAudio();
    deadlines.pause();
    for (let taken = 0; taken < 10; taken++) {
      vi.advanceTimersByTime(299);
      deadlines.onRead();
    }
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(expired).toEqual(['The audio was not read for 300 ms']);
  });

  it('do not start again when what is left is read after the end', () => {
    deadlines.onAudio();
    deadlines.pause();
    deadlines.stop();
    deadlines.onRead();
    deadlines.resume();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('give the service the whole pause again after a slow reader', () => {
    deadlines.onAudio();
    vi.advanceTimersByTime(40);
    deadlines.pause();
    vi.advanceTimersByTime(40);
    deadlines.resume();
    vi.advanceTimersByTime(49);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toHaveLength(1);
  });

  it('do not expire after they were stopped', () => {
    deadlines.stop();
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual([]);
  });
});
