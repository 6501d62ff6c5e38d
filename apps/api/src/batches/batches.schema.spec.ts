import { describe, expect, it } from 'vitest';
import { aBatch } from '#domain/testing';
import { batchView } from './batches.schema.ts';

describe(batchView.name, () => {
  it('says whether the voice says first in each item that it is generated', () => {
    expect(batchView(aBatch())).toMatchObject({ disclosure: 'none' });
    expect(batchView(aBatch({ disclosure: 'This voice is generated.' }))).toMatchObject({ disclosure: 'prefix' });
  });
});
