import { z } from 'zod';
import { described, timeSchema } from '#intake';
import { PROVENANCE_ID_PATTERN } from '#storage';
import { speechManifestSchema } from '../platform/resources/manifest.schema.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const hash = (description: string) => described(z.string(), description, HASH);

export const provenanceParamsSchema = z.object({
  id: z
    .string()
    .regex(
      PROVENANCE_ID_PATTERN,
      'is not the id in the tag of a file: prv_ and 26 characters, of an item of a batch a dot and 5 digits',
    )
    .meta({ description: 'Id in the tag of a file, or in `Provenance-Id`', example: ID }),
});

const statementSchema = z
  .object({
    version: described(z.literal(1), 'Version of this format'),
    id: described(z.string(), 'Id of the record', ID),
    synthetic: described(z.literal(true), 'A model has made the speech'),
    organization: described(z.string(), 'Whose deployment has made it', 'Contoso Ltd'),
    at: described(timeSchema, 'When it was complete'),
    format: z
      .object({
        name: described(z.string(), 'Name of the format', 'mp3'),
        sampleRateHz: described(z.int(), 'Samples in a second', 24_000),
      })
      .meta({ id: 'ProvenanceFormat', description: 'Format of the audio' }),
    complete: described(z.boolean(), '`false` for live speech that was cut off'),
    algorithm: described(z.literal('SHA-256'), 'How the hashes were made'),
    bytes: described(z.int(), 'Size of what was handed out', 48_132).optional(),
    sha256: hash('Of what was handed out; hexadecimal').optional(),
    audioSha256: hash('Of the audio in it without tags; hexadecimal').optional(),
    items: z
      .object({ count: described(z.int(), 'Items with speech', 2), sha256: hash('Of the list of their hashes') })
      .meta({ id: 'ProvenanceItemList', description: 'The items of a batch that this record is about' })
      .optional(),
    watermark: described(
      z
        .enum(['azure-personal-voice', 'none'])
        .meta({ id: 'DeclaredWatermark', description: 'Watermark that Azure declares' }),
      'What Azure declares of the voice; not detected',
    ),
    manifest: speechManifestSchema.optional(),
    detailsSha256: hash('Of the canonical JSON of the details'),
  })
  .meta({ id: 'ProvenanceStatement', description: 'What is signed; it names nobody' });

const detailsSchema = z
  .object({
    salt: described(z.string(), 'Random', '00112233445566778899aabbccddeeff'),
    subjectId: described(z.string(), 'The synthesis or the batch', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D').optional(),
    voiceIds: z.array(z.string()).meta({ description: 'Voices that are heard' }),
    consentIds: z.array(z.string()).meta({ description: 'Consents to it' }),
    actorId: described(z.string(), '`oid` of the caller', '6f1c7a52-1f0b-4c52-9f7c-1d2b1f3e4a5b'),
    text: z
      .object({
        keyId: described(z.string(), 'Id of the key', '21fe31dfa154a261'),
        hmac: hash('HMAC-SHA-256 of the text'),
      })
      .meta({ id: 'ProvenanceTextHash', description: 'Keyed hash of the text' })
      .optional(),
  })
  .meta({
    id: 'ProvenanceDetails',
    description: 'Whose speech it is; for `Voice.Read` and `Voice.Synthesize` of its tenant',
  });

export const provenanceKeySchema = z
  .object({
    keyId: described(z.string(), 'First 16 hexadecimal digits of the SHA-256 of the key', '21fe31dfa154a261'),
    publicKey: described(z.string(), 'Ed25519, 32 bytes, base64url', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
  })
  .meta({ id: 'ProvenanceKey', description: 'A public key' });

export const provenanceKeysSchema = z
  .object({ keys: z.array(provenanceKeySchema).meta({ description: 'That of new records first' }) })
  .meta({ id: 'ProvenanceKeys', description: 'Keys that sign the records of speech' });

export const provenanceRecordSchema = z
  .object({
    id: described(z.string(), 'The requested id', ID),
    status: described(
      z.enum(['recorded', 'withdrawn']).meta({ id: 'ProvenanceStatus', description: 'Whether the person was erased' }),
      '`withdrawn`: a person whose voice is heard was erased',
    ),
    withdrawnAt: described(timeSchema, 'When').optional(),
    statement: statementSchema,
    signature: z
      .object({
        algorithm: described(z.literal('Ed25519'), 'How it was signed'),
        keyId: described(z.string(), 'Id of the key', '21fe31dfa154a261'),
        publicKey: described(z.string(), 'The public key, base64url', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
        value: described(z.string(), 'Over the canonical JSON of the statement, base64url', 'c2lnbmF0dXJl'),
      })
      .meta({ id: 'ProvenanceSignature', description: 'Proves that the holder of the key has written the statement' })
      .optional(),
    item: z
      .object({
        index: described(z.int(), 'In the batch, from 0', 41),
        audioSha256: hash('Of its audio without tags').optional(),
      })
      .meta({ id: 'ProvenanceItem', description: 'The item of a batch that the id is of' })
      .optional(),
    kind: described(
      z.enum(['live', 'queued', 'batch']).meta({ id: 'ProvenanceKind', description: 'How it was spoken' }),
      'How it was spoken; with the details only',
    ).optional(),
    details: detailsSchema.optional(),
  })
  .meta({ id: 'ProvenanceRecord', description: 'What is known of a file' });
export type ProvenanceView = z.infer<typeof provenanceRecordSchema>;
