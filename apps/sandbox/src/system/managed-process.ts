import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface ProcessOptions {
  readonly name: string;
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Compiled entry file. */
  readonly entry: string;
  /** What is run instead of Node with that file; its output, signals and channel must be those of the deployable in it. */
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
  /** Which of its lines are written to the log; all without it. */
  readonly isLogged?: (line: string) => boolean;
  /** Called with each line of its output, beside the log. */
  readonly onLine?: (line: string) => void;
}

/** As pino numbers it. */
const FATAL_LEVEL = 60;

/** What a process says when it is ready: one JSON log line with these fields. */
export interface LogLine {
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** Of a deployable: it says where it listens, when it is ready or when it waits for a dependency. */
export function saysWhereItListens({ msg = '', url }: LogLine): boolean {
  return typeof url === 'string' && (READY.has(msg) || msg.startsWith('listening on '));
}

const READY: ReadonlySet<string> = new Set(['the API is ready', 'the worker is ready']);

/** The last lines of output that are shown when a process ends unexpectedly. */
const TAIL_LINES = 15;

/** A process of the system: started, watched, and ended by us. */
export class ManagedProcess {
  readonly #child: ChildProcess;
  readonly #log: WriteStream;
  readonly #tail: string[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly exited: Promise<number>;
  readonly #outputEnded: Promise<void>;
  #ended = false;

  constructor(private readonly options: ProcessOptions) {
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
    const [program, ...args] = options.command ?? [process.execPath, ...(options.nodeFlags ?? []), options.entry];
    this.#child = spawn(program ?? process.execPath, args, {
      env: options.environment,
      // An IPC channel lets the sandbox notice that its parent is gone. A group of its own keeps the terminal's Ctrl-C from the
      // processes: they are ended in order.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#ended = true;
        resolve(code ?? (signal === null ? 1 : 128));
      });
      this.#child.once('error', () => {
        this.#ended = true;
        resolve(1);
      });
    });
    this.#outputEnded = new Promise((resolve) => this.#child.once('close', () => resolve()));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.onLine(line));
    }
  }

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves with the first log line that fits. @throws Error with the last output when the process ends before. */
  async logged(fits: (line: LogLine) => boolean): Promise<LogLine> {
    const found = Promise.withResolvers<LogLine>();
    const listener = (line: LogLine) => {
      if (fits(line)) found.resolve(line);
    };
    this.#listeners.add(listener);
    try {
      return await this.orEnd(found.promise);
    } finally {
      this.#listeners.delete(listener);
    }
  }

  /** Resolves with the first IPC message that fits. @throws Error with the last output when the process ends before. */
  async messaged<T>(fits: (message: unknown) => message is T): Promise<T> {
    const found = Promise.withResolvers<T>();
    const listener = (message: unknown) => {
      if (fits(message)) found.resolve(message);
    };
    this.#child.on('message', listener);
    try {
      return await this.orEnd(found.promise);
    } finally {
      this.#child.off('message', listener);
    }
  }

  /** Calls `listener` with each line that it logs from now on. */
  onLogLine(listener: (line: LogLine) => void): void {
    this.#listeners.add(listener);
  }

  /** Sends an IPC message, unless it has ended. */
  send(message: Serializable): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Calls `listener` with each IPC message that fits, until it is taken away with what is returned. */
  onMessage<T>(fits: (message: unknown) => message is T, listener: (message: T) => void): () => void {
    const onAny = (message: unknown): void => {
      if (fits(message)) listener(message);
    };
    this.#child.on('message', onAny);
    return () => void this.#child.off('message', onAny);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#ended) this.#child.kill(signal);
  }

  /**
   * Asks it to end, and ends it when it has not after `graceMs`. Its last lines may come after its end, and those of processes that it
   * started: they are waited for as long.
   */
  async stop(graceMs: number): Promise<number> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    const code = await this.exited;
    clearTimeout(timer);
    const patience = Promise.withResolvers<void>();
    const patienceTimer = setTimeout(patience.resolve, graceMs);
    await Promise.race([this.#outputEnded, patience.promise]);
    clearTimeout(patienceTimer);
    await new Promise<void>((resolve) => this.#log.end(resolve));
    return code;
  }

  private async orEnd<T>(found: Promise<T>): Promise<T> {
    const end = this.exited.then((code) => {
      throw new Error(
        `The ${this.name} ended with code ${code} before it was ready:\n${readable(this.#tail).join('\n')}`,
      );
    });
    // When the process ends later, nobody waits for this.
    end.catch(() => undefined);
    return Promise.race([found, end]);
  }

  private onLine(text: string): void {
    const isLogged = this.options.isLogged?.(text) ?? true;
    if (isLogged && !this.#log.writableEnded) this.#log.write(`${text}\n`);
    this.options.onLine?.(text);
    this.#tail.push(text);
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
    if (this.#listeners.size === 0 || !text.startsWith('{')) return;
    try {
      const line = JSON.parse(text) as LogLine;
      for (const listener of this.#listeners) listener(line);
    } catch {
      // Not every line that begins with a brace is a log line; it is in the log file all the same.
    }
  }
}

/**
 * Output for a person: of a log in JSON the messages of fatal lines, without their stacks; all of it where there is none.
 * @param lines the last ones of a process that ended
 */
export function readable(lines: readonly string[]): readonly string[] {
  const read = lines.map((line) =>
    line.startsWith('{') ? messageOf(line) : { isFatal: false, isLog: false, text: line },
  );
  const plain = read.filter(({ isLog }) => !isLog);
  const fatal = read.filter(({ isFatal }) => isFatal);
  // What is not a log line is what the process told before it could log.
  if (fatal.length > 0) return [...plain, ...fatal].map(({ text }) => text);
  return plain.length > 0 && plain.length < read.length ? plain.map(({ text }) => text) : lines;
}

function messageOf(line: string): { readonly isFatal: boolean; readonly isLog: boolean; readonly text: string } {
  try {
    const { level, msg } = JSON.parse(line) as LogLine;
    const isFatal = level === 'fatal' || level === FATAL_LEVEL;
    return { isFatal, isLog: msg !== undefined, text: msg ?? line };
  } catch {
    return { isFatal: false, isLog: false, text: line };
  }
}
