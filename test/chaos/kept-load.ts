import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { SandboxReady } from '../../apps/sandbox/src/system/voice-system.ts';
import { Control } from './control.ts';

/** With a lock of a minute and an hour's life: nothing of a run comes to its end by itself. */
const QUEUE = 'speech-synthesis';
const CONTAINER = 'archive';
/** The SDK waits for a minute for the answer to its goodbye if the connection broke. */
const CLOSE_TIMEOUT_MS = 500;
/** Longer than any wait of a writer whose sandbox is there. */
const END_TIMEOUT_MS = 2_000;
const TOKEN_LIFETIME_MS = 3_600_000;

export type WriteKind = 'blob' | 'document' | 'message';

/** What clients know of the sandbox, from its first start on. */
export interface Known {
  /** In the order of the acknowledgements. */
  readonly written: Acknowledged[];
  /** Ids of messages whose completion was acknowledged. */
  readonly completed: Set<string>;
  /** Ids of messages whose completion was asked for, and nobody knows. */
  readonly inDoubt: Set<string>;
}

/** A write that was acknowledged. */
export interface Acknowledged {
  readonly kind: WriteKind;
  readonly id: string;
  /** SHA-256 of a blob's bytes, ETag of a document, sequence of a message. */
  readonly mark: string;
  /** When it was asked for and when it was acknowledged, `performance.now()`. */
  readonly askedAt: number;
  readonly at: number;
}

class Clients {
  readonly blobs;
  readonly documents;
  readonly bus: ServiceBusClient;

  constructor({ endpoints, environment }: SandboxReady) {
    const credential = {
      getToken: async (scopes: string | string[]) => ({
        token: await managedIdentityToken(environment, [scopes].flat()[0]?.replace(/\/\.default$/, '') ?? ''),
        expiresOnTimestamp: Date.now() + TOKEN_LIFETIME_MS,
      }),
    };
    const once = { retryOptions: { maxTries: 1 } };
    this.blobs = new BlobServiceClient(endpoints['blob'] ?? '', credential, once).getContainerClient(CONTAINER);
    this.documents = new CosmosClient({
      endpoint: endpoints['cosmos'] ?? '',
      aadCredentials: credential,
      connectionPolicy: { enableEndpointDiscovery: false },
    })
      .database('voice')
      .container('documents');
    const patience = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };
    this.bus = new ServiceBusClient(endpoints['serviceBus'] ?? '', credential, patience);
  }
}

/** Writes as fast as the sandbox answers, until it no longer does. */
export class Load {
  readonly #clients: Clients;
  readonly #running: Promise<void>[] = [];
  #hasEnded = false;
  readonly #first: number;

  constructor(
    ready: SandboxReady,
    private readonly name: string,
    private readonly known: Known,
  ) {
    this.#clients = new Clients(ready);
    this.#first = known.written.length;
  }

  begin(): void {
    const { blobs, documents, bus } = this.#clients;
    const sender = bus.createSender(QUEUE);
    this.#repeat('blob', async (id) => {
      const bytes = randomBytes(20_000);
      await blobs.getBlockBlobClient(id).uploadData(bytes);
      return createHash('sha256').update(bytes).digest('hex');
    });
    this.#repeat('document', async (id) => {
      const { resource } = await documents.items.create({ id, partitionKey: 'kills', text: 'x'.repeat(500) });
      return String(resource?._etag);
    });
    this.#repeat('message', async (id) => {
      await sender.sendMessages({ messageId: id, body: { id } });
      return id;
    });
    this.#running.push(this.#receive());
  }

  /** Resolves when a write of each kind was acknowledged since it began. */
  async underWay(): Promise<void> {
    const kinds = (): Set<WriteKind> => new Set(this.known.written.slice(this.#first).map(({ kind }) => kind));
    while (kinds().size < 3) await delay(5);
  }

  /**
   * Waits until every writer has noticed that it is to stop. After a kill one may still try its last write again; if that comes to something,
   * it is noted as the others are.
   */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await Promise.race([Promise.all(this.#running), delay(END_TIMEOUT_MS, undefined, { ref: false })]);
    const closed = this.#clients.bus.close().catch(() => undefined);
    await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  #repeat(kind: WriteKind, write: (id: string) => Promise<string>): void {
    const run = async (): Promise<void> => {
      for (let number = 1; !this.#hasEnded; number += 1) {
        const id = `${this.name}-${kind}-${number}`;
        const askedAt = performance.now();
        try {
          const mark = await write(id);
          this.known.written.push({ kind, id, mark, askedAt, at: performance.now() });
        } catch {
          // The sandbox was killed: whether this one was written nobody has said.
          return;
        }
      }
    };
    this.#running.push(run());
  }

  /** Completes every second message that it is given, and leaves the others locked. */
  async #receive(): Promise<void> {
    const { completed, inDoubt } = this.known;
    const receiver = this.#clients.bus.createReceiver(QUEUE);
    for (let number = 1; !this.#hasEnded; number += 1) {
      try {
        const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
        if (message === undefined || number % 2 === 0) continue;
        const id = String(message.messageId);
        inDoubt.add(id);
        await receiver.completeMessage(message);
        inDoubt.delete(id);
        completed.add(id);
      } catch {
        // The sandbox was killed.
        return;
      }
    }
  }
}

/** What was acknowledged and is not there, or is there although it was completed, or more than once. */
export async function missing(
  ready: SandboxReady,
  { completed, inDoubt }: Known,
  written: readonly Acknowledged[],
): Promise<string[]> {
  const { blobs, bus } = new Clients(ready);
  await bus.close();
  const control = new Control(ready.endpoints['control'] ?? '');
  const etags = new Map((await control.documents('documents')).map(({ id, _etag }) => [String(id), String(_etag)]));
  const messages = await control.messages(QUEUE);
  const ids = new Set(messages.map(({ messageId }) => messageId));
  const lost: string[] = [];
  if (ids.size < messages.length) lost.push('a message is there twice');
  if (new Set(messages.map(({ sequenceNumber }) => sequenceNumber)).size < messages.length)
    lost.push('two messages have the same number');
  const kept = await Promise.all(written.map((each) => isAsWritten(each)));
  return [...lost, ...written.flatMap(({ id }, index) => (kept[index] === true ? [] : [id]))];

  async function isAsWritten({ kind, id, mark }: Acknowledged): Promise<boolean> {
    if (kind === 'document') return etags.get(id) === mark;
    if (kind === 'message') return inDoubt.has(id) || ids.has(id) !== completed.has(id);
    const answer = await blobs
      .getBlobClient(id)
      .downloadToBuffer()
      .catch(() => undefined);
    return answer !== undefined && createHash('sha256').update(answer).digest('hex') === mark;
  }
}
