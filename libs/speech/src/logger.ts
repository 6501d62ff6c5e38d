/** The part of a pino logger that this lib uses. Fields never hold audio, spoken text, tokens, keys or SAS URLs. */
export interface SpeechLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const silentLogger: SpeechLogger = { debug: () => {}, info: () => {}, warn: () => {} };
