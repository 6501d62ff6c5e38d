import type { ProvenanceDetails, ProvenanceRecord, ProvenanceStatement } from '#domain';

const HASH = 'ab'.repeat(32);

/** A record of a synthesis by one voice. */
export function aProvenanceRecord({
  id = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  tenantId = 'contoso',
  voiceIds = ['vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'],
  consentIds = ['cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D'],
  statement = {},
}: {
  readonly id?: string;
  readonly tenantId?: string;
  readonly statement?: Partial<ProvenanceStatement>;
} & Partial<Pick<ProvenanceDetails, 'voiceIds' | 'consentIds'>> = {}): ProvenanceRecord {
  return {
    id,
    tenantId,
    kind: 'queued',
    statement: {
      version: 1,
      id,
      synthetic: true,
      organization: 'Contoso',
      at: new Date().toISOString(),
      format: { name: 'wav', sampleRateHz: 24_000 },
      complete: true,
      algorithm: 'SHA-256',
      bytes: 100,
      sha256: HASH,
      audioSha256: HASH,
      watermark: 'azure-personal-voice',
      detailsSha256: HASH,
      ...statement,
    },
    details: { salt: '00', subjectId: 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D', voiceIds, consentIds, actorId: 'someone' },
  };
}
