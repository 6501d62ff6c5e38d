import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, MAX_SHARED_BYTES, partsOf, type Piece, TextBlocks } from './text-blocks.ts';

const textOf = ({ block, from, to }: Piece) => block.toString('utf8', from, to);
/** As long as a span usually is. */
const USUAL = 'ü'.repeat(10) + 'x'.repeat(620);

describe(TextBlocks.name, () => {
  it('keeps each text as it is, wherever a block ends', () => {
    const blocks = new TextBlocks();
    const texts = Array.from({ length: 300 }, (_, index) => `${index} größer ${'x'.repeat(index * 5)}`);
    const pieces = texts.map((text) => blocks.add(text));
    expect(pieces.map(textOf)).toEqual(texts);
    expect(new Set(pieces.map(({ block }) => block)).size).toBeGreaterThan(2);
  });

  it('gives a text that is longer than a block memory of its own, and goes on in the block', () => {
    const blocks = new TextBlocks();
    const long = 'é'.repeat(BLOCK_BYTES);
    const [before, piece, after] = [blocks.add('before'), blocks.add(long), blocks.add('after')];
    expect([before, piece, after].map(textOf)).toEqual(['before', long, 'after']);
    expect(piece.block.byteLength).toBe(2 * BLOCK_BYTES);
    expect(after.block).toBe(before.block);
  });

  it.each([USUAL, 'x'.repeat(MAX_SHARED_BYTES), 'é'.repeat(MAX_SHARED_BYTES)])('wastes little memory', (text) => {
    const blocks = new TextBlocks();
    const pieces = Array.from({ length: 2_048 }, () => blocks.add(text));
    const used = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    const taken = [...new Set(pieces.map(({ block }) => block.buffer))].reduce((sum, each) => sum + each.byteLength, 0);
    expect(taken).toBeLessThan(1.15 * used + BLOCK_BYTES);
  });
});

describe(partsOf, () => {
  it('has one part for pieces that follow each other, and one more after each gap', () => {
    const blocks = new TextBlocks();
    const [one, two, dropped, three, four] = ['1', '22', '333', '4444', '5'].map((text) => blocks.add(text));
    expect(dropped).toBeDefined();
    const pieces = [one, two, three, four].filter((piece) => piece !== undefined);
    expect(partsOf(pieces).map((part) => Buffer.from(part).toString())).toEqual(['122', '44445']);
  });

  it('has a part for each block', () => {
    const blocks = new TextBlocks();
    const pieces = Array.from({ length: 300 }, () => blocks.add(USUAL));
    const blocksUsed = new Set(pieces.map(({ block }) => block)).size;
    expect(partsOf(pieces)).toHaveLength(blocksUsed);
    expect(Buffer.concat(partsOf(pieces)).toString()).toBe(USUAL.repeat(300));
  });

  it('is empty for nothing', () => {
    expect(partsOf([])).toEqual([]);
  });
});
