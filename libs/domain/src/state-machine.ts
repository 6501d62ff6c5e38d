import { ServiceError } from './errors.ts';

/** For each state the states that may follow it. A state without followers is terminal. */
export type TransitionTable<S extends string> = { readonly [state in S]: readonly S[] };

export function canTransition<S extends string>(table: TransitionTable<S>, from: S, to: S): boolean {
  return table[from].includes(to);
}

export function isTerminal<S extends string>(table: TransitionTable<S>, state: S): boolean {
  return table[state].length === 0;
}

/**
 * A copy of `document` in state `to`, with `changes`.
 * @throws ServiceError `state-conflict` when the table does not allow it: a late or repeated message must not turn a state back.
 */
export function transition<S extends string, D extends { status: S; id: string }>(
  table: TransitionTable<S>,
  document: D,
  to: S,
  changes: Partial<Omit<D, 'status' | 'id'>> = {},
): D {
  if (!canTransition(table, document.status, to)) {
    throw new ServiceError('state-conflict', `${document.id} is ${document.status} and cannot become ${to}.`);
  }
  return { ...document, ...changes, status: to };
}
