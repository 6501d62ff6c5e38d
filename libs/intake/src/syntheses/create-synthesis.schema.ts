import { z } from 'zod';
import { checkSpeech, spokenWordsIn } from '../resources/speech.schema.ts';

const HOUR_MS = 3_600_000;
/** The text waits in a queue for a while: what expires before it is spoken is of no use. */
const MIN_KEPT_MS = HOUR_MS;
/** Ten years. */
const MAX_KEPT_MS = 3_653 * 24 * HOUR_MS;

export const createSynthesisSchema = spokenWordsIn('wav')
  .extend({
    store: z.boolean().optional().meta({
      description:
        '`false`: the text is removed after it was spoken. Everything else goes an hour after the audio was first downloaded completely, at the latest a day after the end. If omitted, it is stored',
      example: true,
    }),
    expiresAt: z.iso.datetime({ offset: true }).optional().meta({
      description:
        'When the synthesis is deleted, with its text, audio and timings: at least an hour and at most ten years ahead. Not together with `store: false`, which has its own times',
      example: '2027-01-31T00:00:00Z',
    }),
  })
  .superRefine(checkSpeech)
  .superRefine(({ store, expiresAt }, context) => {
    if (expiresAt === undefined) return;
    const refuse = (message: string): void => {
      context.addIssue({ code: 'custom', path: ['expiresAt'], message, input: expiresAt });
    };
    if (store === false) refuse('is not allowed with `store: false`, which has its own times');
    const keptMs = Date.parse(expiresAt) - Date.now();
    if (keptMs < MIN_KEPT_MS) refuse('must be at least an hour ahead');
    else if (keptMs > MAX_KEPT_MS) refuse('must be at most ten years ahead');
  })
  .meta({
    id: 'CreateSynthesis',
    description: 'A text to be spoken',
    example: { voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D', text: 'The kettle is on.', format: 'wav' },
  });
export type CreateSynthesisBody = z.infer<typeof createSynthesisSchema>;
