import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Violation } from '../support/remains.ts';
import type { CheckedDocument } from './snapshot.ts';

/** Has the API verify the file of each synthesis that succeeded, as a caller does who downloads it. */
export async function verifyFiles(
  system: Pick<VoiceSystem, 'apiUrl' | 'token'>,
  documents: readonly CheckedDocument[],
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const { id, kind, status } of documents) {
    if (kind !== 'synthesis' || status !== 'succeeded') continue;
    const headers = { authorization: `Bearer ${await system.token()}` };
    const audio = await fetch(new URL(`/v1/syntheses/${id}/audio`, system.apiUrl), { headers });
    const form = new FormData();
    form.append('file', await audio.blob(), 'speech');
    const answer = await fetch(new URL('/v1/provenance/verify', system.apiUrl), {
      method: 'POST',
      headers,
      body: form,
    });
    const { verdict, recordMatch } = (await answer.json()) as { verdict?: string; recordMatch?: string };
    if (verdict === 'ours-intact' && recordMatch === 'file') continue;
    violations.push({ kind: 'unrecorded', what: `the file of ${id} is verified as ${verdict}, ${recordMatch}` });
  }
  return violations;
}
