import { describe, expect, it } from 'vitest';
import type { Synthesis } from '#domain';
import { synthesisView } from './syntheses.schema.ts';

const synthesis: Synthesis = {
  id: 'syn_00000000000000000000000001',
  kind: 'synthesis',
  tenantId: 't',
  ownerId: 'ada',
  status: 'queued',
  voiceId: 'vce_00000000000000000000000001',
  text: 'The kettle is on.',
  locale: 'en-US',
  rate: 1,
  operationId: 'op_00000000000000000000000001',
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  outbox: [],
};
const spoken = { text: 'Der Kessel ist an.', locale: 'de-DE' };

describe(synthesisView.name, () => {
  it('says how long the text is, and what is spoken instead', () => {
    expect(synthesisView(synthesis)).toMatchObject({ characters: 17 });
    expect(synthesisView(synthesis)).not.toHaveProperty('spoken');
    expect(synthesisView({ ...synthesis, spoken })).toMatchObject({ spoken: { locale: 'de-DE', characters: 18 } });
  });

  it('says whether the voice says first that it is generated, and does not count that sentence', () => {
    expect(synthesisView(synthesis)).toMatchObject({ disclosure: 'none' });
    const disclosed = synthesisView({ ...synthesis, disclosure: 'This voice is generated.' });
    expect(disclosed).toMatchObject({ disclosure: 'prefix', characters: 17 });
  });

  it('says the same of a text that a list has left in its blob', () => {
    const textBlob = {
      blobName: 'b',
      sha256: 's',
      characters: 150_000,
      spoken: { locale: 'de-DE', characters: 160_000 },
    };
    expect(synthesisView({ ...synthesis, text: '', textBlob })).toMatchObject({
      characters: 150_000,
      spoken: { locale: 'de-DE', characters: 160_000 },
    });
  });
});
