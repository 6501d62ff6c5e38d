/** What a sandbox service needs to log: one constant message and fields, never audio, spoken text, tokens or SAS URLs. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;
