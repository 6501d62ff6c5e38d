import { z } from 'zod';
import { COLLECTIONS, type DocumentKind, ID_PREFIXES, idPattern, LINE_PATTERN } from '#domain';
import { mustBe } from '../validation/words.ts';

/** What the kinds are called in descriptions. */
const NAMES: Readonly<Record<DocumentKind, string>> = {
  upload: 'upload',
  consent: 'consent',
  voice: 'voice',
  synthesis: 'synthesis',
  batch: 'batch',
  operation: 'operation',
  webhookEndpoint: 'webhook endpoint',
  delivery: 'delivery',
  hook: 'received webhook',
  notificationSubscription: 'notification subscription',
};

/** The schema, with what the document says of it. */
export function described<S extends z.ZodType>(schema: S, description: string, example?: unknown): S {
  return schema.meta({ description, ...(example !== undefined && { example }) });
}

/** An id of this kind in a path or a body. */
export function idSchema(kind: DocumentKind, description = `Id of the ${NAMES[kind]}`) {
  return z
    .string()
    .regex(idPattern(kind), { error: mustBe(`the id of ${nounOf(kind)}, such as ${exampleId(kind)}`, listingOf(kind)) })
    .meta({ description, example: exampleId(kind) });
}

/** The id of a resource of this kind in an answer. */
export function ownIdSchema(kind: DocumentKind, description = `Id of the ${NAMES[kind]}`) {
  return z.string().meta({ description, example: exampleId(kind) });
}

/** The path parameter of a resource of this kind. */
export function idParamsSchema(kind: DocumentKind) {
  return z.object({ id: idSchema(kind) });
}

/** `an upload`, `a voice` */
function nounOf(kind: DocumentKind): string {
  return `${/^[aeiou]/.test(NAMES[kind]) ? 'an' : 'a'} ${NAMES[kind]}`;
}

/** Which request lists the resources of a kind. */
function listingOf(kind: DocumentKind): string | undefined {
  if (kind === 'hook') return undefined;
  const path = kind === 'delivery' ? 'webhook-endpoints/{id}/deliveries' : COLLECTIONS[kind];
  return `GET /v1/${path} lists them`;
}

/** A locale that is not one of a list. */
export function localeSchema(example = 'en-US') {
  return z.string().regex(/^[a-z]{2,3}-[A-Z]{2}$/, { error: mustBe(`a locale such as ${example}`) });
}

/**
 * For `superRefine`: exactly one of two members is sent. What is wrong is said of the object that has them.
 * @param advice a sentence for a caller who sends neither
 */
export function eitherOf<First extends string, Second extends string>(first: First, second: Second, advice = '') {
  return (value: Partial<Record<First | Second, unknown>>, context: z.RefinementCtx): void => {
    const has = [value[first], value[second]].map((member) => member !== undefined);
    if (has[0] !== has[1]) return;
    const names = `\`${first}\` ${has[0] ? 'and' : 'or'} \`${second}\``;
    const message = has[0]
      ? `has both ${names}. Send only one of them`
      : `needs either ${names}${advice && `. ${advice}`}`;
    context.addIssue({ code: 'custom', message, input: value });
  };
}

function exampleId(kind: DocumentKind): string {
  return `${ID_PREFIXES[kind]}_01JD8F3R5V6W7X8Y9Z0A1B2C3D`;
}

/** Times are RFC 3339 in UTC. */
export const timeSchema = z.iso.datetime().meta({ example: '2026-11-22T10:15:00.000Z' });

/** A number of bytes: more than 2 GiB has to fit. */
export const bytesSchema = z.int().min(0).meta({ format: 'int64', description: 'Size in bytes', example: 1_440_044 });

/** When a resource was created and last changed. */
export const timesShape = {
  createdAt: timeSchema.meta({ description: 'When it was created' }),
  updatedAt: timeSchema.meta({ description: 'When it last changed' }),
};

/** A Unicode line of text: no control characters, none that reorder what is shown, no line separators, not blank at its ends. */
export function lineSchema(longest: number) {
  return line(z.string().trim(), longest);
}

function line(text: z.ZodString, longest: number) {
  return text.min(1).max(longest).regex(LINE_PATTERN, 'must not contain control characters');
}

/** The name of a voice, 1 to 100 characters, in NFC: names are found by what readers see, not by how a keyboard composed it. */
export function voiceNameSchema() {
  return line(z.string().trim().normalize('NFC'), 100);
}

/** The rules for it are checked when it is used: they are configuration. */
export const sourceUrlSchema = z.string().min(1).max(2_048).meta({
  description: 'https URL of the recording, on a public host',
  example: 'https://recordings.example.com/statement.wav',
});

export const listQuerySchema = z.object({
  limit: described(z.coerce.number().int().min(1).max(100).default(20), 'Maximum number of items in the page', 20),
  after: described(z.string().max(200).optional(), '`next` of the page before'),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** A page of a list; `next` goes into `after` of the next request. */
export function pageSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({
      data: described(z.array(item), 'The items of this page'),
      hasMore: described(z.boolean(), 'Whether there is a next page', false),
      next: described(z.string().nullable(), 'Send it as `after` to get the next page', null),
    })
    .meta({ id: `${name}List`, description: 'A page of a list' });
}

export const failureSchema = z
  .object({
    code: described(z.string(), 'Stable code; `GET /errors` lists them', 'provider-rejected'),
    detail: described(z.string(), 'What happened, and what to do', 'Azure refused the text.'),
    providerReason: described(z.string().optional(), 'What Azure said of it'),
  })
  .meta({ id: 'Failure', description: 'Reason of the failure; `GET /errors` lists the codes' });

/** A value whose objects and arrays may be read-only. */
type Given<T> = T extends object ? { readonly [K in keyof T]: Given<T[K]> } : T;

/** What the schema of a resource names of `source`, and nothing else of it. */
export function viewOf<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  source: Given<z.infer<z.ZodObject<Shape>>>,
): z.infer<z.ZodObject<Shape>> {
  const named = Object.entries(source).filter(([name]) => name in schema.shape);
  return Object.fromEntries(named) as z.infer<z.ZodObject<Shape>>;
}
