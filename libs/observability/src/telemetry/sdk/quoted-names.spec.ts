import { describe, expect, it } from 'vitest';
import { QuotedNames } from './quoted-names.ts';

describe(QuotedNames.name, () => {
  it('writes names as JSON, the first 1,024 characters of each', () => {
    const names = new QuotedNames();
    for (const name of ['a "b" \n', 'GET', 'GET']) expect(names.of(name)).toBe(JSON.stringify(name));
    expect(names.of('a'.repeat(2_000))).toBe(`"${'a'.repeat(1_024)}"`);
  });

  it('keeps a bounded number of short ones', () => {
    const names = new QuotedNames();
    names.of('a'.repeat(101));
    expect(names.size).toBe(0);
    for (let each = 0; each < 2_000; each++) expect(names.of(`name ${each}`)).toBe(`"name ${each}"`);
    expect(names.size).toBe(1_000);
  });
});
