import type { DocumentStore } from '#documents';
import type { Upload, Voice } from '#domain';

/** Of a personal voice: all it may have. More are read with one query, and only what that does not find one by one. */
const MAX_SINGLE_READS = 50;

/** The uploads of a voice's samples, in their order; undefined where there is none. */
export async function samplesOf(
  documents: Pick<DocumentStore, 'findAll' | 'findReferenced'>,
  { tenantId, sampleUploadIds }: Pick<Voice, 'tenantId' | 'sampleUploadIds'>,
): Promise<readonly (Upload | undefined)[]> {
  const isMany = sampleUploadIds.length > MAX_SINGLE_READS;
  const found: ReadonlyMap<string, Upload> = isMany ? await documents.findAll('upload', sampleUploadIds) : new Map();
  return Promise.all(
    sampleUploadIds.map(async (id) => {
      const upload = found.get(id);
      return upload?.tenantId === tenantId ? upload : documents.findReferenced('upload', tenantId, id);
    }),
  );
}
