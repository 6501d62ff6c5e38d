import type { CanonicalAudio, Failure } from '#domain';
import type { Recipe } from '#speech';

/** The recipe for a neutral voice of one language ("Train your professional voice model"). */
const RECIPE_KIND = 'Default';

/**
 * The newest recipe that trains with recordings of this locale: Azure lists the newest version first.
 * @param locale BCP-47
 */
export function recipeFor(recipes: readonly Recipe[], locale: string): Recipe | undefined {
  return recipes.find(
    ({ kind, datasetLocales }) =>
      kind === RECIPE_KIND && (datasetLocales === undefined || datasetLocales.includes(locale)),
  );
}

/** Why a voice fails for whose locale there is no recipe. */
export function noRecipe(locale: string): Failure {
  const detail = `Azure trains no professional voice with recordings in ${locale}. Enroll in another locale, or enroll a personal voice.`;
  return { code: 'voice-training-failed', detail };
}

/** Why these recordings are too few for a recipe; undefined when they are enough. */
export function tooFewRecordings(
  { minUtteranceCount = 0, minDurationInSeconds = 0 }: Recipe,
  samples: readonly Pick<CanonicalAudio, 'durationMs'>[],
): Failure | undefined {
  const seconds = samples.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  if (samples.length >= minUtteranceCount && seconds >= minDurationInSeconds) return undefined;
  const detail = `The training has ${samples.length} recordings of ${Math.floor(seconds)} s together; Azure needs at least ${minUtteranceCount} recordings and ${minDurationInSeconds} s. Enroll again with more recordings.`;
  return { code: 'training-data-insufficient', detail };
}
