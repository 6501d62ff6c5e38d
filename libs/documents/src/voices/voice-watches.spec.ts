import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError, type SpeakableVoice } from '#domain';
import { VoiceWatches } from './voice-watches.ts';

const EVERY_MS = 500;
const lost = new ServiceError('consent-revoked', 'revoked');
const down = new ServiceError('dependency-unavailable', 'down');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

function watches() {
  const find = vi.fn(() => Promise.resolve({} as SpeakableVoice | undefined));
  return { find, all: new VoiceWatches({ find }, EVERY_MS) };
}

describe(VoiceWatches.name, () => {
  it('looks at a voice once for all who use it, and no more once nobody does', async () => {
    const { find, all } = watches();
    const uses = Array.from({ length: 20 }, () => all.watch('t', 'v', performance.now()));
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(find).toHaveBeenCalledTimes(10);
    for (const use of uses) use[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(find).toHaveBeenCalledTimes(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends every use soon after the consent is lost, and lets a new one begin with its own check', async () => {
    const { find, all } = watches();
    const uses = [all.watch('t', 'v', performance.now()), all.watch('t', 'v', performance.now())];
    find.mockRejectedValue(lost);
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    for (const use of uses) {
      expect(use.signal.reason).toBe(lost);
      await expect(use.authorized()).rejects.toBe(lost);
    }
    const other = all.watch('t', 'v', performance.now());
    expect(other.signal.aborted).toBe(false);
    await expect(other.authorizedNow()).rejects.toBe(lost);
    for (const use of [...uses, other]) use[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets nothing pass on a look that is older than a moment', async () => {
    const { find, all } = watches();
    using use = all.watch('t', 'v', performance.now());
    await use.authorized();
    find.mockRejectedValue(down);
    await vi.advanceTimersByTimeAsync(1_499);
    await use.authorized();
    let passed = false;
    await vi.advanceTimersByTimeAsync(2);
    const waiting = use.authorized().then(() => (passed = true));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(passed).toBe(false);
    find.mockResolvedValue({} as SpeakableVoice);
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    await waiting;
  });

  it('breaks off when it cannot be found out for long', async () => {
    const { find, all } = watches();
    find.mockRejectedValue(down);
    using use = all.watch('t', 'v', performance.now() - 10_000);
    const refused = expect(use.authorized()).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await vi.advanceTimersByTimeAsync(16_000);
    await refused;
    expect(use.signal.aborted).toBe(false);
  });

  it('checks again before audio is stored, however recent the last check was', async () => {
    const { find, all } = watches();
    using use = all.watch('t', 'v', performance.now());
    await use.authorizedNow();
    expect(find).toHaveBeenCalledTimes(1);
    find.mockResolvedValue(undefined);
    await expect(use.authorizedNow()).rejects.toMatchObject({ code: 'state-conflict' });
  });
});
