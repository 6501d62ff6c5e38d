import { z } from 'zod';
import { PRODUCER_NAME } from './producers/sandbox-producer.ts';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
/** JSON. */
const takenRights = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      context.addIssue({ code: 'custom', message: String(error) });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(
      z.strictObject({ identity: z.string(), scope: z.string(), role: z.string(), pattern: z.string().optional() }),
    ),
  );
/** What the sandbox reads from its environment; docs/sandbox.md describes it. */
export const sandboxVariables = z.object({
  SANDBOX_HOST: z.string().default('127.0.0.1'),
  SANDBOX_CONTROL_PORT: port,
  SANDBOX_ENTRA_PORT: port,
  SANDBOX_IDENTITY_PORT: port,
  SANDBOX_BLOB_PORT: port,
  SANDBOX_COSMOS_PORT: port,
  SANDBOX_SERVICE_BUS_PORT: port,
  SANDBOX_SPEECH_PORT: port,
  SANDBOX_IDENTITY_HEADER: z.string().min(16).optional(),
  SANDBOX_DATA_DIR: z.string().min(1).optional(),
  SANDBOX_KEEP_DATA: z.stringbool().default(false),
  SANDBOX_BLOBS_IN_MEMORY: z.stringbool().default(false),
  SANDBOX_PRIVATE_STORAGE: z.stringbool().default(false),
  SANDBOX_CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').filter((origin) => origin !== ''))
    .default([]),
  SANDBOX_SERVICE_BUS_CONFIG: z.string().min(1).optional(),
  SANDBOX_WITHOUT_RIGHTS: takenRights.optional(),
  SANDBOX_PRODUCERS: z
    .string()
    .transform((text) => text.split(',').filter((name) => name !== ''))
    .pipe(
      z.array(
        z
          .string()
          .regex(PRODUCER_NAME, 'must be names of 1 to 40 lower-case letters, digits and hyphens, separated by commas'),
      ),
    )
    .transform((names) => [...new Set(names)])
    .default([]),
  SANDBOX_SPEECH_JOB_MS: z.coerce.number().int().min(0).max(86_400_000).optional(),
});

/** Which `npm run sandbox` writes for clients, and which tests set. */
const OF_OTHERS = ['SANDBOX_CONTROL_URL', 'SANDBOX_CLIENT_ID', 'SANDBOX_CLIENT_SECRET'];

/** Names that begin like a variable of the sandbox, and are none. */
export function unknownSandboxVariables(names: readonly string[]): readonly string[] {
  return names.filter(
    (name) => name.startsWith('SANDBOX_') && !(name in sandboxVariables.shape) && !OF_OTHERS.includes(name),
  );
}

/** One line for each variable that is wrong, without its value. */
export function problemsOfVariables({ issues }: z.ZodError): readonly string[] {
  return issues.map(({ path: [name, ...inside], message }) => {
    const isPort = typeof name === 'string' && name.endsWith('_PORT');
    const place = inside.length > 0 ? ` ${inside.join('.')}` : '';
    return `${String(name)}:${place} ${isPort ? 'must be a whole number from 0 to 65535' : message}`;
  });
}
