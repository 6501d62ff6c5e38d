import type { DocumentStore } from '#documents';
import { isProfessional } from '#domain';
import { inParallel } from '../platform/in-parallel.ts';
import type { RemoveProfessionalVoice } from '../voices/remove-professional-voice.service.ts';
import type { ErasureScope } from './erasure-scope.ts';

const AT_ONCE = 4;

/** Whether Azure may have a professional voice with this id: only a document can tell that it has not. */
export async function mayBeProfessional(
  documents: Pick<DocumentStore, 'find'>,
  tenantId: string,
  voiceId: string,
): Promise<boolean> {
  const voice = await documents.find('voice', tenantId, voiceId);
  return voice === undefined || isProfessional(voice);
}

/** What Azure has of the professional voices of an erasure. `own`: what other voices do not have; nothing where there is none. */
export async function professionalCounts(
  documents: Pick<DocumentStore, 'find'>,
  professional: Pick<RemoveProfessionalVoice, 'remains'>,
  { tenantId, voiceIds }: ErasureScope,
  signal: AbortSignal,
) {
  const counts = { endpoints: 0, models: 0, trainingSets: 0, agreements: 0, projects: 0 };
  await inParallel(voiceIds, AT_ONCE, async (id) => {
    if (!(await mayBeProfessional(documents, tenantId, id))) return;
    const remains = await professional.remains(id, signal);
    counts.endpoints += remains.endpoints;
    counts.models += remains.models;
    counts.trainingSets += remains.trainingSets;
    counts.agreements += remains.agreements;
    counts.projects += remains.projects;
  });
  const { agreements, projects, endpoints, models, trainingSets } = counts;
  const isAny = endpoints + models + trainingSets > 0;
  return { agreements, projects, own: isAny ? { endpoints, models, trainingSets } : {} };
}
