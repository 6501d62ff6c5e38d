/** What a caller of the API is given. */
export interface Setting {
  readonly baseUrl: string;
  readonly token: string;
  /** A voice that is ready. */
  readonly voiceId: string;
  /** A synthesis that has succeeded. */
  readonly synthesisId: string;
  /** A recording, a WAV file. */
  readonly recording: string;
}

/** The calls that each generated client makes. The programs in C# print the same answers, one for each call, as JSON. */
export interface GeneratedClient {
  create(): Promise<{ id: string; type: string; subject: string }>;
  /** The ids on two pages of one item each. */
  page(): Promise<{ first: string[]; more: boolean; second: string[] }>;
  upload(): Promise<{ id: string; purpose: string; fileName: string | undefined; read: string }>;
  /** Live speech: its first four bytes, as text, and how many there were. */
  speak(): Promise<{ head: string; bytes: number }>;
  /** Live speech that is cut off: how many bytes came before that, and whether the client noticed. */
  speakCutOff(): Promise<{ bytes: number; noticed: boolean }>;
  /** The first 100 bytes of the stored audio, in hexadecimal. */
  range(): Promise<{ hex: string }>;
  captions(): Promise<{ vtt: string; srt: string }>;
  /** The statuses of an operation that it creates, in order. */
  events(): Promise<{ statuses: string[] }>;
  /** Updates a webhook endpoint by its ETag, then again by the same one, which is too old. */
  conflict(): Promise<{ updated: string | undefined; status: number; code: string }>;
  problem(): Promise<{ status: number; code: string; retryable: boolean; pointers: string[] }>;
  /** The newest events about the voice. */
  audit(): Promise<{ events: { sequence: number; action: string; atMs: number; details: unknown }[] }>;
}

export type Call = keyof GeneratedClient;

export const CALLS: readonly Call[] = [
  'create',
  'page',
  'upload',
  'speak',
  'speakCutOff',
  'range',
  'captions',
  'events',
  'conflict',
  'problem',
  'audit',
];

/** The text that the calls have spoken. */
export const TEXT = 'The kettle is on. The tea is nearly ready.';
/** How many audit events are read. */
export const AUDIT_LIMIT = 20;

/** Reads a stream as far as it goes. */
export async function readAll(
  stream: ReadableStream<Uint8Array> | null | undefined,
): Promise<{ bytes: Buffer; noticed: boolean }> {
  if (!stream) throw new Error('There is no stream');
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), noticed: false };
  } catch {
    return { bytes: Buffer.concat(chunks), noticed: true };
  }
}

/** The value, where the answer must have one. @throws Error with what the API answered instead */
export function given<T>(value: T | undefined, problem?: unknown): T {
  if (value === undefined) throw new Error(`The API answered ${JSON.stringify(problem)}`);
  return value;
}
