import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fault that could be planted in the product by mistake, and the unit spec that must notice it. */
export interface Mutant {
  /** The rule that the fault breaks, as a sentence without a full stop. Unique. */
  readonly rule: string;
  /** Source file, from the root of the repository. */
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly anchor: string;
  /** What stands there instead. It must still compile to something that runs: a syntax error proves nothing. */
  readonly replacement: string;
  /** The spec of the `unit` project that is run, from the root of the repository. */
  readonly spec: string;
}

/** What one run of a spec came to, as Vitest reports it. */
export interface SpecRun {
  readonly passed: number;
  readonly failed: number;
  /** Files that could not be loaded, or whose hooks failed, without a test that failed. */
  readonly brokenFiles: number;
  readonly timedOut: boolean;
}

/** `broken`: the fault does not run at all, or hangs, so that nothing is known. */
export type Verdict = 'noticed' | 'survived' | 'broken';

/**
 * The source with the fault in it.
 * @throws Error when the anchor is not there exactly once, or the fault changes nothing
 */
export function withFault(source: string, { file, anchor, replacement }: Mutant): string {
  const occurrences = anchor === '' ? 0 : source.split(anchor).length - 1;
  if (occurrences !== 1) throw new Error(`${file} holds the anchor ${occurrences} times, not once: ${anchor}`);
  if (anchor === replacement) throw new Error(`the fault in ${file} changes nothing: ${anchor}`);
  return source.replace(anchor, () => replacement);
}

/** Why a mutant cannot be planted in the repository at `home`: one sentence, or none when it fits. */
export function misfitOf(home: string, mutant: Mutant): string[] {
  if (!existsSync(join(home, mutant.spec))) return [`${mutant.rule}: there is no spec ${mutant.spec}`];
  if (!existsSync(join(home, mutant.file))) return [`${mutant.rule}: there is no file ${mutant.file}`];
  try {
    withFault(readFileSync(join(home, mutant.file), 'utf8'), mutant);
    return [];
  } catch (error) {
    return [`${mutant.rule}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

export function verdictOf({ passed, failed, brokenFiles, timedOut }: SpecRun): Verdict {
  if (timedOut || brokenFiles > 0) return 'broken';
  if (failed > 0) return 'noticed';
  return passed > 0 ? 'survived' : 'broken';
}
