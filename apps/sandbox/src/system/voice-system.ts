import { mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEMO_CLIENT, SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { trustCertificateAuthority } from '../tls/trust.ts';
import { ManagedProcess, type ProcessOptions, saysWhereItListens } from './managed-process.ts';
import type { ClockMessage, UsageAnswer, UsageQuestion } from './follow-launcher.ts';
import { packageRoot } from './package-root.ts';
import { SystemContainers, type SystemImages } from './system-containers.ts';

export interface SystemOptions {
  /** 0 takes a free port. */
  readonly apiPort?: number;
  /** Variables for the sandbox, beside its own defaults. */
  readonly sandboxEnvironment?: Readonly<Record<string, string>>;
  /** Variables for the API and the worker, which win over those of the sandbox. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether the API limits requests as it does by default, and not only those that nobody could send. Tests and demonstrations ask faster than any
   * client should; a test of limits sets its own in `environment`.
   */
  readonly defaultRateLimits?: boolean;
  /** How many API and worker processes; 1 each. */
  readonly apis?: number;
  readonly workers?: number;
  /** Runs the parts as containers of these images, instead of as processes of this machine's Node. */
  readonly images?: SystemImages;
  /**
   * Folders of the releases that run, each with `package.json`, `node_modules` and a compiled `dist`: the first API and the first worker are of
   * the first one, and so on. This package where there is none.
   */
  readonly roots?: readonly string[];
  /** Main files that are run in place of those in `dist`. `roots` wins. */
  readonly mainFiles?: Readonly<Partial<Record<Deployable | 'sandbox', string>>>;
  /** Called when a part of the system begins to start. */
  readonly onProgress?: (what: string) => void;
}

export type Deployable = 'api' | 'worker';

/** What the sandbox tells when it is ready. */
export interface SandboxReady {
  readonly type: 'ready';
  readonly endpoints: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** What else each deployable gets: its own managed identity. */
  readonly deployables: Readonly<Record<Deployable | 'ticks', Readonly<Record<string, string>>>>;
  /** What the program of each producer gets, by its name: its own managed identity. */
  readonly producers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * V8 lets the young generation grow to 16 MB per semi-space, which a service that mostly waits fills with the garbage of its start
 * and never gives back: 8 MB keeps an idle process 35 to 50 MB smaller. How far garbage of the old generation may pile up follows from
 * the most it may hold, which V8 takes from the machine's memory: 512 MB, as in a container of 1 GiB, collect at about a third over
 * what is alive, 4 GB at four times of it (ADR 65).
 */
const DEPLOYABLE_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=512'];
/** As in the Dockerfile: glibc gives freed buffers back to the system (ADR 190). */
const MALLOC = { MALLOC_TRIM_THRESHOLD_: '131072' };

/** Lets a process end when this one does, even if it is killed, and lets it move the clock of deployables. */
export function followLauncher(): string[] {
  const module = join(packageRoot(), 'dist', 'apps', 'sandbox', 'src', 'system', 'follow-launcher.js');
  return ['--import', pathToFileURL(module).href];
}

const UNLIMITED = {
  RATE_LIMIT_DEFAULT: '100000',
  RATE_LIMIT_SYNTHESIS: '100000',
  RATE_LIMIT_TRAINING: '100000',
  RATE_LIMIT_HOOKS: '100000',
  SPEECH_CUSTOM_VOICE_LIMIT: '100000',
  SPEECH_BATCH_LIMIT: '100000',
};

/** How long the processes may take to end by themselves, all of them together. */
const STOP_GRACE_MS = 4_000;
/** At a part of a processor. */
const CONTAINER_STOP_GRACE_MS = 40_000;

/** The whole product on this machine: the sandbox, API processes and worker processes. */
export class VoiceSystem {
  private constructor(
    readonly folder: string,
    private running: ManagedProcess,
    readonly ready: SandboxReady,
    private readonly options: SystemOptions,
    readonly containers?: SystemContainers,
  ) {}

  #aheadMs = 0;
  readonly apis: ManagedProcess[] = [];
  readonly workers: ManagedProcess[] = [];
  readonly apiUrls: string[] = [];
  readonly workerUrls: string[] = [];

  /** Starts everything and resolves when every process is ready; when one fails, the others are ended. */
  static async start(options: SystemOptions = {}): Promise<VoiceSystem> {
    const folder = join(packageRoot(), '.sandbox', `run-${process.pid}-${Date.now().toString(36)}`);
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    options.onProgress?.('sandbox');
    const containers = options.images && new SystemContainers(options.images, folder);
    const sandbox = sandboxIn(folder, options, containers);
    let system: VoiceSystem | undefined;
    try {
      const told = await sandbox.messaged(isReady);
      const ready = containers ? { ...told, environment: containers.asSeenFromHere(told.environment) } : told;
      trustCertificateAuthority(await readFile(ready.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
      system = new VoiceSystem(folder, sandbox, ready, options, containers);
      options.onProgress?.('api and worker');
      await Promise.all([
        ...Array.from({ length: options.apis ?? 1 }, () => system?.startApi()),
        ...Array.from({ length: options.workers ?? 1 }, () => system?.startWorker()),
      ]);
      return system;
    } catch (error) {
      await (system ? system.stop({ keepLogs: true }) : sandbox.stop(STOP_GRACE_MS));
      await containers?.remove();
      throw error;
    }
  }

  get sandbox(): ManagedProcess {
    return this.running;
  }

  /** Takes all of Azure away: nothing listens, and what was stored is gone, unless the sandbox keeps its data. */
  async stopSandbox(): Promise<void> {
    await this.running.stop(STOP_GRACE_MS);
  }

  /** A new sandbox where the one before was: the same addresses, certificates and credentials. It is empty, unless it keeps its data. */
  async startSandbox(): Promise<void> {
    const portOf = (name: string) => new URL(this.endpoint(name)).port;
    const sandboxEnvironment = {
      ...this.options.sandboxEnvironment,
      SANDBOX_CONTROL_PORT: portOf('control'),
      SANDBOX_ENTRA_PORT: portOf('entra'),
      SANDBOX_IDENTITY_PORT: portOf('managedIdentity'),
      SANDBOX_BLOB_PORT: portOf('blob'),
      SANDBOX_COSMOS_PORT: portOf('cosmos'),
      SANDBOX_SERVICE_BUS_PORT: this.endpoint('serviceBus').split(':')[1] ?? '',
      SANDBOX_SPEECH_PORT: portOf('speech'),
      SANDBOX_IDENTITY_HEADER: this.ready.environment['IDENTITY_HEADER'] ?? '',
    };
    this.running = sandboxIn(this.folder, { ...this.options, sandboxEnvironment }, this.containers);
    await this.running.messaged(isReady);
  }

  /** Base URL of the (first) API. */
  get apiUrl(): string {
    return this.apiUrls[0] ?? '';
  }

  get processes(): readonly ManagedProcess[] {
    return [...this.apis, ...this.workers, this.sandbox];
  }

  endpoint(name: string): string {
    const url = this.ready.endpoints[name];
    if (url === undefined) throw new Error(`The sandbox has no endpoint ${name}`);
    return url;
  }

  /** @param own variables that win over those of the system */
  startApi(own: Readonly<Record<string, string>> = {}): Promise<ManagedProcess> {
    return this.startDeployable('api', this.apis.length, own);
  }

  /** @param own variables that win over those of the system */
  startWorker(own: Readonly<Record<string, string>> = {}): Promise<ManagedProcess> {
    return this.startDeployable('worker', this.workers.length, own);
  }

  /** Starts the deployable in this place again, on the port it had, once the process that was there has ended. */
  async restart(name: Deployable, index: number): Promise<ManagedProcess> {
    await this.of(name)[index]?.exited;
    return this.startDeployable(name, index);
  }

  /** The processes of one deployable, by their places. */
  of(name: Deployable): readonly ManagedProcess[] {
    return name === 'api' ? this.apis : this.workers;
  }

  /**
   * Lets time pass for the whole system at once: for the sandbox and what it stores, and for all deployables, also those that are
   * started from now on. Timers inside the deployables are not hurried.
   */
  async passTime(ms: number): Promise<void> {
    const response = await fetch(new URL('/clock', this.endpoint('control')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceMs: ms, everywhere: true }),
    });
    if (!response.ok) throw new Error(`The sandbox did not move its clock: ${response.status}`);
    this.#aheadMs += ms;
    for (const process of [...this.apis, ...this.workers]) this.skewClock(process, 0);
  }

  /** Lets the clock of one process be ahead of (negative: behind) that of all others. */
  skewClock(process: ManagedProcess, ms: number): void {
    process.send({ type: 'clock', aheadMs: this.#aheadMs + ms } satisfies ClockMessage);
  }

  /** What a deployable has used since it started. @throws Error when it ends before it answers */
  async usageOf(process: ManagedProcess): Promise<UsageAnswer> {
    const answered = process.messaged(isUsage);
    process.send({ type: 'usage' } satisfies UsageQuestion);
    return answered;
  }

  /** How far the system's time is ahead of the machine's. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** A token of the demo application, which has all roles, in the home tenant or another. */
  async token(tenantId: string = SANDBOX_DIRECTORY.homeTenantId): Promise<string> {
    return requestToken(this.ready.environment, tenantId);
  }

  /** Ends every process: first those that use the sandbox, then the sandbox. Removes what they stored, and their logs if asked to. */
  async stop(options: { keepLogs?: boolean } = {}): Promise<void> {
    const graceMs = this.containers ? CONTAINER_STOP_GRACE_MS : STOP_GRACE_MS;
    await Promise.all([...this.apis, ...this.workers].map((process) => process.stop(graceMs * 0.6)));
    await this.sandbox.stop(graceMs * 0.4);
    await this.containers?.remove();
    const parts = options.keepLogs ? ['data', 'tmp'] : ['.'];
    await Promise.all(parts.map((part) => rm(join(this.folder, part), { recursive: true, force: true })));
  }

  /** All variables of a deployable, its own identity among them. @param own variables that win over those of the system */
  environmentOf(name: Deployable, own: Readonly<Record<string, string>> = {}): Record<string, string> {
    return audible({
      ...inherited(),
      ...MALLOC,
      ...this.ready.environment,
      ...this.ready.deployables[name],
      HOST: '127.0.0.1',
      // What a process that is killed leaves there goes with the system.
      TMPDIR: join(this.folder, 'tmp'),
      LAUNCHER_CLOCK_AHEAD_MS: String(this.#aheadMs),
      ...(this.options.defaultRateLimits === true ? {} : UNLIMITED),
      ...this.options.environment,
      ...own,
    });
  }

  private async startDeployable(
    name: Deployable,
    index: number,
    own: Readonly<Record<string, string>> = {},
  ): Promise<ManagedProcess> {
    const [processes, urls] = name === 'api' ? [this.apis, this.apiUrls] : [this.workers, this.workerUrls];
    const port = urls[index] === undefined ? this.firstPort(name, index) : new URL(urls[index]).port;
    const process = this.deployable(name, index, { [name === 'api' ? 'PORT' : 'HEALTH_PORT']: port, ...own });
    processes[index] = process;
    urls[index] = await urlOf(process);
    return process;
  }

  private firstPort(name: Deployable, index: number): string {
    if (index > 0) return '0';
    return name === 'api' ? String(this.options.apiPort ?? 0) : (this.options.environment?.['HEALTH_PORT'] ?? '0');
  }

  private deployable(name: Deployable, index: number, own: Record<string, string>): ManagedProcess {
    const label = index === 0 ? name : `${name}-${index + 1}`;
    const options: ProcessOptions = {
      name: label,
      nodeFlags: [...DEPLOYABLE_FLAGS, ...followLauncher()],
      entry: entryOf(name, this.options, this.options.roots?.[index]),
      environment: this.environmentOf(name, own),
      logFile: join(this.folder, `${label}.log`),
      isLogged: isWanted(this.options.environment?.['LOG_LEVEL']),
    };
    return new ManagedProcess(this.containers?.deployable(name, options) ?? options);
  }
}

/** A client-credentials token for the API, as any application asks for it. */
export async function requestToken(
  environment: Readonly<Record<string, string>>,
  tenantId: string = SANDBOX_DIRECTORY.homeTenantId,
): Promise<string> {
  const response = await fetch(`${environment['ENTRA_AUTHORITY']}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: DEMO_CLIENT.clientId,
      client_secret: DEMO_CLIENT.secret,
      scope: `api://${environment['ENTRA_CLIENT_ID']}/.default`,
    }),
  });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (answer.access_token === undefined) throw new Error(`No token: ${answer.error_description ?? response.status}`);
  return answer.access_token;
}

function sandboxIn(folder: string, system: SystemOptions, containers?: SystemContainers): ManagedProcess {
  const own = { SANDBOX_DATA_DIR: join(folder, 'data'), ...system.sandboxEnvironment };
  const options: ProcessOptions = {
    name: 'sandbox',
    entry: entryOf('sandbox', system),
    environment: { ...inherited(), ...takenRights(), ...own },
    logFile: join(folder, 'sandbox.log'),
  };
  return new ManagedProcess(containers?.sandbox(options) ?? options);
}

function entryOf(app: Deployable | 'sandbox', { mainFiles }: SystemOptions, root?: string): string {
  const mainFile = root === undefined ? mainFiles?.[app] : undefined;
  return mainFile ?? join(root ?? packageRoot(), 'dist', 'apps', app, 'src', 'main.js');
}

/** Only what any process needs: what the caller has set for Azure must not reach processes that are to use the sandbox. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LOG_LEVEL', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** What the caller takes away from the deployables, in every system that is started. */
function takenRights(): Record<string, string> {
  const given = process.env['SANDBOX_WITHOUT_RIGHTS'];
  return given === undefined ? {} : { SANDBOX_WITHOUT_RIGHTS: given };
}

/** Of pino, from the most to the least that is logged. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Keeps of a log what the caller's level asks for: the deployable itself logs more (`audible`). */
function isWanted(level: string | undefined): (line: string) => boolean {
  const least = LEVELS.indexOf(level ?? 'info');
  return (line) => {
    const of = /"level":"([a-z]+)"/.exec(line)?.[1];
    return of === undefined || LEVELS.indexOf(of) >= least;
  };
}

/** A deployable says at level info that it is ready and where it listens: quieter levels would keep the launcher waiting. */
function audible(environment: Record<string, string>): Record<string, string> {
  const quiet = ['warn', 'error', 'fatal', 'silent'].includes(environment['LOG_LEVEL'] ?? '');
  return quiet ? { ...environment, LOG_LEVEL: 'info' } : environment;
}

async function urlOf(process: ManagedProcess): Promise<string> {
  const { url } = await process.logged(saysWhereItListens);
  if (typeof url !== 'string') throw new Error(`${process.name} did not say where it listens`);
  return url;
}

function isReady(message: unknown): message is SandboxReady {
  return (message as { type?: unknown } | null)?.type === 'ready';
}

function isUsage(message: unknown): message is UsageAnswer {
  return (message as { type?: unknown } | null)?.type === 'usage';
}
