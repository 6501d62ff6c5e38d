import { BlobServiceClient } from '@azure/storage-blob';
import { readBatchFiles } from './batch-blobs.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { InspectedMessage } from '../../apps/sandbox/src/service-bus/service-bus.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { BatchJobRecord, SpokenRecord } from '../../apps/sandbox/src/speech/speech.ts';
import type { Control } from './control.ts';
import { type CheckedBatchFiles, type CheckedDocument, isChecked } from '../support/remains.ts';

export type { CheckedDocument };

export interface CheckedBlob {
  readonly name: string;
  readonly sizeBytes: number;
  /** Epoch milliseconds, to the second. */
  readonly writtenAt: number;
}

export interface QueuedMessage extends InspectedMessage {
  readonly queue: string;
  readonly isDeadLetter: boolean;
}

export interface CheckedRecord {
  readonly id: string;
  readonly kind?: string;
  readonly details?: { readonly subjectId?: string };
  readonly statement: { readonly sha256?: string; readonly items?: { readonly count: number } };
  readonly signature?: object;
}

/** Everything that is stored anywhere, as plain data. */
export interface Snapshot {
  /** Epoch milliseconds of the system's time. */
  readonly at: number;
  readonly documents: readonly CheckedDocument[];
  readonly blobs: Readonly<Record<string, readonly CheckedBlob[]>>;
  /** By the id of the batch. */
  readonly batches: ReadonlyMap<string, CheckedBatchFiles>;
  /** Of what was spoken, by their ids. */
  readonly records: ReadonlyMap<string, CheckedRecord>;
  readonly messages: readonly QueuedMessage[];
  readonly pendingEvents: number;
  readonly provider: {
    readonly projects: readonly string[];
    readonly consents: readonly string[];
    readonly personalVoices: readonly string[];
    readonly spoken: readonly SpokenRecord[];
    readonly batchJobs: readonly BatchJobRecord[];
    /** By operation, how many calls took effect. */
    readonly effectiveCalls: Readonly<Record<string, number>>;
  };
}

/** Reads all stores. Not one moment: nothing must be going on. */
export async function takeSnapshot(
  control: Control,
  { ready: { environment }, aheadMs }: Pick<VoiceSystem, 'ready' | 'aheadMs'>,
): Promise<Snapshot> {
  const service = new BlobServiceClient(environment['BLOB_ENDPOINT'] ?? '', {
    getToken: async () => ({
      token: await managedIdentityToken(environment, 'https://storage.azure.com'),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  });
  const [documents, provenance, messages, pendingEvents, blobs, provider] = await Promise.all([
    control.documents<CheckedDocument>('documents'),
    control.documents<CheckedRecord>('provenance'),
    allMessages(control),
    control.pendingEvents(),
    allBlobs(service),
    providerRecord(control, environment),
  ]);
  const names = (blobs['results'] ?? []).map(({ name }) => name);
  const batches = await readBatchFiles(service.getContainerClient('results'), names);
  return {
    at: Date.now() + aheadMs,
    documents: documents.filter(isChecked),
    records: new Map(provenance.map((record) => [record.id, record])),
    messages,
    pendingEvents,
    blobs,
    batches,
    provider,
  };
}

export async function allMessages(control: Control): Promise<QueuedMessage[]> {
  const queues = await control.queues();
  const found = await Promise.all(
    queues.flatMap(({ name: queue }) =>
      [false, true].map(async (isDeadLetter) => {
        const messages = await control.messages(isDeadLetter ? `${queue}/$DeadLetterQueue` : queue);
        return messages.map((message) => ({ ...message, queue, isDeadLetter }));
      }),
    ),
  );
  return found.flat();
}

async function allBlobs(service: BlobServiceClient): Promise<Record<string, CheckedBlob[]>> {
  const found: Record<string, CheckedBlob[]> = {};
  for await (const { name: container } of service.listContainers()) {
    const blobs: CheckedBlob[] = [];
    for await (const { name, properties } of service.getContainerClient(container).listBlobsFlat()) {
      blobs.push({ name, sizeBytes: properties.contentLength ?? 0, writtenAt: properties.lastModified.getTime() });
    }
    found[container] = blobs;
  }
  return found;
}

async function providerRecord(
  control: Control,
  environment: Readonly<Record<string, string>>,
): Promise<Snapshot['provider']> {
  const token = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const ids = async (collection: string): Promise<string[]> => {
    const found: string[] = [];
    let next: string | undefined = `${environment['SPEECH_ENDPOINT']}/customvoice/${collection}?api-version=2026-01-01`;
    while (next !== undefined) {
      const response: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`Speech answered ${response.status} to the list of ${collection}`);
      const page = (await response.json()) as { value: { id: string }[]; nextLink?: string };
      found.push(...page.value.map(({ id }) => id));
      next = page.nextLink;
    }
    return found;
  };
  // Before the lists, which are calls themselves.
  const effectiveCalls = await control.effectiveCalls();
  const [projects, consents, personalVoices, spoken, batchJobs] = await Promise.all([
    ids('projects'),
    ids('consents'),
    ids('personalvoices'),
    control.spoken(),
    control.batchJobs(),
  ]);
  return { projects, consents, personalVoices, spoken, batchJobs, effectiveCalls };
}
