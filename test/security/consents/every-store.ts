import { buffer } from 'node:stream/consumers';
import { BlobServiceClient } from '@azure/storage-blob';
import { managedIdentityToken } from '../../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../../chaos/control.ts';
import { allMessages } from '../../chaos/snapshot.ts';
import { developerIdentity } from '../../support/azure-credential.ts';

/** Something that is stored somewhere, as text: names, metadata and content. */
export interface Stored {
  /** For example `documents/cns_…` or `results/…`. */
  readonly where: string;
  readonly kind: 'document' | 'audit' | 'idempotency' | 'usage' | 'provenance' | 'blob' | 'message' | 'provider';
  readonly text: string;
}

export function blobsOf({ ready: { environment } }: VoiceSystem): BlobServiceClient {
  return new BlobServiceClient(environment['BLOB_ENDPOINT'] ?? '', developerIdentity(environment));
}

/** Everything that is stored anywhere: databases, blobs with their snapshots, queues, and what Azure AI Speech lists. */
export async function everythingStored(system: VoiceSystem): Promise<Stored[]> {
  const control = new Control(system.endpoint('control'));
  const [documents, audit, idempotency, usage, provenance, messages, blobs, provider] = await Promise.all([
    control.documents('documents'),
    control.documents('audit'),
    control.documents('idempotency'),
    control.documents('usage'),
    control.documents('provenance'),
    allMessages(control),
    allBlobs(system),
    providerResources(system.ready.environment),
  ]);
  const items = (kind: Stored['kind'], found: readonly unknown[]): Stored[] =>
    found.map((item) => ({ where: `${kind}/${(item as { id: string }).id}`, kind, text: JSON.stringify(item) }));
  return [
    ...items('document', documents),
    ...items('audit', audit),
    ...items('idempotency', idempotency),
    ...items('usage', usage),
    ...items('provenance', provenance),
    ...messages.map((message) => ({
      where: `${message.queue}${message.isDeadLetter ? '/$DeadLetterQueue' : ''}/${String(message.messageId)}`,
      kind: 'message' as const,
      text: JSON.stringify(message),
    })),
    ...blobs,
    ...provider,
  ];
}

async function allBlobs(system: VoiceSystem): Promise<Stored[]> {
  const service = blobsOf(system);
  const found: Stored[] = [];
  for await (const { name: container } of service.listContainers()) {
    const client = service.getContainerClient(container);
    found.push({ where: container, kind: 'blob', text: container });
    const all = client.listBlobsFlat({ includeSnapshots: true, includeMetadata: true, includeTags: true });
    for await (const item of all) {
      const blob = client.getBlobClient(item.name);
      const { readableStreamBody } = await (item.snapshot ? blob.withSnapshot(item.snapshot) : blob).download();
      const content = readableStreamBody ? await buffer(readableStreamBody) : Buffer.alloc(0);
      const text = [item.name, JSON.stringify(item.metadata), JSON.stringify(item.tags), content.toString('latin1')];
      found.push({ where: `${container}/${item.name}`, kind: 'blob', text: text.join('\n') });
    }
  }
  return found;
}

async function providerResources(environment: Readonly<Record<string, string>>): Promise<Stored[]> {
  const token = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const lists = [
    'customvoice/projects?api-version=2026-01-01',
    'customvoice/consents?api-version=2026-01-01',
    'customvoice/personalvoices?api-version=2026-01-01',
    'texttospeech/batchsyntheses?api-version=2024-04-01',
  ];
  const found: Stored[] = [];
  for (const list of lists) {
    for (let next: string | undefined = `${environment['SPEECH_ENDPOINT']}/${list}`; next !== undefined;) {
      const response: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`Speech answered ${response.status} to ${list}`);
      const page = (await response.json()) as { value: { id: string }[]; nextLink?: string };
      for (const item of page.value) {
        found.push({ where: `azure/${item.id}`, kind: 'provider', text: JSON.stringify(item) });
      }
      next = page.nextLink;
    }
  }
  return found;
}
