import { z } from 'zod';

const HOUR_MS = 3_600_000;
const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(30 * 24 * HOUR_MS)
  .default(24 * HOUR_MS);

/** How long Azure may take to train a voice. A personal voice takes seconds. See ADR 205. */
export const TRAINING_VARIABLES = {
  TRAINING_START_TIMEOUT_MS: limit.describe(
    'How long Azure may leave the training of a voice in `NotStarted`, from when it received the samples. After that the voice fails with `training-stalled`',
  ),
  TRAINING_TIMEOUT_MS: limit.describe(
    'How long Azure may leave the training of a voice in `Running`. After that the voice fails with `training-stalled`',
  ),
  PROFESSIONAL_TRAINING_START_TIMEOUT_MS: limit
    .default(14 * 24 * HOUR_MS)
    .describe(
      'How long Azure may leave a step of a professional voice in `NotStarted`. After that the voice fails with `training-stalled`. Azure trains four models of a resource at a time, each for a day or two; the others wait',
    ),
  PROFESSIONAL_TRAINING_TIMEOUT_MS: limit
    .default(96 * HOUR_MS)
    .describe(
      'How long Azure may leave the training set, the model or the endpoint of a professional voice in `Running`. After that the voice fails with `training-stalled`. The training of a model takes a day or more',
    ),
};
