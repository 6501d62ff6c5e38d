import { z } from 'zod';
import { isProducerRequestType, PRODUCER_REQUEST_TYPES, ROLES, ruleOfRequest } from '#domain';
import { placeOf, wordsOf } from './problem-words.ts';

/** As a part of the name of a queue, with room for `requests-`. */
const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const perMinute = z.number().int().min(1).max(1_000_000);
const lowerCaseGuid = z.guid().transform((id) => id.toLowerCase());

const producerSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        NAME,
        'must be 1 to 40 lower-case letters, digits and hyphens, beginning with a letter, not ending with -',
      ),
    /** On whose behalf it acts: whose documents its requests make. */
    tenantId: lowerCaseGuid,
    ownerId: lowerCaseGuid,
    roles: z.array(z.enum(ROLES)).min(1).readonly(),
    /** What it may ask for. */
    requests: z.array(z.enum(PRODUCER_REQUEST_TYPES)).min(1).readonly(),
    /** Requests a minute; those of the API (`RATE_LIMIT_…`) where one is absent. */
    limits: z
      .strictObject({
        default: perMinute.optional(),
        synthesis: perMinute.optional(),
        training: perMinute.optional(),
      })
      .default({}),
  })
  .superRefine(({ roles, requests }, context) => {
    for (const type of requests) {
      if (!isProducerRequestType(type) || roles.includes('Voice.Admin')) continue;
      const needed = ruleOfRequest(type).roles;
      if (needed.some((role) => roles.includes(role))) continue;
      const message = `must contain ${needed.join(' or ')}, which ${type} needs`;
      context.addIssue({ code: 'custom', path: ['roles'], message });
    }
  });

/** Another system that orders work by messages. The right to send on `requests-{name}` is its identity. See ADR 180. */
export type Producer = z.infer<typeof producerSchema>;

/**
 * The producers of `PRODUCERS`; what is wrong is added to `problems`, without values.
 * @param tenants in which callers are allowed; undefined where they are not known
 */
export function producersIn(
  json: string | undefined,
  tenants: readonly string[] | undefined,
  problems: string[],
): readonly Producer[] {
  if (json === undefined) return [];
  const value = parseJson(json);
  if (!Array.isArray(value)) {
    problems.push('PRODUCERS: must be a JSON array, as docs/producers.md describes it');
    return [];
  }
  const parsed = z.array(producerSchema).safeParse(value);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map((issue) => `PRODUCERS: ${[...placeOf(issue.path), wordsOf(issue)].join(' ')}`),
    );
    return [];
  }
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push('PRODUCERS: each name must be used once');
  const known = tenants?.map((tenant) => tenant.toLowerCase());
  for (const [index, { tenantId }] of parsed.data.entries()) {
    if (known === undefined || known.includes(tenantId)) continue;
    problems.push(`PRODUCERS: ${index}.tenantId must be one of ENTRA_ALLOWED_TENANTS, or ENTRA_TENANT_ID without it`);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
