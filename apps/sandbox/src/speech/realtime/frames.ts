/** Frames of the Speech SDK's WebSocket protocol, as the service sends and reads them. */
export interface TextFrame {
  /** Lower case. */
  readonly path: string;
  readonly requestId: string;
  readonly body: string;
}

const END_OF_HEADERS = '\r\n\r\n';

/** Undefined when it is not one. */
export function readTextFrame(message: string): TextFrame | undefined {
  const end = message.indexOf(END_OF_HEADERS);
  if (end < 0) return undefined;
  const headers = new Map<string, string>();
  for (const line of message.slice(0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const path = headers.get('path')?.toLowerCase();
  const requestId = headers.get('x-requestid');
  if (path === undefined || requestId === undefined) return undefined;
  return { path, requestId, body: message.slice(end + END_OF_HEADERS.length) };
}

export function writeTextFrame(path: string, requestId: string, body: object): string {
  return `X-RequestId:${requestId}\r\nContent-Type:application/json; charset=utf-8\r\nPath:${path}${END_OF_HEADERS}${JSON.stringify(body)}`;
}

/** A 2-byte big-endian header length, the headers, the payload. */
export function writeAudioFrame(requestId: string, streamId: string, contentType: string, payload: Uint8Array): Buffer {
  const headers = Buffer.from(
    `X-RequestId:${requestId}\r\nContent-Type:${contentType}\r\nX-StreamId:${streamId}\r\nPath:audio\r\n`,
  );
  const frame = Buffer.alloc(2 + headers.length + payload.length);
  frame.writeUInt16BE(headers.length, 0);
  headers.copy(frame, 2);
  frame.set(payload, 2 + headers.length);
  return frame;
}
