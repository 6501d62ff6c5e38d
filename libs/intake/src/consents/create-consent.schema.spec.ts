import { describe, expect, it } from 'vitest';
import { createConsentSchema } from './create-consent.schema.ts';

describe('the name of a voice talent', () => {
  it('is a line of text', () => {
    const names = Object.keys(createConsentSchema.shape);
    expect(names).toContain('voiceTalentName');
    expect(createConsentSchema.shape.voiceTalentName.safeParse('Ada\u202e').success).toBe(false);
  });
});
