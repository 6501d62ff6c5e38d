import { z } from 'zod';

/** Bodies in which null clears a member (RFC 7396): there, null and absent are not the same. */
const mergePatches = new WeakSet<object>();

/** The body of a PATCH: null clears a member that may be cleared, and is refused for others. */
export function mergePatch<S extends z.ZodType>(schema: S): S {
  mergePatches.add(schema);
  return schema;
}

/**
 * Removes from a body each null where the schema has an optional member that knows no null. Serializers such as System.Text.Json and Jackson
 * write null for what is not set. Changes `value`.
 */
export function dropAbsentNulls(schema: unknown, value: unknown): void {
  if (typeof schema === 'object' && schema !== null && mergePatches.has(schema)) return;
  drop(schema, value);
}

function drop(schema: unknown, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const known = unwrapped(schema);
  if (known instanceof z.ZodArray && Array.isArray(value)) {
    for (const item of value) drop(known.def.element, item);
  }
  if (!(known instanceof z.ZodObject) || Array.isArray(value)) return;
  const members = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(known.shape)) {
    if (!Object.hasOwn(members, name)) continue;
    if (members[name] !== null) drop(member, members[name]);
    else if (isOptional(member)) delete members[name];
  }
}

/** Whether the member may be absent and may not be null. */
function isOptional(schema: unknown): boolean {
  if (schema instanceof z.ZodNullable) return false;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return !(unwrapped(schema, z.ZodNullable) instanceof z.ZodNullable);
  }
  return schema instanceof z.ZodPipe && isOptional(schema.def.in);
}

/** The schema that says what the value is, without what says that it may be absent or null. */
function unwrapped(schema: unknown, until?: typeof z.ZodNullable): unknown {
  if (until && schema instanceof until) return schema;
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrapped(schema.def.innerType, until);
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.def.in, until) : schema;
}
