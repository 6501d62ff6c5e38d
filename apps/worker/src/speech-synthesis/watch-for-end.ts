import { isTerminal, SYNTHESIS_TRANSITIONS, type SynthesisStatus } from '#domain';

/** A synthesis that is canceled is to stop within 2 s. */
export const WATCH_EVERY_MS = 750;

export interface EndWatch extends Disposable {
  /** Aborts when the document says that the work has ended, though this run has not ended it. */
  readonly ended: AbortSignal;
}

/** Looks at a synthesis again and again while it is being spoken, until it is disposed of. A look that fails says nothing. */
export function watchForEnd(readStatus: () => Promise<SynthesisStatus | undefined>): EndWatch {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  const lookLater = (): void => {
    if (!disposed) timer = setTimeout(() => void look(), WATCH_EVERY_MS);
  };
  async function look(): Promise<void> {
    const status = await readStatus().catch(() => 'running' as const);
    if (disposed) return;
    if (status === undefined || isTerminal(SYNTHESIS_TRANSITIONS, status)) {
      ended.abort(new DOMException('The synthesis has ended already', 'AbortError'));
    } else lookLater();
  }
  lookLater();
  return {
    ended: ended.signal,
    [Symbol.dispose]: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
