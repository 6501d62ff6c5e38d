import { z } from 'zod';

/** Fields that an example in a sentence shows. */
const MAX_SHOWN = 3;

/** What an object of a schema may look like, in a few characters: `{"uploadId": "upl_…"}`. Undefined where nothing is known about it. */
export function exampleOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const fields = Object.entries(schema.meta()?.['example'] ?? requiredFields(schema.shape));
  if (fields.length === 0) return undefined;
  const shown = fields.slice(0, MAX_SHOWN).map(([name, value]) => `${JSON.stringify(name)}: ${sketched(value)}`);
  return `{${[...shown, ...(fields.length > MAX_SHOWN ? ['…'] : [])].join(', ')}}`;
}

function requiredFields(shape: z.core.$ZodShape): Record<string, unknown> {
  const required = Object.entries(shape).filter(([, field]) => !z.safeParse(field, undefined).success);
  return Object.fromEntries(required.map(([name, field]) => [name, exampleValue(field)]));
}

function exampleValue(field: z.core.$ZodType): unknown {
  if (field instanceof z.ZodArray) return [];
  if (field instanceof z.ZodObject) return {};
  if (field instanceof z.ZodNumber) return 1;
  if (field instanceof z.ZodBoolean) return true;
  if (field instanceof z.ZodEnum) return field.options[0];
  return field instanceof z.ZodType ? (field.meta()?.['example'] ?? '') : '';
}

/** `"vce_…"` for an id, and the kind of the value for what is not a short word. */
function sketched(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object') return '{…}';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return '…';
  const prefix = /^[a-z]+_(?=\w{26}$)/.exec(value)?.[0];
  if (prefix !== undefined) return `"${prefix}…"`;
  return /^[\w.-]{1,12}$/.test(value) ? JSON.stringify(value) : '"…"';
}
