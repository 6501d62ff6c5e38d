import type { ChildProcess } from 'node:child_process';
import { forkChild, lowerPriority } from '../pool/fork-child.ts';
import { type ResourceUsage, resourceUsageOf } from '../pool/resource-usage.ts';
import type { C2paJob, ChildMessage, ParentMessage } from './messages.ts';

/** JavaScript alone; files and the memory of WebAssembly are outside of it. */
const HEAP_MB = 128;
const WASM_PAGE_KB = 64;
const START_TIMEOUT_MS = 30_000;
const SAMPLE_EVERY_MS = 50;
/** Where there is no `/proc`, the time and the memory of WebAssembly are the limits. */
const NO_USAGE: ResourceUsage = { residentMb: 0, cpuSeconds: 0 };

/** Ceilings of one job. */
export interface C2paLimits {
  readonly wallMs: number;
  /** User and system. */
  readonly cpuSeconds: number;
  /** Resident memory of the child, MiB; WebAssembly gets no more than this either. */
  readonly memoryMb: number;
}

/** What a job ended with. `failed`: the library refused. `ended`: the process is gone, and why. */
export type C2paOutcome =
  | Exclude<ChildMessage, { readonly type: 'ready' | 'claim' }>
  | { readonly type: 'ended'; readonly why: 'limit' | 'crash'; readonly detail: string };

/** A child process with the library in it. Its death is an outcome; the caller replaces it. */
export class C2paProcess {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  #exited: string | undefined;
  #isKilled = false;
  #receive: ((message: ChildMessage) => void) | undefined;
  #onExit: ((how: string) => void) | undefined;

  constructor(private readonly limits: C2paLimits) {
    const pages = Math.ceil((limits.memoryMb * 1024) / WASM_PAGE_KB);
    this.#child = forkChild('c2pa/c2pa-worker', HEAP_MB, [`--wasm-max-mem-pages=${pages}`]);
    this.ready = this.#started();
    this.#child.on('message', (message: ChildMessage) => this.#receive?.(message));
  }

  get alive(): boolean {
    return this.#exited === undefined && !this.#isKilled;
  }

  /** @param onClaim gives the message for a claim; what it throws ends the job and the process, which waits for an answer */
  async run(job: C2paJob, onClaim?: (claim: Uint8Array) => Promise<Uint8Array>): Promise<C2paOutcome> {
    const timers: NodeJS.Timeout[] = [];
    const before = (await this.#usage())?.cpuSeconds ?? 0;
    try {
      return await new Promise<C2paOutcome>((resolve, reject) => {
        const end = (detail: string): void => {
          resolve({ type: 'ended', why: 'limit', detail });
          this.kill();
        };
        this.#onExit = (how) => resolve({ type: 'ended', why: 'crash', detail: how });
        this.#receive = (message) => {
          if (message.type === 'claim') {
            onClaim?.(Buffer.from(message.claim, 'base64')).then(
              (signed) => this.#send({ type: 'signature', message: Buffer.from(signed).toString('base64') }),
              (error: unknown) => {
                reject(error instanceof Error ? error : new Error('the claim was not signed', { cause: error }));
                this.kill();
              },
            );
          } else if (message.type !== 'ready') resolve(message);
        };
        const check = async (): Promise<void> => {
          const { residentMb, cpuSeconds } = (await this.#usage()) ?? NO_USAGE;
          if (residentMb > this.limits.memoryMb) end(`It took more than ${this.limits.memoryMb} MiB.`);
          else if (cpuSeconds - before > this.limits.cpuSeconds) {
            end(`It took more than ${this.limits.cpuSeconds} CPU seconds.`);
          }
        };
        timers.push(
          setTimeout(() => end(`It took longer than ${this.limits.wallMs} ms.`), this.limits.wallMs),
          setInterval(() => void check(), SAMPLE_EVERY_MS),
        );
        if (this.#exited === undefined) this.#send(job);
        else this.#onExit(this.#exited);
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#receive = undefined;
      this.#onExit = undefined;
    }
  }

  /** 0 where nobody says. */
  async residentMb(): Promise<number> {
    return (await this.#usage())?.residentMb ?? 0;
  }

  kill(): void {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
  }

  /** Kills it and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#exited !== undefined) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.kill();
    await gone;
  }

  async #usage(): Promise<ResourceUsage | undefined> {
    const { pid } = this.#child;
    return pid === undefined ? undefined : await resourceUsageOf(pid);
  }

  #send(message: ParentMessage): void {
    // One that is gone tells it by its exit.
    this.#child.send(message, () => undefined);
  }

  async #started(): Promise<void> {
    const child = this.#child;
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    try {
      await new Promise<void>((resolve, reject) => {
        child.once('message', () => resolve());
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          this.#exited = signal ?? `exit code ${code}`;
          this.#onExit?.(this.#exited);
          reject(new Error(`it ended with ${this.#exited}`));
        });
      });
      lowerPriority(child);
    } finally {
      clearTimeout(timer);
    }
  }
}
