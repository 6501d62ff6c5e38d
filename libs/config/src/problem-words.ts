import { z } from 'zod';
import { environmentSchema } from './environment.ts';

type Issue = z.core.$ZodIssue;

const bounds = z.object({ minimum: z.number().optional(), maximum: z.number().optional() });

const FORMATS: Readonly<Record<string, string>> = {
  guid: 'must be a GUID such as 11111111-2222-4333-8444-555555555555',
  uuid: 'must be a GUID such as 11111111-2222-4333-8444-555555555555',
  url: 'must be a URL',
  cidrv4: 'must be a network such as 10.0.0.0/8',
  cidrv6: 'must be a network such as fd00::/8',
};

const TYPES: Readonly<Record<string, string>> = {
  array: 'must be a list',
  object: 'must be an object',
  boolean: 'must be true or false',
  string: 'must be text',
};

/** One line for a variable that does not fit the table of variables: `PORT: must be a whole number from 0 to 65535`. Never its value. */
export function problemOfVariable(issue: Issue): string {
  const [name, ...inside] = issue.path;
  return `${String(name)}: ${[...placeOf(inside), wordsOf(issue)].join(' ')}`;
}

/** What is wrong with a value, as the rest of a sentence that begins with its name. */
export function wordsOf(issue: Issue): string {
  // A message of a schema's own.
  if (/^(must|has|is) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return TYPES[issue.expected] ?? `must be ${numberOf(issue.path)}`;
    case 'too_small':
    case 'too_big':
      return issue.origin === 'number' && issue.path.length === 1 ? `must be ${numberOf(issue.path)}` : boundOf(issue);
    case 'invalid_value':
      return issue.values.includes('true') ? 'must be true or false' : `must be one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? `must match ${issue.pattern ?? issue.format}`;
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}

/** Where inside of a list or of JSON: `entry 2`, `consent.minDurationMs`. */
export function placeOf(path: readonly PropertyKey[]): readonly string[] {
  const [first] = path;
  if (first === undefined) return [];
  return path.length === 1 && typeof first === 'number' ? [`entry ${first + 1}`] : [path.map(String).join('.')];
}

/** As the table bounds it. */
function numberOf([name, ...inside]: readonly PropertyKey[]): string {
  if (typeof name !== 'string' || inside.length > 0) return 'a number';
  const { properties } = z.toJSONSchema(environmentSchema, { unrepresentable: 'any' });
  const { minimum, maximum = Number.MAX_SAFE_INTEGER } = bounds.parse(properties?.[name] ?? {});
  if (minimum === undefined) return 'a whole number';
  return maximum === Number.MAX_SAFE_INTEGER
    ? `a whole number of ${minimum} or more`
    : `a whole number from ${minimum} to ${maximum}`;
}

function boundOf(issue: Extract<Issue, { readonly code: 'too_small' | 'too_big' }>): string {
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  const verb = unit === '' ? 'be' : 'have';
  return issue.code === 'too_small'
    ? `must ${verb} ${issue.minimum}${unit} or more`
    : `must ${verb} ${issue.maximum}${unit} at most`;
}
