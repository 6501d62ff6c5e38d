import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { readFile } from 'node:fs/promises';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { SandboxReady } from '../../apps/sandbox/src/system/voice-system.ts';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { SandboxProcess } from '../support/sandbox-process.ts';
import { Control } from './control.ts';

/** With a lock of a minute and an hour's life: nothing of a run comes to its end by itself. */
const QUEUE = 'speech-synthesis';
const CONTAINER = 'archive';
/** The SDK waits for a minute for the answer to its goodbye if the connection broke. */
const CLOSE_TIMEOUT_MS = 500;
const TOKEN_LIFETIME_MS = 3_600_000;

export type WriteKind = 'blob' | 'document' | 'message';

/** What clients know of the sandbox, from its first start on. */
interface Known {
  /** In the order of the acknowledgements. */
  readonly written: Acknowledged[];
  /** Ids of messages whose completion was acknowledged. */
  readonly completed: Set<string>;
  /** Ids of messages whose completion was asked for, and nobody knows. */
  readonly inDoubt: Set<string>;
}

/** A write that was acknowledged. */
interface Acknowledged {
  readonly kind: WriteKind;
  readonly id: string;
  /** SHA-256 of a blob's bytes, ETag of a document, sequence of a message. */
  readonly mark: string;
  readonly at: number;
}

export interface KillReport {
  /** Since the load began. */
  readonly afterMs: number;
  /** How old the youngest acknowledged write of each kind was when the process was killed. */
  readonly ages: Readonly<Record<WriteKind, number>>;
  readonly restartMs: number;
  /** So far, of all kinds. */
  readonly acknowledged: number;
  /** What was acknowledged and is not as it was. */
  readonly lost: readonly string[];
}

export interface SandboxKillsOptions {
  readonly kills: number;
  /** The moment of the kill lies between these, ms since the load began; it waits for a write of each kind. */
  readonly between: readonly [number, number];
  readonly onKill?: (report: KillReport) => void;
}

/**
 * Writes blobs, documents and messages into a sandbox that keeps its data, kills it in the middle of that, starts it again and looks for
 * everything that was acknowledged since its last start; after the last kill, since its first one.
 */
export async function runSandboxKills({ kills, between, onKill }: SandboxKillsOptions): Promise<KillReport[]> {
  const sandbox = await SandboxProcess.start({ SANDBOX_KEEP_DATA: 'true' });
  try {
    trustCertificateAuthority(await readFile(sandbox.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
    const { endpoints } = sandbox.ready;
    const known: Known = { written: [], completed: new Set(), inDoubt: new Set() };
    const { written } = known;
    const reports: KillReport[] = [];
    for (let round = 1; round <= kills; round += 1) {
      const load = new Load(sandbox.ready, `round-${round}`, known);
      const beganAt = performance.now();
      const first = written.length;
      load.begin();
      const [from, to] = between;
      await delay(from + Math.random() * (to - from));
      const kinds = (): Set<WriteKind> => new Set(written.slice(first).map(({ kind }) => kind));
      while (kinds().size < 3) await delay(5);
      const killedAt = performance.now();
      await sandbox.kill();
      await load.end();
      const restartedAt = performance.now();
      await sandbox.startAgain();
      const restartMs = Math.round(performance.now() - restartedAt);
      const since = round === kills ? 0 : first;
      const lost = await missing(sandbox.ready, known, written.slice(since));
      if (JSON.stringify(sandbox.ready.endpoints) !== JSON.stringify(endpoints)) lost.push('the addresses');
      const ageOf = (kind: WriteKind): number =>
        Math.max(0, Math.round(killedAt - (written.findLast((each) => each.kind === kind)?.at ?? 0)));
      const report: KillReport = {
        afterMs: Math.round(killedAt - beganAt),
        ages: { blob: ageOf('blob'), document: ageOf('document'), message: ageOf('message') },
        restartMs,
        acknowledged: written.length,
        lost,
      };
      reports.push(report);
      onKill?.(report);
    }
    return reports;
  } finally {
    await sandbox.stop();
  }
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
class Load {
  readonly #clients: Clients;
  readonly #running: Promise<void>[] = [];
  #hasEnded = false;

  constructor(
    ready: SandboxReady,
    private readonly name: string,
    private readonly known: Known,
  ) {
    this.#clients = new Clients(ready);
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

  /** Waits until every writer has noticed that the sandbox is gone. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await Promise.all(this.#running);
    const closed = this.#clients.bus.close().catch(() => undefined);
    await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  #repeat(kind: WriteKind, write: (id: string) => Promise<string>): void {
    const run = async (): Promise<void> => {
      for (let number = 1; !this.#hasEnded; number += 1) {
        const id = `${this.name}-${kind}-${number}`;
        try {
          const mark = await write(id);
          this.known.written.push({ kind, id, mark, at: performance.now() });
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
async function missing(
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
  const isAsWritten = async ({ kind, id, mark }: Acknowledged): Promise<boolean> => {
    if (kind === 'document') return etags.get(id) === mark;
    if (kind === 'message') return inDoubt.has(id) || ids.has(id) !== completed.has(id);
    const answer = await blobs
      .getBlobClient(id)
      .downloadToBuffer()
      .catch(() => undefined);
    return answer !== undefined && createHash('sha256').update(answer).digest('hex') === mark;
  };
  for (const each of written) if (!(await isAsWritten(each))) lost.push(each.id);
  return lost;
}
