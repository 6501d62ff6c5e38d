import type { ContainerClient } from '@azure/storage-blob';
import type { CheckedBatchFiles, CheckedItemState } from '../support/remains.ts';

/** `{tenant}/{batch}/{items|plan|states}-….json`. */
const FILE = /^[^/]+\/(?<batchId>bat_[^/]+)\/(?<what>items|plan|states)-/;

interface FilesSoFar extends CheckedBatchFiles {
  readonly texts: string[];
  readonly planned: Set<string>;
  readonly states: Map<string, readonly CheckedItemState[]>;
}

/** Reads what the blobs of all batches say. @param names of the blobs in the container */
export async function readBatchFiles(
  container: ContainerClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, CheckedBatchFiles>> {
  const batches = new Map<string, FilesSoFar>();
  // In the order of their names, which is that of the chunks: there are less than ten in each.
  for (const name of names.toSorted()) {
    const { batchId, what } = FILE.exec(name)?.groups ?? {};
    if (batchId === undefined) continue;
    const files: FilesSoFar = batches.get(batchId) ?? { texts: [], planned: new Set(), states: new Map() };
    batches.set(batchId, files);
    const content: unknown = JSON.parse((await container.getBlobClient(name).downloadToBuffer()).toString('utf8'));
    if (what === 'items') files.texts.push(...(content as { text: string }[]).map(({ text }) => text));
    if (what === 'states') files.states.set(name, content as CheckedItemState[]);
    if (what !== 'plan') continue;
    for (const { hash } of (content as { items: { hash: string }[] }).items) files.planned.add(hash);
  }
  return batches;
}
