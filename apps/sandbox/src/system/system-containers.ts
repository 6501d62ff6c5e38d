import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerLimits, describeContainer, removeContainer, type UnpackedImage } from './container.ts';
import type { ProcessOptions } from './managed-process.ts';
import { isRefusedWrite } from './refused-writes.ts';

export type Part = 'api' | 'worker' | 'sandbox';
export type SystemImages = Readonly<Record<Part, UnpackedImage>>;

/** What the template gives the deployables, and what the sandbox gets for the blobs and the speech of a demonstration. */
export const PART_LIMITS: Readonly<Record<Part, ContainerLimits>> = {
  api: { cpus: 0.5, memoryMb: 1024, tmpMb: 64 },
  worker: { cpus: 1, memoryMb: 2048, tmpMb: 512 },
  sandbox: { cpus: 2, memoryMb: 2048, tmpMb: 512 },
};

/** Where the sandbox's data lies in its container, and its certificate authority in all. */
const DATA = '/run/sandbox-data';
const AUTHORITY = '/run/sandbox-ca.pem';
/** Of the machine, and nothing to a container. */
const OF_THE_MACHINE = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_COMPILE_CACHE'];
const USER_ID = 65_532;

/** The parts of a system as containers of this machine, by runc: needs root. */
export class SystemContainers {
  readonly #ids = new Set<string>();
  readonly #prefix: string;
  readonly #data: string;

  constructor(
    private readonly images: SystemImages,
    private readonly folder: string,
    private readonly limits: Readonly<Record<Part, ContainerLimits>> = PART_LIMITS,
  ) {
    this.#prefix = `voice-${process.pid}-${Date.now().toString(36)}`;
    this.#data = join(folder, 'data');
  }

  /** @param options of the process that would run without containers */
  sandbox(options: ProcessOptions): ProcessOptions {
    mkdirSync(this.#data, { recursive: true });
    chownSync(this.#data, USER_ID, USER_ID);
    const environment = { ...ofTheSystem(options.environment), SANDBOX_DATA_DIR: DATA };
    return this.inContainer('sandbox', options, environment, [{ from: this.#data, to: DATA, writable: true }], true);
  }

  /** @param options of the process that would run without containers */
  deployable(part: 'api' | 'worker', options: ProcessOptions): ProcessOptions {
    const environment = { ...ofTheSystem(options.environment), NODE_EXTRA_CA_CERTS: AUTHORITY };
    const authority = options.environment['NODE_EXTRA_CA_CERTS'] ?? '';
    return this.inContainer(part, options, environment, [{ from: authority, to: AUTHORITY }], false);
  }

  /** The variables that the sandbox tells, with this machine's path in place of the container's. */
  asSeenFromHere(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const authority = environment['NODE_EXTRA_CA_CERTS'] ?? '';
    return { ...environment, NODE_EXTRA_CA_CERTS: authority.replace(DATA, this.#data) };
  }

  /** Removes what is left of the containers. */
  async remove(): Promise<void> {
    await Promise.all([...this.#ids].map((id) => removeContainer(id)));
  }

  /** The lines of the logs that tell of a file that could not be written. */
  refusedWrites(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.log'))
      .flatMap((name) => readFileSync(join(this.folder, name), 'utf8').split('\n'))
      .filter(isRefusedWrite);
  }

  private inContainer(
    part: Part,
    options: ProcessOptions,
    environment: Readonly<Record<string, string>>,
    mounts: Parameters<typeof describeContainer>[0]['mounts'],
    channel: boolean,
  ): ProcessOptions {
    const id = `${this.#prefix}-${options.name}-${this.#ids.size}`;
    this.#ids.add(id);
    const image = this.images[part];
    const folder = join(this.folder, 'containers');
    const limits = this.limits[part];
    const command = describeContainer({ id, image, limits, environment, mounts: mounts ?? [], folder, channel });
    return { ...options, command, environment: { PATH: options.environment['PATH'] ?? '' } };
  }
}

function ofTheSystem(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OF_THE_MACHINE.includes(name)));
}
