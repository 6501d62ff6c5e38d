/** Turns mono samples at the format's rate into bytes, piece by piece. `close` must be called at the end. */
export interface Encoder {
  encode(samples: Float32Array): Promise<Uint8Array>;
  /** What was held back. */
  finish(): Promise<Uint8Array>;
  /** Frees what is held outside of JavaScript. */
  close(): void;
}
