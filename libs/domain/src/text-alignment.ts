/** A unit of the text that is expected: a word or character of the sentence itself, or of one of the names in it. */
export interface ExpectedUnit {
  readonly text: string;
  /** What may be said instead. */
  readonly alternatives?: readonly string[] | undefined;
  /** Whether it may be left out. */
  readonly optional?: boolean | undefined;
  /** Which name it belongs to; undefined for the sentence. */
  readonly name?: string | undefined;
}

export interface Alignment {
  /** Units of the sentence that are missing or said differently, and units that were said beside it. */
  readonly errors: number;
  /** What was heard in place of each name, without spaces. */
  readonly names: Readonly<Record<string, string>>;
  /** What was heard and is no unit of the sentence, or of the name, that belongs there; in order. */
  readonly added: readonly { readonly text: string; readonly name?: string | undefined }[];
}

type IsSame = (expected: string, heard: string) => boolean;

const MAX_NAME_COST = 0.99;
/** What one word written as two, or two as one, may differ. */
const MAX_JOINT_COST = 0.4;

/** How a cell of the table was reached. */
const STEP = { none: 0, pair: 1, missing: 2, extra: 3, split: 4, joined: 5 } as const;

/**
 * The alignment with the fewest errors (Levenshtein) of what was heard with what was expected. One word written as two, or two as one, is no error;
 * words of names may differ more or less. Takes time and space of the product of both lengths.
 */
export function align(expected: readonly ExpectedUnit[], heard: readonly string[], isSame: IsSame): Alignment {
  const width = heard.length + 1;
  const costs = new Float64Array((expected.length + 1) * width).fill(Infinity);
  const steps = new Uint8Array(costs.length);
  costs[0] = 0;
  const reach = (at: number, cost: number, step: number): void => {
    if (cost >= (costs[at] ?? 0)) return;
    costs[at] = cost;
    steps[at] = step;
  };
  for (let i = 0; i <= expected.length; i++) {
    const unit = expected[i];
    const next = expected[i + 1];
    for (let j = 0; j <= heard.length; j++) {
      const at = i * width + j;
      const cost = costs[at] ?? Infinity;
      const said = heard[j];
      const saidNext = heard[j + 1];
      if (unit !== undefined && said !== undefined) {
        const pair = costOf(unit, said, isSame);
        reach(at + width + 1, cost + pair, STEP.pair);
        // Only where it fits, and better than the one word alone: a name must not swallow the word before or after it.
        if (pair > 0 && saidNext !== undefined && unit.text.length > 1) {
          const split = costOf(unit, said + saidNext, isSame);
          if (split < MAX_JOINT_COST && split < pair) reach(at + width + 2, cost + split, STEP.split);
        }
        if (pair > 0 && next !== undefined && next.name === unit.name && said.length > 1) {
          const joined = costOf({ text: unit.text + next.text, name: unit.name }, said, isSame);
          if (joined < MAX_JOINT_COST && joined < pair) reach(at + 2 * width + 1, cost + joined, STEP.joined);
        }
      }
      if (unit !== undefined) reach(at + width, cost + (unit.optional === true ? 0 : 1), STEP.missing);
      if (said !== undefined) reach(at + 1, cost + 1, STEP.extra);
    }
  }
  return trace(expected, heard, steps, isSame);
}

/** From 0, the same, to 1: another word. */
function costOf(unit: ExpectedUnit, said: string, isSame: IsSame): number {
  if (isSameAs(unit, said, isSame)) return 0;
  if (unit.name === undefined) return 1;
  // A little less than another word of the sentence: what stands where a name belongs is taken for the name.
  return MAX_NAME_COST * (said.length === 1 && unit.text.length === 1 ? 1 : 1 - similarity(unit.text, said));
}

function isSameAs(unit: ExpectedUnit, said: string, isSame: IsSame): boolean {
  return isSame(unit.text, said) || unit.alternatives?.includes(said) === true;
}

function trace(
  expected: readonly ExpectedUnit[],
  heard: readonly string[],
  steps: Uint8Array,
  isSame: IsSame,
): Alignment {
  const width = heard.length + 1;
  const names: Record<string, string> = {};
  const added: Alignment['added'][number][] = [];
  let errors = 0;
  let i = expected.length;
  let j = heard.length;
  while (i > 0 || j > 0) {
    const step = steps[i * width + j];
    const from = j - (step === STEP.missing ? 0 : step === STEP.split ? 2 : 1);
    const said = heard.slice(from, j).join('');
    const unit = step === STEP.extra ? undefined : expected[i - 1];
    const name = unit === undefined ? nameAround(expected, i) : unit.name;
    const isWrong = step === STEP.pair ? unit !== undefined && !isSameAs(unit, said, isSame) : step === STEP.extra;
    const isMissing = step === STEP.missing && unit?.optional !== true;
    if (name !== undefined) names[name] = said + (names[name] ?? '');
    else if (isWrong || isMissing) errors += 1;
    if (isWrong) added.unshift({ text: said, name });
    i -= step === STEP.extra ? 0 : step === STEP.joined ? 2 : 1;
    j = from;
  }
  return { errors, names, added };
}

/** The name in the middle of which the place before `expected[at]` is. */
function nameAround(expected: readonly ExpectedUnit[], at: number): string | undefined {
  const before = expected[at - 1]?.name;
  return before === expected[at]?.name ? before : undefined;
}

/** 1 minus the Levenshtein distance over the longer length. */
export function similarity(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of a.entries()) {
    const current = [i + 1];
    for (const [j, other] of b.entries()) {
      const substituted = (previous[j] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(substituted, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return 1 - (previous[b.length] ?? 0) / Math.max(a.length, b.length);
}
