import { join } from 'node:path';
import { ManagedProcess } from './managed-process.ts';
import { packageRoot } from './package-root.ts';
import { type Deployable, followLauncher, type VoiceSystem } from './voice-system.ts';

/** V8's code of what does not change between two starts. Half of a start is compiling it. */
const CODE_CACHE = join(packageRoot(), 'node_modules', '.cache', 'node-compile');
/** How long the deployable may take to end by itself. */
const STOP_GRACE_MS = 4_000;

/**
 * `nest start NAME --watch`: compiles without type checks when a source file changes, and starts the deployable again. Its variables are those of
 * the system, so the sandbox and its data stay. See ADR 154.
 */
export class WatchedDeployable {
  readonly process: ManagedProcess;

  /**
   * @param own variables that win over those of the system
   * @param onLine called with each line of the output of the compiler and the deployable
   */
  constructor(
    system: VoiceSystem,
    name: Deployable,
    own: Readonly<Record<string, string>>,
    onLine: (line: string) => void,
  ) {
    const nest = join(packageRoot(), 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    const tsconfig = join('apps', name, 'tsconfig.dev.json');
    const watch = ['start', name, '--watch', '--preserveWatchOutput', '--no-shell'];
    this.process = new ManagedProcess({
      name,
      entry: nest,
      // The Node of this process, since the first one in PATH may be another.
      command: [process.execPath, ...followLauncher(), nest, ...watch, '--exec', process.execPath, '--path', tsconfig],
      environment: { NODE_COMPILE_CACHE: CODE_CACHE, ...system.environmentOf(name, own) },
      logFile: join(system.folder, `${name}.log`),
      onLine,
    });
  }

  /** Ends the compiler and the deployable. */
  async stop(): Promise<void> {
    await this.process.stop(STOP_GRACE_MS);
    // A compiler that had to be killed leaves the deployable in its group.
    const { pid } = this.process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
