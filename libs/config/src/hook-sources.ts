import { z } from 'zod';

/**
 * How a sender signs:
 * - `standard-webhooks`: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,{base64}` over `id.timestamp.body`
 * - `timestamped`: one header `t={epoch seconds},v0={hex}` over `timestamp.body`
 * - `hex`, `base64`: one header with the digest over the body, after an optional `sha256=`; such a signature never expires
 */
export const HOOK_SCHEMES = ['standard-webhooks', 'timestamped', 'hex', 'base64'] as const;
export type HookScheme = (typeof HOOK_SCHEMES)[number];

const sourceSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens'),
    scheme: z.enum(HOOK_SCHEMES),
    /** The header with the signature; `standard-webhooks` has its own. */
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .transform((name) => name.toLowerCase())
      .optional(),
    /** Whose documents its events are about; the home tenant if not given. */
    tenantId: z.guid().optional(),
    /** CIDR; any address if empty. */
    allowedNetworks: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
    maxBytes: z.number().int().min(1).max(1_048_576).default(262_144),
  })
  .refine(({ scheme, header }) => (scheme === 'standard-webhooks') === (header === undefined), {
    path: ['header'],
    message: 'must be given, except for standard-webhooks',
  });

/** A system that sends webhooks to us. */
export type HookSource = z.infer<typeof sourceSchema> & {
  /** Any of them may have signed: more than one while they rotate. */
  readonly secrets: readonly string[];
};

/** Short ones can be guessed offline from one webhook. */
const SHORTEST_SECRET = 16;

/** The sources, each with the secrets of its own variable; what is wrong is added to `problems`, without values. */
export function hookSources(
  json: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
  problems: string[],
): readonly HookSource[] {
  if (json === undefined) return [];
  const parsed = z.array(sourceSchema).safeParse(parseJson(json));
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map(({ path, message }) => `HOOK_SOURCES: ${path.join('.')} ${message}`));
    return [];
  }
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push('HOOK_SOURCES: each name must be used once');
  return parsed.data.map((source) => {
    const variable = secretsVariable(source.name);
    const secrets = (variables[variable] ?? '').split(',').map((secret) => secret.trim());
    if (secrets.some((secret) => secret.length < SHORTEST_SECRET)) {
      problems.push(`${variable}: must hold secrets of ${SHORTEST_SECRET} characters or more, separated by commas`);
    }
    return { ...source, secrets };
  });
}

/** `studio-a` has its secrets in `HOOK_SECRETS_STUDIO_A`, which is a Key Vault reference where the API is deployed. */
function secretsVariable(source: string): string {
  return `HOOK_SECRETS_${source.toUpperCase().replaceAll('-', '_')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
