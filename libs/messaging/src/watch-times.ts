/** How a consumer notices that its receiver has stopped delivering. All in milliseconds. */
export interface WatchTimes {
  /** How long a queue may bring nothing before anybody looks. */
  readonly silentMs: number;
  /** Between two looks at a queue that brings nothing: a peek each, which neither locks a message nor counts for KEDA. */
  readonly lookEveryMs: number;
  /** How long a message must wait before our eyes: it may have come a moment before the look. */
  readonly confirmMs: number;
  /** After a message had a receiver reopened without success, for the first time; doubled with each. */
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly peekTimeoutMs: number;
  /** How long a link may take to open before its connection is doubted; also between two looks while it is not open. */
  readonly openTimeoutMs: number;
}

/** Together less than the minute within which messages are to flow again: 30 to notice, 10 to make sure, and two answers of the broker. */
export const WATCH_TIMES: WatchTimes = {
  silentMs: 30_000,
  lookEveryMs: 20_000,
  confirmMs: 10_000,
  firstBackoffMs: 30_000,
  maxBackoffMs: 10 * 60_000,
  peekTimeoutMs: 4_000,
  openTimeoutMs: 10_000,
};
