import { z } from 'zod';
import { list } from './list-variable.ts';

const flag = z.stringbool();
const DAY_MS = 86_400_000;
/** What the processes that read files have memory for. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** How what was spoken is recorded. See docs/provenance.md. */
export const PROVENANCE_VARIABLES = {
  PROVENANCE_SIGNING_KEYS: list
    .optional()
    .describe(
      'Ed25519 private keys that sign the records of speech and key the hashes of texts in them: 32 bytes in base64 each, the newest first, separated by commas; see docs/provenance.md',
    ),
  PROVENANCE_ORGANIZATION: z
    .string()
    .optional()
    .describe(
      'Name of the organization in records of speech, which everybody with the id of a file may see; if not set, the id of the tenant',
    ),
  PROVENANCE_RETENTION_MS: z.coerce
    .number()
    .int()
    .min(DAY_MS)
    .default(400 * DAY_MS)
    .describe('How long records of speech are kept'),
  PROVENANCE_VERIFY_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_FILE_BYTES)
    .default(MAX_FILE_BYTES)
    .describe(
      'Largest file that POST /v1/provenance/verify accepts. It is in the temporary directory meanwhile, which needs room for AUDIO_WORKERS files of this size, if it is more than TEMPORARY_FILE_MAX_BYTES',
    ),
  PROVENANCE_VERIFY_ANONYMOUS: flag
    .default(false)
    .describe(
      'Whether POST /v1/provenance/verify works without a token, one file at a time at each replica, limited by RATE_LIMIT_ANONYMOUS for each address',
    ),
};
