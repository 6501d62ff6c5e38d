import type { z } from 'zod';
import { checkSpeech, spokenWordsIn } from '../resources/speech.schema.ts';

export const createSynthesisSchema = spokenWordsIn('wav')
  .superRefine(checkSpeech)
  .meta({
    id: 'CreateSynthesis',
    description: 'A text to be spoken',
    example: { voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D', text: 'The kettle is on.', format: 'wav' },
  });
export type CreateSynthesisBody = z.infer<typeof createSynthesisSchema>;
