import { z } from 'zod';
import { placeOf, wordsOf } from './problem-words.ts';
import { bytesOfBase64 } from './secret-keys.ts';

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
    allowedNetworks: z
      .array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a network such as 10.0.0.0/8' }))
      .default([])
      .readonly(),
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

/** What the variables with the secrets of sources begin with. */
export const SECRETS_OF_HOOKS = 'HOOK_SECRETS_';

/** Of secrets that are used as they are written: shorter ones can be guessed offline from one webhook. */
const MIN_SECRET_CHARACTERS = 16;
/** Of the bytes that a secret stands for (Standard Webhooks, "Signature scheme": 24 to 64). */
const MIN_SECRET_BYTES = 24;
const STANDARD_PREFIX = 'whsec_';

/** The sources, each with the secrets of its own variable; what is wrong is added to `problems`, without values. */
export function hookSources(
  json: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
  problems: string[],
): readonly HookSource[] {
  if (json === undefined) return [];
  const value = parseJson(json);
  if (!Array.isArray(value)) {
    problems.push('HOOK_SOURCES: must be a JSON array, as docs/webhooks.md describes it');
    return [];
  }
  const parsed = z.array(sourceSchema).safeParse(value);
  if (!parsed.success) {
    const wordsOfIssue = (issue: z.core.$ZodIssue) => [...placeOf(issue.path), wordsOf(issue)].join(' ');
    problems.push(...parsed.error.issues.map((issue) => `HOOK_SOURCES: ${wordsOfIssue(issue)}`));
    return [];
  }
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push('HOOK_SOURCES: each name must be used once');
  return parsed.data.map((source) => {
    const variable = secretsVariable(source.name);
    const secrets = (variables[variable] ?? '').split(',').map((secret) => secret.trim());
    const problem = secrets.map((secret) => problemOf(source.scheme, secret)).find((each) => each !== undefined);
    if (problem !== undefined) problems.push(`${variable}: ${problem}`);
    return { ...source, secrets };
  });
}

/** Judged by the bytes that will sign, not by the text that stands for them. */
function problemOf(scheme: HookScheme, secret: string): string | undefined {
  if (scheme !== 'standard-webhooks') {
    return secret.length >= MIN_SECRET_CHARACTERS
      ? undefined
      : `must contain secrets of ${MIN_SECRET_CHARACTERS} characters or more, separated by commas`;
  }
  const bytes = bytesOfBase64(secret.startsWith(STANDARD_PREFIX) ? secret.slice(STANDARD_PREFIX.length) : secret);
  return bytes && bytes.length >= MIN_SECRET_BYTES
    ? undefined
    : `must contain secrets of ${MIN_SECRET_BYTES} bytes or more in base64, each after "${STANDARD_PREFIX}", separated by commas`;
}

/** `studio-a` has its secrets in `HOOK_SECRETS_STUDIO_A`, which is a Key Vault reference where the API is deployed. */
function secretsVariable(source: string): string {
  return `${SECRETS_OF_HOOKS}${source.toUpperCase().replaceAll('-', '_')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
