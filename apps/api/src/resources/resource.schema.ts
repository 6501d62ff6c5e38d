import { z } from 'zod';
import { type DocumentKind, idPattern } from '#domain';

/** An id of this kind in a path or a body. */
export function idSchema(kind: DocumentKind, example: string) {
  return z.string().regex(idPattern(kind), `must be an id of a ${kind}`).meta({ example });
}

/** Times are RFC 3339 in UTC. */
export const timeSchema = z.iso.datetime().meta({ example: '2026-11-22T10:15:00.000Z' });

/**
 * Characters that change in which order the others are shown (Unicode's Bidi_Control): with them a name reads on a page or in a log as another one.
 * Names in scripts that are written from right to left need none.
 */
const NO_CONTROLS = /^[^\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]*$/u;

/** A Unicode line of text: no control characters, none that reorder what is shown, no line separators, not blank at its ends. */
export function lineSchema(longest: number) {
  return z.string().trim().min(1).max(longest).regex(NO_CONTROLS, 'must not hold control characters');
}

export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(200).optional(),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** A page of a list; `next` goes into `after` of the next request. */
export function pageSchema<T extends z.ZodType>(name: string, item: T) {
  return z
    .object({ data: z.array(item), hasMore: z.boolean(), next: z.string().nullable() })
    .meta({ id: `${name}List` });
}

export const failureSchema = z
  .object({ code: z.string(), detail: z.string(), providerReason: z.string().optional() })
  .meta({ id: 'Failure', description: 'Why it ended badly; the codes are listed in docs/errors.md' });
