import { z } from 'zod';
import type { ErasureReceipt } from '#domain';
import { bytesSchema, timeSchema } from './resource.schema.ts';

const counts = z.record(z.string(), z.number().int());

/** What is answered of a receipt is exactly what was signed. */
export const receiptSchema = z
  .object({
    version: z.literal(1),
    tenantId: z.string(),
    subject: z
      .object({ kind: z.enum(['voice', 'consent']).meta({ id: 'ErasedSubjectKind' }), id: z.string() })
      .meta({ id: 'ErasedSubject' }),
    requestedAt: timeSchema,
    completedAt: timeSchema.meta({ description: 'Time when everything was erased' }),
    erased: z
      .object({
        voiceIds: z.array(z.string()),
        consentIds: z.array(z.string()),
        uploadIds: z.array(z.string()),
        provider: counts,
        blobs: z.record(
          z.string(),
          z.object({ count: z.number().int(), sizeBytes: bytesSchema }).meta({ id: 'ErasedBlobs' }),
        ),
        documents: counts,
        keptAnswers: z.number().int(),
        recordingHashes: z
          .object({ consent: z.array(z.string()), samples: z.array(z.string()) })
          .meta({ id: 'ErasedRecordings' }),
      })
      .meta({ id: 'ErasedItems' }),
    kept: z.array(z.string()).meta({ description: 'What was kept, and why' }),
    keptByMicrosoft: z.array(z.string()).meta({ description: 'Copies outside our control, which are not deleted' }),
    signature: z
      .object({
        algorithm: z.literal('Ed25519'),
        keyId: z.string(),
        publicKey: z.string(),
        value: z.string().meta({ description: 'Over the canonical JSON of the receipt without `signature`' }),
      })
      .meta({ id: 'ReceiptSignature' })
      .optional(),
  })
  .meta({ id: 'ErasureReceipt', description: 'What was erased and when; docs/erasure.md explains how to verify it' });

export function receiptView(receipt: ErasureReceipt | undefined): z.infer<typeof receiptSchema> | undefined {
  return receipt as z.infer<typeof receiptSchema> | undefined;
}
