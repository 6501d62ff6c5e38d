import { isSame, typeOf } from './values.ts';

type SqlFunction = (...values: unknown[]) => unknown;

/** A function of texts, which is undefined for anything else. */
function ofTexts(apply: (...texts: string[]) => unknown): SqlFunction {
  return (...values) => (values.every((value) => typeof value === 'string') ? apply(...values) : undefined);
}

function ofNumbers(apply: (...numbers: number[]) => unknown): SqlFunction {
  return (...values) => (values.every((value) => typeof value === 'number') ? apply(...values) : undefined);
}

/** The third argument of text comparisons makes them blind to case. */
function comparingTexts(compare: (text: string, part: string) => boolean): SqlFunction {
  return (text, part, blind) => {
    if (typeof text !== 'string' || typeof part !== 'string') return undefined;
    return blind === true ? compare(text.toLowerCase(), part.toLowerCase()) : compare(text, part);
  };
}

/** Cosmos DB's built-in functions that the sandbox knows, by name in capitals. */
export const FUNCTIONS: Readonly<Record<string, SqlFunction>> = {
  IS_DEFINED: (value) => value !== undefined,
  IS_NULL: (value) => value === null,
  IS_ARRAY: (value) => Array.isArray(value),
  IS_BOOL: (value) => typeof value === 'boolean',
  IS_NUMBER: (value) => typeof value === 'number',
  IS_OBJECT: (value) => typeOf(value) === 'object',
  IS_STRING: (value) => typeof value === 'string',
  IS_PRIMITIVE: (value) => ['null', 'boolean', 'number', 'string'].includes(typeOf(value)),
  ARRAY_LENGTH: (value) => (Array.isArray(value) ? value.length : undefined),
  ARRAY_CONTAINS: (list, value, partial) =>
    Array.isArray(list) ? value !== undefined && list.some((each) => isSame(each, value, partial === true)) : undefined,
  ARRAY_CONCAT: (...lists) => (lists.every(Array.isArray) ? lists.flat(1) : undefined),
  CONTAINS: comparingTexts((text, part) => text.includes(part)),
  STARTSWITH: comparingTexts((text, part) => text.startsWith(part)),
  ENDSWITH: comparingTexts((text, part) => text.endsWith(part)),
  STRINGEQUALS: comparingTexts((text, part) => text === part),
  CONCAT: ofTexts((...texts) => texts.join('')),
  LENGTH: ofTexts((text) => text?.length),
  LOWER: ofTexts((text) => text?.toLowerCase()),
  UPPER: ofTexts((text) => text?.toUpperCase()),
  TRIM: ofTexts((text) => text?.trim()),
  SUBSTRING: (text, from, count) =>
    typeof text === 'string' && typeof from === 'number' && typeof count === 'number'
      ? text.slice(from, from + count)
      : undefined,
  ABS: ofNumbers((value) => Math.abs(value ?? 0)),
  CEILING: ofNumbers((value) => Math.ceil(value ?? 0)),
  FLOOR: ofNumbers((value) => Math.floor(value ?? 0)),
  ROUND: ofNumbers((value) => Math.round(value ?? 0)),
};

/** Aggregates over the values of all rows; rows without a value do not count. */
export const AGGREGATES: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  COUNT: (values) => values.length,
  SUM: (values) => (values.every((value) => typeof value === 'number') ? sum(values) : undefined),
  AVG: (values) =>
    values.length > 0 && values.every((value) => typeof value === 'number') ? sum(values) / values.length : undefined,
  MIN: (values) =>
    values.reduce((least, value) => (least === undefined || isLess(value, least) ? value : least), undefined),
  MAX: (values) =>
    values.reduce((most, value) => (most === undefined || isLess(most, value) ? value : most), undefined),
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function isLess(one: unknown, other: unknown): boolean {
  return (one as number) < (other as number);
}
