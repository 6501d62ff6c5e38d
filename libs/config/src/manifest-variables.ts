import { z } from 'zod';
import { pemText } from './claim-signing.ts';

const pem = z.string().transform(pemText);
/** What the processes that sign have memory for. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** How files get a signed manifest (C2PA), and whose are trusted. */
export const MANIFEST_VARIABLES = {
  C2PA_CERTIFICATES: pem
    .optional()
    .describe(
      'Certificates, PEM, that go with signed manifests (C2PA): that of the signer first, up to the root; see docs/provenance.md. Line ends may be written as `\\n`',
    ),
  C2PA_PRIVATE_KEY: pem
    .optional()
    .describe('Private key of the first certificate in C2PA_CERTIFICATES, PEM. Without it, files have tags only'),
  C2PA_KEY_URL: z
    .url({ protocol: /^https$/, error: 'must be a URL with https' })
    .regex(/\/keys\/[\w-]+\/[\w-]+$/, 'must be https://{vault}.vault.azure.net/keys/{name}/{version}')
    .optional()
    .describe(
      'Key of Azure Key Vault that signs in place of C2PA_PRIVATE_KEY, with its version: https://{vault}.vault.azure.net/keys/{name}/{version}',
    ),
  C2PA_TRUST_ANCHORS: pem
    .optional()
    .describe(
      'Further certificates, PEM, for the verification of files. Earlier values of C2PA_CERTIFICATES: their files stay those of this deployment. Roots: their manifests and time-stamps are trusted',
    ),
  C2PA_TSA_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL with https or http' })
    .optional()
    .describe('Time-stamp authority (RFC 3161) that confirms when a manifest was signed; none if not set'),
  C2PA_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_FILE_BYTES)
    .default(MAX_FILE_BYTES)
    .describe('Largest file that gets a signed manifest; larger ones have a tag only'),
};
