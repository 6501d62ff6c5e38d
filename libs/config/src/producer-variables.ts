import { z } from 'zod';

export const PRODUCER_VARIABLES = {
  PRODUCERS: z
    .string()
    .optional()
    .describe('Systems that order work by messages on queues of their own: a JSON array, see docs/producers.md'),
};
