import { describe, expect, it } from 'vitest';
import { lineSchema } from './resource.schema.ts';

const isLine = (text: string) => lineSchema(100).safeParse(text).success;

describe(lineSchema.name, () => {
  it.each(['Ada Lovelace', 'עדה לאבלייס', 'آدا لوفلايس', 'Nguyễn Thị Minh Khai', '李小龍', 'Anne\u200dMarie 👩‍🔬'])(
    'takes %j',
    (name) => {
      expect(isLine(name)).toBe(true);
    },
  );

  it.each([
    '202a',
    '202b',
    '202c',
    '202d',
    '202e',
    '2066',
    '2067',
    '2068',
    '2069',
    '200e',
    '200f',
    '061c',
    '2028',
    '2029',
  ])('refuses U+%s, with which a name would be shown as another one', (code) => {
    expect(isLine(`Ada${String.fromCodePoint(Number.parseInt(code, 16))}ecalevoL`)).toBe(false);
  });

  it.each(['a\nb', 'a\u0000', 'a\u001b[31m', '', '   '])('refuses %j', (text) => {
    expect(isLine(text)).toBe(false);
  });
});
