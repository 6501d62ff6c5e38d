import { z } from 'zod';
import { Pace, type Steps } from '#loop';

/** Bodies in which null clears a member (RFC 7396): there, null and absent are not the same. */
const mergePatches = new WeakSet<object>();

/** The body of a PATCH: null clears a member that may be cleared, and is refused for others. */
export function mergePatch<S extends z.ZodType>(schema: S): S {
  mergePatches.add(schema);
  return schema;
}

/** Where a value may hold nulls that say "not set". A schema without such places has none. */
interface NullPlaces {
  readonly items: NullPlaces | undefined;
  readonly members: readonly { readonly name: string; readonly isOptional: boolean; readonly within?: NullPlaces }[];
}

/** What a schema says does not change, and asking zod for it costs a microsecond for each value of a body. */
const placesOfSchemas = new WeakMap<object, NullPlaces | undefined>();
/** What looking at a member costs, as `Pace` counts. */
const MEMBER_UNITS = 8;

/**
 * Removes from a body each null where the schema has an optional member that knows no null. Serializers such as System.Text.Json and Jackson
 * write null for what is not set. Changes `value`, in steps: a batch has 10,000 items.
 */
export function* dropAbsentNulls(schema: unknown, value: unknown): Steps<void> {
  if (typeof schema !== 'object' || schema === null || mergePatches.has(schema)) return;
  const places = placesOf(schema);
  if (places) yield* drop(places, value, new Pace());
}

function* drop({ items, members }: NullPlaces, value: unknown, pace: Pace): Steps<void> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (items) for (const item of value) yield* drop(items, item, pace);
    return;
  }
  const object = value as Record<string, unknown>;
  for (const { name, isOptional, within } of members) {
    if (!Object.hasOwn(object, name)) continue;
    if (object[name] !== null) {
      if (within) yield* drop(within, object[name], pace);
    } else if (isOptional) delete object[name];
  }
  if (pace.isDue(MEMBER_UNITS * members.length)) yield;
}

function placesOf(schema: unknown): NullPlaces | undefined {
  const known = unwrapped(schema);
  if (!(known instanceof z.ZodArray || known instanceof z.ZodObject)) return undefined;
  if (placesOfSchemas.has(known)) return placesOfSchemas.get(known);
  const items = known instanceof z.ZodArray ? placesOf(known.def.element) : undefined;
  const members = known instanceof z.ZodObject ? Object.entries(known.shape).flatMap(placeOfMember) : [];
  const places = items || members.length > 0 ? { items, members } : undefined;
  placesOfSchemas.set(known, places);
  return places;
}

function placeOfMember([name, schema]: readonly [string, unknown]): NullPlaces['members'] {
  const within = placesOf(schema);
  const optional = isOptional(schema);
  return within || optional ? [{ name, isOptional: optional, ...(within && { within }) }] : [];
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
