import type { Steps } from './steps.ts';

/**
 * How long all computations together may hold one turn of the event loop, in milliseconds. The budget for a turn is 50 ms; the rest is for
 * what else the turn does, and for a step or a garbage collection that takes longer than most.
 */
export const TURN_BUDGET_MS = 10;
/** After this long a computation lets the next one have its share of the turn. */
const SLICE_MS = 4;

interface Task {
  /** Runs one step. @returns whether that was the last one */
  readonly step: () => boolean;
  readonly fail: (error: unknown) => void;
}

const waiting: Task[] = [];
let spentMs = 0;
let isScheduled = false;

/**
 * Runs a computation without holding the event loop: what does not fit into this turn's budget goes on in the next turns, in which it takes
 * its turn with the other computations of the process. A computation of one step never waits.
 * @param signal ends it between two steps
 * @throws what the computation throws; the signal's reason
 */
export function inTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const step = (): boolean => {
      signal?.throwIfAborted();
      const { done, value } = steps.next();
      if (done !== true) return false;
      resolve(value);
      return true;
    };
    advance({ step, fail: reject });
  });
}

function advance(task: Task): void {
  const startedAt = performance.now();
  let tookMs = 0;
  try {
    let isDone = false;
    do {
      isDone = task.step();
      tookMs = performance.now() - startedAt;
    } while (!isDone && tookMs < SLICE_MS && spentMs + tookMs < TURN_BUDGET_MS);
    if (!isDone) waiting.push(task);
  } catch (error) {
    task.fail(error);
  }
  spentMs += tookMs;
  schedule();
}

/** The next turn has a budget of its own. */
function schedule(): void {
  if (isScheduled || (waiting.length === 0 && spentMs < 1)) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    spentMs = 0;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      advance(task);
      if (spentMs >= TURN_BUDGET_MS) break;
    }
    schedule();
  });
}
