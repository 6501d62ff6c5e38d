import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Mutant, type SpecRun, type Verdict, verdictOf, withFault } from './mutant.ts';

/** What no unit spec reads: it is large, or made from the sources. Everything else is copied, since a spec may read any file. */
const LEFT_OUT = new Set(['.git', '.sandbox', 'coverage', 'dist', 'dist-client', 'dist-image', 'node_modules']);
const TOOLS = /infra.tools.(?:packages|obj)$/;
/** A unit spec takes seconds; a fault that makes one wait forever is not taken for noticed. */
const SPEC_TIMEOUT_MS = 180_000;

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** A copy of the sources in which faults are planted one at a time; the sources themselves stay as they are. */
export class ScratchCopy {
  readonly #parent = mkdtempSync(join(tmpdir(), 'mutants-'));
  readonly #folder = join(this.#parent, 'checkout');

  /** @param home the root of the repository; a folder `shared` beside it lies beside the copy too */
  constructor(home: string) {
    // A folder of tests may have packages of its own.
    const filter = (path: string) => !LEFT_OUT.has(basename(path)) && !TOOLS.test(path);
    for (const part of readdirSync(home)) {
      if (!LEFT_OUT.has(part)) cpSync(join(home, part), join(this.#folder, part), { recursive: true, filter });
    }
    symlinkSync(realpathSync(join(home, 'node_modules')), join(this.#folder, 'node_modules'), 'dir');
    const shared = join(home, '..', 'shared');
    if (existsSync(shared)) symlinkSync(realpathSync(shared), join(this.#parent, 'shared'), 'dir');
  }

  /**
   * Plants the fault, runs its spec, and takes the fault out again.
   * @throws Error when the anchor is not there exactly once
   */
  async judge(mutant: Mutant): Promise<{ readonly verdict: Verdict; readonly output: string }> {
    const file = join(this.#folder, mutant.file);
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, withFault(source, mutant));
    try {
      const { run, output } = await this.runSpecs([mutant.spec]);
      return { verdict: verdictOf(run), output };
    } finally {
      writeFileSync(file, source);
    }
  }

  /** Runs specs of the `unit` projects and counts their tests. */
  async runSpecs(specs: readonly string[]): Promise<{ readonly run: SpecRun; readonly output: string }> {
    const reportFile = join(this.#folder, 'report.json');
    rmSync(reportFile, { force: true });
    const vitest = join(this.#folder, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit*', ...reporters, ...specs], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: SPEC_TIMEOUT_MS * Math.max(1, specs.length / 4),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject).once('close', (_, by) => resolve(by));
    });
    return { run: signal === null ? countsOf(reportFile) : { ...NOTHING, timedOut: true }, output };
  }

  remove(): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }
}

const NOTHING: SpecRun = { passed: 0, failed: 0, brokenFiles: 0, timedOut: false };

function countsOf(reportFile: string): SpecRun {
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    brokenFiles: broken.length,
    timedOut: false,
  };
}
