/** What az says when a call is wrong. */
export class AzError extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(`ERROR: ${message}`);
    this.code = code;
  }
}
