import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { FaultEffect } from './fault-plan.ts';

/** An error as a service words it. */
export interface ErrorDocument {
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpFaultCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  /** The service's own error document, for an `error` effect that brings no body. */
  errorBody(error: { status: number; code: string; message: string }): ErrorDocument;
}

/**
 * Lets a scripted effect happen to one HTTP call. Resolves to true if the call is over (answered, cut or left hanging), and to
 * false if the service shall do its work; what is to happen to its answer is then already arranged on `response`.
 * Effects without a meaning on a single HTTP call (`close`, `duplicate`, `fail-job`, `stall-job`) change nothing.
 */
export async function applyHttpFault(effect: FaultEffect | undefined, call: HttpFaultCall): Promise<boolean> {
  const { request, response } = call;
  switch (effect?.kind) {
    case 'error':
      answerError(effect, call);
      return true;
    case 'latency':
      await delay(call.clock, effect.ms);
      return response.destroyed;
    case 'hang':
      if (effect.after === 'first-byte') {
        cutAfterFirstByte(response, 'hang');
        return false;
      }
      if (effect.after === 'work') {
        withholdAnswer(response);
        return false;
      }
      request.resume();
      return true;
    case 'drop':
      if (effect.after === 'work') {
        dropInsteadOfAnswer(response);
        return false;
      }
      if (effect.after === 'first-byte') {
        cutAfterFirstByte(response, 'drop');
        return false;
      }
      request.socket.destroy();
      return true;
    case 'close':
    case 'duplicate':
    case 'fail-job':
    case 'stall-job':
    case undefined:
      return false;
  }
}

/** Waits on the sandbox's clock. */
export function delay(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

function answerError(effect: FaultEffect & { kind: 'error' }, call: HttpFaultCall): void {
  const { request, response } = call;
  const status = effect.status ?? 500;
  const error = {
    status,
    code: effect.code ?? `Status${status}`,
    message: effect.message ?? 'Scripted by the sandbox.',
  };
  const { contentType, body, headers } = document(effect.body, () => call.errorBody(error));
  request.resume();
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...headers,
    ...Object.fromEntries(Object.entries(effect.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function document(scripted: unknown, fallback: () => ErrorDocument): ErrorDocument {
  if (scripted === undefined) return fallback();
  if (typeof scripted === 'string') return { contentType: 'text/plain; charset=utf-8', body: scripted };
  return { contentType: 'application/json', body: JSON.stringify(scripted) };
}

/** Lets the status, the headers and one byte of the body through. */
function cutAfterFirstByte(response: ServerResponse, then: 'hang' | 'drop'): void {
  const write = response.write.bind(response) as (chunk: Buffer, sent: () => void) => boolean;
  let cut = false;
  const cutAt = (chunk: unknown): void => {
    if (cut || chunk === undefined || chunk === null) return;
    cut = true;
    const firstByte = Buffer.from(chunk as string | Uint8Array).subarray(0, 1);
    write(firstByte, () => {
      if (then === 'drop') response.socket?.destroy();
    });
  };
  response.write = ((chunk: unknown): boolean => {
    cutAt(chunk);
    return true;
  }) as ServerResponse['write'];
  response.end = ((chunk?: unknown): ServerResponse => {
    if (typeof chunk !== 'function') cutAt(chunk);
    if (!cut && then === 'drop') response.socket?.destroy();
    return response;
  }) as ServerResponse['end'];
}

/** Leaves the caller waiting for an answer that was made. */
function withholdAnswer(response: ServerResponse): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => response;
}

function dropInsteadOfAnswer(response: ServerResponse): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = ((): ServerResponse => {
    response.socket?.destroy();
    return response;
  }) as ServerResponse['end'];
}
