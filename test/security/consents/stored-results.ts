import type { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { blobsOf } from './every-store.ts';

/** Names of results that were written after this time (storage keeps whole seconds). Lists of a batch are none. */
export async function resultsSince(system: VoiceSystem, latest: number): Promise<string[]> {
  const late: string[] = [];
  for await (const { name, properties } of blobsOf(system).getContainerClient('results').listBlobsFlat()) {
    if (properties.lastModified.getTime() > latest) late.push(name);
  }
  return late.filter((name) => !name.endsWith('.json'));
}

/** Names of results of these jobs. */
export async function resultsAbout(system: VoiceSystem, jobs: readonly { id: string }[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of blobsOf(system).getContainerClient('results').listBlobsFlat()) {
    if (jobs.some(({ id }) => name.includes(id))) found.push(name);
  }
  return found;
}
