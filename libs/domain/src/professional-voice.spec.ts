import { describe, expect, it } from 'vitest';
import { endpointIdOf, professionalIds } from './professional-voice.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/v;

describe(endpointIdOf.name, () => {
  it('is a UUID of each voice', () => {
    const ids = ['01JD8F3R5V6W7X8Y9Z0A1B2C3D', '01JD8F3R5V6W7X8Y9Z0A1B2C3E', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'];
    const uuids = ids.map((id) => endpointIdOf(`vce_${id}`));
    for (const uuid of uuids) expect(uuid).toMatch(UUID);
    expect(new Set(uuids).size).toBe(ids.length);
    expect(uuids[2]).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
  });
});

describe(professionalIds.name, () => {
  it('are ids that Azure accepts, each another', () => {
    const ids = Object.values(professionalIds('vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9._\-]{1,62}[a-zA-Z0-9]$/v);
  });
});
