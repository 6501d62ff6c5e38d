/** One record as it was put. `fields` went through JSON: a property that was undefined is missing. */
export interface StateRecord<Fields> {
  readonly key: string;
  readonly fields: Fields;
  /** Bytes beside the fields, for what is large or not text. */
  readonly body: Buffer | undefined;
}

/** The records of one kind, by their keys. */
export interface StateArea<Fields extends object> {
  /** All records, in the order in which their keys were first put. */
  load(): StateRecord<Fields>[];
  /** Returns when the record is kept. Without a body, one that is there stays. */
  put(key: string, fields: Fields, body?: Uint8Array | string): void;
  delete(key: string): void;
}

/**
 * Where a service keeps what it must still have after a restart. A service writes to it before it acknowledges. Everything is synchronous:
 * what happens in one turn of the event loop cannot be acknowledged in between.
 */
export interface StateStore {
  /** False for the one that keeps nothing. */
  readonly isKept: boolean;
  area<Fields extends object>(name: string): StateArea<Fields>;
  /**
   * All writes of `work` are kept, or none. It also holds when `work` throws: what it wrote until then is kept, as the service has it in
   * memory, too. May be nested; `work` must not wait for anything.
   */
  atomically<Result>(work: () => Result): Result;
}

const FORGETFUL_AREA: StateArea<object> = { load: () => [], put: () => undefined, delete: () => undefined };

/** Keeps nothing: the sandbox without `--data`. */
export const MEMORY_ONLY: StateStore = {
  isKept: false,
  area: <Fields extends object>() => FORGETFUL_AREA as StateArea<Fields>,
  atomically: (work) => work(),
};
