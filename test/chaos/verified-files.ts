import { unzipSync } from 'fflate';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Violation } from '../support/remains.ts';
import type { CheckedDocument } from './snapshot.ts';

type System = Pick<VoiceSystem, 'apiUrl' | 'token'>;

/** Has the API verify the file of each synthesis that succeeded, and that of all items of a batch, as a caller does who downloads it. */
export async function verifyFiles(
  system: System,
  documents: readonly CheckedDocument[],
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const document of documents) {
    const { id, status } = document;
    const path = status === 'succeeded' ? pathOf(document) : undefined;
    if (path === undefined) continue;
    const headers = { authorization: `Bearer ${await system.token()}` };
    const answer = await fetch(new URL(path, system.apiUrl), { headers });
    const content = new Uint8Array(await answer.arrayBuffer());
    const file = document.kind === 'batch' ? unzipSync(content)[`${id}.wav`] : content;
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(file ?? [])]), 'speech');
    const verified = await fetch(new URL('/v1/provenance/verify', system.apiUrl), {
      method: 'POST',
      headers,
      body: form,
    });
    const { verdict, recordMatch } = (await verified.json()) as { verdict?: string; recordMatch?: string };
    if (verdict === 'ours-intact' && recordMatch === 'file') continue;
    violations.push({ kind: 'unrecorded', what: `the file of ${id} is verified as ${verdict}, ${recordMatch}` });
  }
  return violations;
}

/** Where its file is; undefined for what has none. */
function pathOf({ id, kind, ...document }: CheckedDocument): string | undefined {
  if (kind === 'synthesis') return `/v1/syntheses/${id}/audio`;
  return kind === 'batch' && document['concatenate'] === true ? `/v1/batches/${id}/archive` : undefined;
}
