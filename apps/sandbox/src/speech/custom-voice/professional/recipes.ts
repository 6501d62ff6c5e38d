import type { RestAnswer } from '../../rest/call.ts';

/** `Recipe` of the OpenAPI file. */
export interface Recipe {
  readonly kind: string;
  readonly version: string;
  readonly description: string;
  readonly minUtteranceCount: number;
  readonly minDurationInSeconds: number;
  readonly datasetLocales: readonly string[];
  readonly modelLocales: readonly string[];
}

const LOCALES = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'it-IT'];

/**
 * The newest version first. Azure asks for 300 utterances and an hour; the sandbox for as much as a test can speak, so that a client has to read the
 * minimum from the answer.
 */
export const RECIPES: readonly Recipe[] = [
  {
    kind: 'Default',
    version: 'V10.2024.01',
    description: 'A neural voice. The sandbox asks for little.',
    minUtteranceCount: 3,
    minDurationInSeconds: 5,
    datasetLocales: LOCALES,
    modelLocales: LOCALES,
  },
  {
    kind: 'Default',
    version: 'V9.2023.10',
    description: 'The version before.',
    minUtteranceCount: 3,
    minDurationInSeconds: 5,
    datasetLocales: LOCALES,
    modelLocales: LOCALES,
  },
];

/** The recipe of this kind and version; without a version, the newest one. */
export function findRecipe(kind: string, version?: string): Recipe | undefined {
  return RECIPES.find((recipe) => recipe.kind === kind && (version === undefined || recipe.version === version));
}

export function listRecipes(): RestAnswer {
  return { status: 200, body: { value: RECIPES } };
}
