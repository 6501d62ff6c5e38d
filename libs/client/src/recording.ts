/** A recording: a `File` of a page, a file of Node (`fs.openAsBlob`), bytes, or a stream of bytes. */
export type Recording = Blob | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Its bytes; undefined for a stream. */
export function sizeOf(recording: Recording): number | undefined {
  if (recording instanceof Blob) return recording.size;
  return recording instanceof Uint8Array ? recording.byteLength : undefined;
}

export function typeOf(recording: Recording): string {
  return recording instanceof Blob ? recording.type : '';
}

/** The name of a `File`. */
export function nameOf(recording: Recording): string | undefined {
  return recording instanceof Blob && 'name' in recording && typeof recording.name === 'string'
    ? recording.name
    : undefined;
}

/** A stream is read into memory. */
export async function blobOf(recording: Recording): Promise<Blob> {
  if (recording instanceof Blob) return recording;
  if (recording instanceof Uint8Array) return new Blob([recording]);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunksOf(recording)) chunks.push(new Uint8Array(chunk));
  return new Blob(chunks);
}

/** The recording cut into blocks of this size; the last one is what is left. A stream is read as its blocks are needed. */
export async function* blocksOf(recording: Recording, blockBytes: number): AsyncGenerator<Blob> {
  if (recording instanceof Uint8Array) return yield* blocksOf(new Blob([recording]), blockBytes);
  if (recording instanceof Blob) {
    for (let from = 0; from < recording.size; from += blockBytes) yield recording.slice(from, from + blockBytes);
    return;
  }
  let waiting = new Blob([]);
  for await (const chunk of chunksOf(recording)) {
    waiting = new Blob([waiting, new Uint8Array(chunk)]);
    for (; waiting.size >= blockBytes; waiting = waiting.slice(blockBytes)) yield waiting.slice(0, blockBytes);
  }
  if (waiting.size > 0) yield waiting;
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!('getReader' in stream)) return yield* stream;
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
