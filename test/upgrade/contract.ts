import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { schemaOf, type SchemaStamp } from '#documents';
import { ID_PREFIXES } from '#domain';
import { formerNames, MESSAGE_TYPES, MESSAGES, NOT_SENT_YET } from '#messaging';

/** As much of JSON Schema as zod writes for the data of messages. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly [other: string]: unknown;
}

/** What a release tells another one by: the messages that it understands, and the versions of the documents that it writes. */
export interface Contract {
  readonly messages: Readonly<Record<string, { readonly queue: string; readonly data: JsonSchema }>>;
  readonly documents: Readonly<Record<string, SchemaStamp>>;
}

export const CONTRACT_FILE = join(import.meta.dirname, 'release-before.json');

/** The contract of the release before, as `npm run release:contract` wrote it when that was released. */
export function contractBefore(): Contract {
  return JSON.parse(readFileSync(CONTRACT_FILE, 'utf8')) as Contract;
}

/** The contract of the sources as they are. */
export function contractNow(): Contract {
  return {
    messages: Object.fromEntries(
      MESSAGE_TYPES.flatMap((type) => {
        const { queue, data } = MESSAGES[type];
        return [type, ...formerNames(type)].map((name) => [name, { queue, data: schemaOfData(data) }]);
      }),
    ),
    documents: Object.fromEntries(Object.keys(ID_PREFIXES).map((kind) => [kind, schemaOf(kind)])),
  };
}

function schemaOfData(data: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(data) as JsonSchema & { $schema: string };
  return schema;
}

/**
 * In what a release breaks the rule that the release before and this one run beside each other.
 * @param notSentYet what this release understands and does not send: `type`, `type.field`
 */
export function breaches(
  before: Contract,
  now: Contract,
  notSentYet: ReadonlySet<string> = NOT_SENT_YET,
): readonly string[] {
  return [...messageBreaches(before, now, notSentYet), ...documentBreaches(before, now)];
}

function messageBreaches(before: Contract, now: Contract, notSentYet: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const [type, { queue, data }] of Object.entries(before.messages)) {
    const known = now.messages[type];
    if (known === undefined) found.push(`${type}: is no longer understood, and the release before sends it`);
    else if (known.queue !== queue) found.push(`${type}: moved from the queue ${queue} to ${known.queue}`);
    else found.push(...refusals(known.data, data, type).map((what) => `${what}, which the release before sends`));
  }
  for (const [type, { data }] of Object.entries(now.messages)) {
    if (notSentYet.has(type)) continue;
    const known = before.messages[type];
    if (known === undefined) found.push(`${type}: the release before does not understand it; list it in NOT_SENT_YET`);
    else {
      const sent = without(data, type, notSentYet);
      found.push(
        ...refusals(known.data, sent, type).map((what) => `${what} in the release before; list it in NOT_SENT_YET`),
      );
    }
  }
  return found;
}

function documentBreaches(before: Contract, now: Contract): string[] {
  return Object.entries(now.documents).flatMap(([kind, { schemaVersion, readableFrom }]) => {
    const known = before.documents[kind]?.schemaVersion ?? 1;
    return [
      ...(readableFrom > known
        ? [
            `${kind}: version ${schemaVersion} needs a release that knows ${readableFrom}; the release before knows ${known}`,
          ]
        : []),
      ...(schemaVersion < known ? [`${kind}: version ${known} was taken back to ${schemaVersion}`] : []),
    ];
  });
}

/** A schema without the properties and values that are not sent yet, at any depth. */
function without(data: JsonSchema, type: string, notSentYet: ReadonlySet<string>): JsonSchema {
  const isSent = (name: string) => !notSentYet.has(`${type}.${name}`);
  const properties = Object.entries(data.properties ?? {})
    .filter(([name]) => isSent(name))
    .map(([name, schema]): [string, JsonSchema] => [
      name,
      schema.enum === undefined
        ? without(schema, `${type}.${name}`, notSentYet)
        : { ...schema, enum: schema.enum.filter((value) => isSent(`${name}=${String(value)}`)) },
    ]);
  const required = data.required?.filter(isSent);
  return {
    ...data,
    ...(data.properties && { properties: Object.fromEntries(properties) }),
    ...(required && { required }),
  };
}

/** What a reader may refuse of that which a writer may send: empty when it takes all of it. */
function refusals(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  if (writer.anyOf !== undefined) return writer.anyOf.flatMap((each) => refusals(reader, each, path));
  if (reader.anyOf !== undefined) {
    return reader.anyOf.some((each) => refusals(each, writer, path).length === 0) ? [] : [`${path}: is refused`];
  }
  if (
    reader.type !== undefined &&
    reader.type !== writer.type &&
    !(reader.type === 'number' && writer.type === 'integer')
  )
    return [`${path}: ${writer.type ?? 'anything'} is refused`];
  return [...valueRefusals(reader, writer, path), ...propertyRefusals(reader, writer, path)];
}

function valueRefusals(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const allowed = reader.enum ?? (reader.const === undefined ? undefined : [reader.const]);
  const sent = writer.enum ?? (writer.const === undefined ? undefined : [writer.const]);
  const values = allowed === undefined ? [] : (sent ?? ['any other value']).filter((value) => !allowed.includes(value));
  const isNarrower =
    (reader.minimum ?? -Infinity) > (writer.minimum ?? -Infinity) ||
    (reader.maximum ?? Infinity) < (writer.maximum ?? Infinity) ||
    (reader.minLength ?? 0) > (writer.minLength ?? 0) ||
    (reader.maxLength ?? Infinity) < (writer.maxLength ?? Infinity) ||
    (reader.pattern !== undefined && reader.pattern !== writer.pattern);
  return [
    ...values.map((value) => `${path}: ${String(value)} is refused`),
    ...(isNarrower && sent === undefined ? [`${path}: some values are refused`] : []),
  ];
}

function propertyRefusals(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const missing = (reader.required ?? []).filter((name) => !(writer.required ?? []).includes(name));
  const sent = Object.entries(writer.properties ?? {}).flatMap(([name, schema]) => {
    const known = reader.properties?.[name];
    if (known !== undefined) return refusals(known, schema, `${path}.${name}`);
    return reader.additionalProperties === false ? [`${path}.${name}: is refused`] : [];
  });
  return [...missing.map((name) => `${path}.${name}: is needed`), ...sent];
}
