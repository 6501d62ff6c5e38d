import { beforeEach, describe, expect, it } from 'vitest';
import { KeptAnswer } from './kept-answer.ts';

let now: number;
let made: number;
let make: () => Promise<number>;
let kept: KeptAnswer<number>;

beforeEach(() => {
  [now, made] = [0, 0];
  make = () => Promise.resolve(++made);
  kept = new KeptAnswer(
    () => make(),
    (answer) => (answer === undefined ? 10 : 100),
    () => now,
  );
});

describe(KeptAnswer.name, () => {
  it('makes one answer for all who ask at the same time, and until it is old', async () => {
    expect(await Promise.all(Array.from({ length: 1_000 }, () => kept.get()))).toEqual(Array(1_000).fill(1));
    now = 99;
    expect(await kept.get()).toBe(1);
    expect(kept.keptForMs).toBe(1);
    now = 100;
    expect(kept.keptForMs).toBe(0);
    expect(await kept.get()).toBe(2);
  });

  it('counts its age from when it was there, however long that took', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    make = () => promise;
    const first = kept.get();
    now = 1_000;
    const second = kept.get();
    resolve(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    now = 1_099;
    make = () => Promise.resolve(8);
    expect(await kept.get()).toBe(7);
    now = 1_100;
    expect(await kept.get()).toBe(8);
  });

  it('keeps a failure for its own time, and is asked again after it', async () => {
    let attempts = 0;
    make = () => Promise.reject(new Error(`failure ${++attempts}`));
    await expect(kept.get()).rejects.toThrow('failure 1');
    await expect(kept.get()).rejects.toThrow('failure 1');
    now = 10;
    await expect(kept.get()).rejects.toThrow('failure 2');
    now = 20;
    make = () => Promise.resolve(3);
    expect(await kept.get()).toBe(3);
  });
});
