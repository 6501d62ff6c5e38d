import { similarity } from '#domain';
import { environmentSchema } from './environment.ts';
import { SECRETS_OF_HOOKS } from './hook-sources.ts';

/** Every variable of the configuration, apart from those that are named after a source of webhooks. */
export const VARIABLES: readonly string[] = Object.keys(environmentSchema.shape);

/** Shorter names differ from too many others by a character or two: `HOST`, `HOME`. */
const MIN_COMPARED_CHARACTERS = 6;
/** Two characters of a name like `LOG_LEVEL` may be wrong, of a longer one a sixth. */
const MIN_SIMILARITY = 5 / 6;
const SHORT_NAME_CHARACTERS = 12;

export interface Misspelled {
  readonly name: string;
  /** The variable that was probably meant. */
  readonly meant: string;
}

/** Names that are not in the table of variables but look like one of it. Variables that somebody else's program reads are not named. */
export function misspelledVariables(variables: Readonly<Record<string, string | undefined>>): readonly Misspelled[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (value === undefined || value === '' || isVariable(name) || !isComparable(name)) return [];
    const [best] = VARIABLES.filter(isComparable)
      .map((meant) => ({ name, meant, alike: likeness(name, meant) }))
      .toSorted((a, b) => b.alike - a.alike);
    return best !== undefined && isAlike(best) ? [{ name, meant: best.meant }] : [];
  });
}

/** One line for each such name. */
export function misspellingsIn(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  return misspelledVariables(variables).map(
    ({ name, meant }) => `${name} has no effect: there is no such variable. Did you mean ${meant}?`,
  );
}

function isVariable(name: string): boolean {
  return VARIABLES.includes(name) || name.startsWith(SECRETS_OF_HOOKS);
}

/** All variables have two words or more, except for `HOST` and `PORT`. */
function isComparable(name: string): boolean {
  return name.length >= MIN_COMPARED_CHARACTERS && name.includes('_');
}

/** From 0 to 1. Case is no difference, nor is an `S` at the end of a word. */
function likeness(name: string, meant: string): number {
  const plain = (text: string) => text.toUpperCase().replaceAll(/S(?=_|$)/g, '');
  return similarity(plain(name), plain(meant));
}

function isAlike({ name, meant, alike }: Misspelled & { readonly alike: number }): boolean {
  const characters = Math.max(name.length, meant.length);
  return characters < SHORT_NAME_CHARACTERS ? (1 - alike) * characters <= 2 : alike >= MIN_SIMILARITY;
}
