import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe(Turns.name, () => {
  it('does the work for a key in its order, also after work that has failed, and lets other keys go on', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const first = turns.run('a', async () => {
      await opened;
      done.push('a1');
      throw new Error('broken');
    });
    const second = turns.run('a', () => Promise.resolve(done.push('a2')));
    await turns.run('b', () => Promise.resolve(done.push('b1')));
    open();
    await turns.ended();
    await expect(first).rejects.toThrow('broken');
    expect([await second, done]).toEqual([3, ['b1', 'a1', 'a2']]);
  });
});
