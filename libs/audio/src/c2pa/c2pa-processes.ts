import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { type AudioPoolLogger, AudioProcessingError } from '../pool/audio-pool-options.ts';
import { type C2paLimits, type C2paOutcome, C2paProcess } from './c2pa-process.ts';
import type { ClaimSigner, TimeStamped } from './claim-signer.ts';
import type { SignedContainer } from './manifest-definition.ts';
import type { ManifestReport } from './manifest-report.ts';
import type { C2paJob, ReadJob, SignJob } from './messages.ts';
import type { FileMark } from '../verify/file-mark.ts';

/** MiB in which a file of 32 MiB can be read. Two processes of this size fit beside an API of 190 MB into its 1 GiB. */
export const VERIFIER_MEMORY_MB = 384;
/** To sign a file of 32 MiB takes about 1 s of processor time, and 330 MiB. */
const LIMITS: C2paLimits = { wallMs: 300_000, cpuSeconds: 60, memoryMb: 512 };
/** A process that has nothing to do ends after this: it holds about 90 MB. */
const IDLE_MS = 60_000;
/** The memory of WebAssembly never shrinks: a process that has taken this much is not kept. */
const MAX_KEPT_MB = 160;

export interface C2paProcessesOptions {
  /** Jobs at a time; each has a process. */
  readonly workers: number;
  readonly limits?: Partial<C2paLimits>;
  readonly logger?: AudioPoolLogger;
}

export interface SignOrder {
  readonly inputPath: string;
  /** A file that does not exist yet; after an error there is none. */
  readonly outputPath: string;
  readonly container: SignedContainer;
  readonly provenanceId: string;
  /** Of this product. */
  readonly version: string;
}

export interface SignedFile {
  readonly manifestId: string | undefined;
  readonly timeStamp: TimeStamped;
  /** Why there is no time-stamp, where there should be one. */
  readonly timeStampError?: unknown;
}

/**
 * Child processes that sign files and read manifests (C2PA), so that neither blocks a loop nor a hostile file harms this process. None runs before the
 * first job, or when nothing was to be done for a minute. The key stays in this process. See ADR 182.
 */
export class C2paProcesses {
  readonly #limit: LimitFunction;
  readonly #limits: C2paLimits;
  readonly #idle: C2paProcess[] = [];
  readonly #all = new Set<C2paProcess>();
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly options: C2paProcessesOptions) {
    this.#limit = pLimit(options.workers);
    this.#limits = { ...LIMITS, ...options.limits };
  }

  /**
   * Writes a copy of a file with a signed manifest in it. Its audio is the same, sample by sample.
   * @throws AudioProcessingError aborted, pool-closed, worker-failed; what the signer throws
   */
  async sign(order: SignOrder, signer: ClaimSigner, signal?: AbortSignal): Promise<SignedFile> {
    let signed: Omit<SignedFile, 'manifestId'> = { timeStamp: 'none' };
    const job: SignJob = {
      type: 'sign',
      ...order,
      algorithm: signer.algorithm,
      reserveBytes: signer.messageBytes,
    };
    try {
      const outcome = await this.#run(job, signal, async (claim) => {
        const { message, ...rest } = await signer.sign(claim, signal);
        signed = rest;
        return message;
      });
      if (outcome.type === 'signed') return { manifestId: outcome.manifestId, ...signed };
      throw failed(outcome);
    } catch (error) {
      await rm(order.outputPath, { force: true });
      throw error;
    }
  }

  /**
   * Reads and verifies the manifest of a file. Whatever is wrong with the file is in the report: one for which the process died, or took too much time
   * or memory, is `unreadable` with the code `limits-exceeded` or `reader-crashed`. Nothing is fetched.
   * @param file its path, or its bytes, which are written to the temporary directory meanwhile
   * @param trustAnchors roots whose certificates are trusted, PEM; '' trusts none
   * @param ownCertificates certificates of signers, PEM: manifests that they have signed are `isSignedHere`
   * @throws AudioProcessingError aborted, pool-closed, worker-unavailable
   */
  async read(
    file: string | Uint8Array,
    trustAnchors: string,
    ownCertificates = '',
    signal?: AbortSignal,
  ): Promise<ManifestReport> {
    if (typeof file !== 'string') return this.#readBytes(file, trustAnchors, ownCertificates, signal);
    const job: ReadJob = { type: 'read', inputPath: file, trustAnchors, ownCertificates };
    const outcome = await this.#run(job, signal);
    if (outcome.type === 'read') return outcome.report;
    if (outcome.type !== 'ended') return { state: 'unreadable', codes: ['reader-failed'] };
    return { state: 'unreadable', codes: [outcome.why === 'limit' ? 'limits-exceeded' : 'reader-crashed'] };
  }

  /**
   * Reads the tag of a file and hashes it.
   * @returns undefined for a file for which the process died, or took too much time or memory
   * @throws AudioProcessingError aborted, pool-closed, worker-unavailable
   */
  async mark(inputPath: string, signal?: AbortSignal): Promise<FileMark | undefined> {
    const outcome = await this.#run({ type: 'mark', inputPath }, signal);
    return outcome.type === 'marked' ? outcome.mark : undefined;
  }

  /** What runs, and what waits for a process. */
  stats(): { readonly processes: number; readonly idle: number; readonly waiting: number } {
    return { processes: this.#all.size, idle: this.#idle.length, waiting: this.#limit.pendingCount };
  }

  /** Kills running jobs, refuses new ones, and resolves when every child is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    await Promise.all([...this.#all].map((child) => child.stop()));
  }

  async #readBytes(bytes: Uint8Array, ...trust: readonly [string, string, AbortSignal?]): Promise<ManifestReport> {
    const directory = await mkdtemp(join(tmpdir(), 'manifest-'));
    try {
      const path = join(directory, 'file');
      await writeFile(path, bytes, { mode: 0o600 });
      return await this.read(path, ...trust);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async #run(
    job: C2paJob,
    signal: AbortSignal | undefined,
    onClaim?: (claim: Uint8Array) => Promise<Uint8Array>,
  ): Promise<C2paOutcome> {
    return this.#limit(async () => {
      this.#check(signal);
      const child = await this.#take();
      const kill = (): void => child.kill();
      signal?.addEventListener('abort', kill, { once: true });
      try {
        const outcome = await child.run(job, onClaim);
        if (outcome.type === 'ended') this.options.logger?.warn({ outcome: outcome.why }, 'a C2PA process ended');
        this.#check(signal);
        return outcome;
      } finally {
        signal?.removeEventListener('abort', kill);
        await this.#release(child);
      }
    });
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#closed) throw new AudioProcessingError('pool-closed', 'the C2PA processes are closed');
    if (signal?.aborted === true) {
      throw new AudioProcessingError('aborted', 'the C2PA job was aborted', { cause: signal.reason });
    }
  }

  async #take(): Promise<C2paProcess> {
    clearTimeout(this.#idleTimer);
    for (let child = this.#idle.pop(); child !== undefined; child = this.#idle.pop()) {
      if (child.alive) return child;
      this.#all.delete(child);
    }
    const child = new C2paProcess(this.#limits);
    this.#all.add(child);
    try {
      await child.ready;
      return child;
    } catch (error) {
      this.#all.delete(child);
      throw new AudioProcessingError('worker-unavailable', 'a C2PA process did not start', { cause: error });
    }
  }

  async #release(child: C2paProcess): Promise<void> {
    if (!this.#closed && child.alive && (await child.residentMb()) <= MAX_KEPT_MB) {
      this.#idle.push(child);
      this.#idleTimer = setTimeout(() => void this.#endIdle(), IDLE_MS).unref();
      return;
    }
    await child.stop();
    this.#all.delete(child);
  }

  async #endIdle(): Promise<void> {
    await Promise.all(
      this.#idle.splice(0).map(async (child) => {
        await child.stop();
        this.#all.delete(child);
      }),
    );
  }
}

function failed(outcome: C2paOutcome): AudioProcessingError {
  const reason = outcome.type === 'failed' ? outcome.reason : outcome.type === 'ended' ? outcome.detail : outcome.type;
  return new AudioProcessingError('worker-failed', `the file was not signed: ${reason}`);
}
