import { describe, expect, it } from 'vitest';
import { isId } from '#domain';
import { itemProvenanceId, newProvenanceId, PROVENANCE_ID_PATTERN, provenanceIdOf } from './provenance-ids.ts';

const SYNTHESIS = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

describe(provenanceIdOf.name, () => {
  it('is the same each time, in the month of its subject', () => {
    const id = provenanceIdOf(SYNTHESIS);
    expect(id).toMatch(PROVENANCE_ID_PATTERN);
    expect(provenanceIdOf(SYNTHESIS)).toBe(id);
    expect(id.slice(4, 14)).toBe(SYNTHESIS.slice(4, 14));
  });

  it('does not show its subject, and differs between subjects and their parts', () => {
    const ids = [
      provenanceIdOf(SYNTHESIS),
      provenanceIdOf(SYNTHESIS, '0'),
      provenanceIdOf(SYNTHESIS, '1'),
      provenanceIdOf('bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
      provenanceIdOf('syn_01JD8F3R5V6W7X8Y9Z0A1B2C3E'),
    ];
    expect(new Set(ids.map((id) => id.slice(14))).size).toBe(ids.length);
    for (const id of ids) expect(id).not.toContain(SYNTHESIS.slice(14));
  });
});

describe(itemProvenanceId.name, () => {
  it('has one length for each item of a batch', () => {
    const record = newProvenanceId();
    expect([0, 9_999].map((index) => itemProvenanceId(record, index))).toEqual([`${record}.00001`, `${record}.10000`]);
    expect(itemProvenanceId(record, 41)).toMatch(PROVENANCE_ID_PATTERN);
    expect(isId('synthesis', record)).toBe(false);
  });
});
