const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\bDr\.(?=\s)/g, 'Doctor'],
  [/\bMr\.(?=\s)/g, 'Mister'],
  [/\bSt\.(?=\s)/g, 'Saint'],
  [/\be\.g\.,?/g, 'for example'],
  [/\bi\.e\.,?/g, 'that is'],
  [/\betc\./g, 'and so on'],
  [/(?<=\d)\s?km\b/g, ' kilometres'],
  [/(?<=\d)\s?kg\b/g, ' kilograms'],
  [/(?<=\d)\s?%/g, ' percent'],
  [/\s&\s/g, ' and '],
];

/** English words for a whole number below a million. */
export function numberWords(value: number): string {
  if (value < 20) return UNITS[value] ?? '';
  if (value < 100) {
    const rest = value % 10;
    return `${TENS[Math.floor(value / 10)]}${rest === 0 ? '' : `-${UNITS[rest]}`}`;
  }
  const [size, name] = value < 1_000 ? ([100, 'hundred'] as const) : ([1_000, 'thousand'] as const);
  const rest = value % size;
  return `${numberWords(Math.floor(value / size))} ${name}${rest === 0 ? '' : ` ${numberWords(rest)}`}`;
}

/** Rules in place of a model: numbers, a few abbreviations and units, and lists, in English. */
export function spellOut(text: string): string {
  let result = text;
  for (const [pattern, words] of ABBREVIATIONS) result = result.replaceAll(pattern, words);
  return result
    .replaceAll(/^\s*[-*•]\s+(.+?)[.;,]?$/gm, '$1.')
    .replaceAll(/(?<![\d.])(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d+))?(?!\d)/g, (_, whole: string, decimals?: string) => {
      const words = numberWords(Number(whole.replaceAll(',', '')));
      return decimals === undefined
        ? words
        : `${words} point ${Array.from(decimals, (digit) => numberWords(Number(digit))).join(' ')}`;
    });
}
