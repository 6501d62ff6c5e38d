import { describe, expect, it } from 'vitest';
import { recipeFor, tooFewRecordings } from './training-recipe.ts';

const NEWEST = { kind: 'Default', version: 'V10', datasetLocales: ['en-US'] };
const OLDER = { kind: 'Default', version: 'V9', datasetLocales: ['en-US', 'de-DE'] };
const STYLES = { kind: 'MultiStyle', version: 'V3', datasetLocales: ['en-US'] };

describe(recipeFor.name, () => {
  it('is the newest one for one neutral voice of the locale', () => {
    const recipes = [STYLES, NEWEST, OLDER];
    expect(recipeFor(recipes, 'en-US')).toBe(NEWEST);
    expect(recipeFor(recipes, 'de-DE')).toBe(OLDER);
    expect(recipeFor(recipes, 'fr-FR')).toBeUndefined();
  });
});

describe(tooFewRecordings.name, () => {
  const recipe = { ...NEWEST, minUtteranceCount: 2, minDurationInSeconds: 5 };

  it.each([
    [[3_000, 3_000], undefined],
    [[6_000], 'training-data-insufficient'],
    [[1_000, 1_000, 1_000], 'training-data-insufficient'],
  ])('of %j ms: %s', (durations, code) => {
    expect(
      tooFewRecordings(
        recipe,
        durations.map((durationMs) => ({ durationMs })),
      )?.code,
    ).toBe(code);
  });
});
