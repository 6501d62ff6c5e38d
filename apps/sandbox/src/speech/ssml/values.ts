/** Rates by name: learn.microsoft.com, "Customize voice and sound with SSML", Adjust prosody. */
const RATES: Readonly<Record<string, number>> = {
  'x-slow': 0.5,
  slow: 0.64,
  medium: 1,
  default: 1,
  fast: 1.55,
  'x-fast': 2,
};

/** A `prosody rate`, clamped to what the service allows (0.5..2); undefined when it is not one. */
export function rateFactor(rate: string): number | undefined {
  const value = rate.trim().toLowerCase();
  const named = Object.hasOwn(RATES, value) ? RATES[value] : undefined;
  const percent = /^([+-]?\d+(?:\.\d+)?)%$/.exec(value);
  const plain = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  const factor = named ?? (percent === null ? plain : 1 + Number(percent[1]) / 100);
  return factor === undefined ? undefined : Math.min(2, Math.max(0.5, factor));
}

/** Pauses by name, ms: same page, "Break". */
const STRENGTHS_MS: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 250,
  weak: 500,
  medium: 750,
  strong: 1000,
  'x-strong': 1250,
};

const MAX_BREAK_MS = 20_000;

/** The length of a `break` in ms; `time` wins over `strength`. Undefined when it cannot be read. */
export function breakMs(time: string | undefined, strength: string | undefined): number | undefined {
  if (time !== undefined) {
    const match = /^\+?(\d+(?:\.\d+)?)(ms|s)$/.exec(time.trim());
    if (match === null) return undefined;
    return Math.min(MAX_BREAK_MS, Number(match[1]) * (match[2] === 's' ? 1000 : 1));
  }
  if (strength === undefined) return STRENGTHS_MS['medium'];
  return Object.hasOwn(STRENGTHS_MS, strength) ? STRENGTHS_MS[strength] : undefined;
}

const READ_AS_WRITTEN = new Set([
  'address',
  'cardinal',
  'number',
  'currency',
  'date',
  'duration',
  'fraction',
  'name',
  'ordinal',
  'time',
  'unit',
]);
const READ_BY_CHARACTER = new Set(['characters', 'spell-out', 'digits', 'number_digit', 'telephone']);

/** What is said for a `say-as`; undefined for an unknown `interpret-as`. */
export function spokenAs(text: string, interpretAs: string): string | undefined {
  const kind = interpretAs.toLowerCase();
  if (READ_AS_WRITTEN.has(kind)) return text;
  if (READ_BY_CHARACTER.has(kind)) return Array.from(text.replaceAll(/\s+/g, '')).join(' ');
  return undefined;
}
