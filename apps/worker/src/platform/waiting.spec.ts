import { describe, expect, it } from 'vitest';
import { MAX_REQUEUES, ServiceError } from '#domain';
import { stalledAfterMs } from '#documents';
import { delayBeforeNextPoll, unlessItExists } from './provider-resources.ts';
import { delayBeforeNextLook } from './recording-wait.ts';

const START = '2026-11-22T00:00:00.000Z';
const after = (ms: number) => Date.parse(START) + ms;

describe(delayBeforeNextPoll.name, () => {
  it.each([
    [0, 2_000],
    [8_000, 2_000],
    [60_000, 15_000],
    [3_600_000, 60_000],
  ])('asks about a job that is %i ms old again after %i ms', (ageMs, delayMs) => {
    expect(delayBeforeNextPoll(START, 2_000, after(ageMs))).toBe(delayMs);
  });

  it('gives a job up after a day', () => {
    expect(delayBeforeNextPoll(START, 2_000, after(86_400_001))).toBeUndefined();
  });
});

describe(delayBeforeNextLook.name, () => {
  it('looks often at first, rarely later, for longer than any recording waits to be examined, and not forever', () => {
    expect(delayBeforeNextLook(START, after(0))).toBe(500);
    expect(delayBeforeNextLook(START, after(20_000))).toBe(5_000);
    expect(delayBeforeNextLook(START, after(3_000_000))).toBe(30_000);
    const examinedOrStalledMs = stalledAfterMs('Microsoft.Storage.BlobCreated') * (2 ** (MAX_REQUEUES + 1) - 1);
    expect(delayBeforeNextLook(START, after(examinedOrStalledMs))).toBe(30_000);
    expect(delayBeforeNextLook(START, after(72 * 3_600_000 + 1))).toBeUndefined();
  });
});

describe(unlessItExists.name, () => {
  const refused = () => Promise.reject(new ServiceError('provider-rejected', 'exists'));

  it('creates what is not there', async () => {
    expect(
      await unlessItExists(
        () => Promise.resolve(undefined),
        () => Promise.resolve('new'),
      ),
    ).toBe('new');
  });

  it('takes what an earlier run created', async () => {
    expect(await unlessItExists(() => Promise.resolve('old'), refused)).toBe('old');
  });

  it('takes what another run created at the same moment', async () => {
    const answers = [undefined, 'theirs'];
    expect(await unlessItExists(() => Promise.resolve(answers.shift()), refused)).toBe('theirs');
  });

  it('passes on a refusal that has another reason, and failures that may pass', async () => {
    await expect(unlessItExists(() => Promise.resolve(undefined), refused)).rejects.toMatchObject({
      code: 'provider-rejected',
    });
    const down = () => Promise.reject(new ServiceError('provider-unavailable', 'down'));
    await expect(unlessItExists(() => Promise.resolve('late'), down)).resolves.toBe('late');
    await expect(unlessItExists(() => Promise.resolve(undefined), down)).rejects.toMatchObject({
      code: 'provider-unavailable',
    });
  });
});
