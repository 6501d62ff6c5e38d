import type { AzCall } from './az-arguments.ts';
import type { World } from './world.ts';

/** One call, and what it acts on. */
export interface Context {
  readonly world: World;
  readonly call: AzCall;
  /** Environment of the caller. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Value of an option; empty when it was not given. */
  readonly value: (option: string) => string;
}
