import { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAnonymous, type Principal, principalOfRequest } from '#auth';
import { ServiceError } from '#domain';

/**
 * Answers that stay open: streams of events, downloads (the audio of a synthesis, the archive of a batch), live speech, requests that wait
 * for their work to end (`Prefer: wait`), and audio checks and verifications of files, which have a process to themselves.
 */
export type OpenAnswerKind = 'events' | 'downloads' | 'speech' | 'waits' | 'audioChecks';

/**
 * How many answers of each kind one principal may have open at one process. Live speech also needs a slot, of which there are at most
 * 200 (`SPEECH_POOL_SIZE`), shared fairly by tenants. This limit is higher, for one service that speaks for all users of a tenant. It bounds requests
 * without a slot: those that are being translated or wait, and those whose audio has been spoken but not read to its end.
 */
export const MAX_OPEN_ANSWERS: Readonly<Record<OpenAnswerKind, number>> = {
  events: 32,
  downloads: 32,
  speech: 256,
  waits: 32,
  // Few processes decode audio.
  audioChecks: 1,
};
/** Watchers come and go within seconds. */
const RETRY_AFTER_MS = 5_000;
/** Node's timers take no more. */
const MAX_TIMER_MS = 2_147_483_647;

const MAX_CLOSE_LISTENERS = 20;

const NAMES: Readonly<Record<OpenAnswerKind, string>> = {
  events: 'event streams',
  downloads: 'downloads',
  speech: 'live answers',
  waits: 'waiting requests',
  audioChecks: 'audio checks or verifications of files',
};

/** The listener disconnected. The code is that of Node for the same thing, by which the error filter knows it. */
class ListenerGone extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('the client disconnected');
  }
}

export interface OpenAnswer {
  /** Aborts when the caller hangs up before the end, or when their token expires. */
  readonly ended: AbortSignal;
  /** Resets the connection: what lies in its buffers is not to be read either. */
  readonly cut: () => void;
  /** Resolves when the answer has ended, one way or the other. */
  readonly closed: Promise<void>;
}

/**
 * Keeps count of the answers that stay open, and ends them when the token that they were asked for with expires: a stream of events by its regular
 * end, so that its client comes again with a new token; audio, which would not be whole, by a reset of the connection.
 * See ADR 102.
 */
@Injectable()
export class OpenAnswers {
  readonly #open = new Map<string, number>();

  /** @throws ServiceError `too-many-open-requests`; `audio-slots-busy` for callers without a token, who count as one */
  open(kind: OpenAnswerKind, request: FastifyRequest, reply: FastifyReply): OpenAnswer {
    const answer = this.tryOpen(kind, request, reply);
    if (answer) return answer;
    if (isAnonymous(request)) throw audioSlotsBusy('Callers without a token share one slot');
    const detail = `A caller may have at most ${MAX_OPEN_ANSWERS[kind]} ${NAMES[kind]} open at the same time. Close some, or try again later.`;
    throw new ServiceError('too-many-open-requests', detail, { retryAfterMs: RETRY_AFTER_MS });
  }

  /** @returns undefined where the principal has as many open as it may */
  tryOpen(kind: OpenAnswerKind, request: FastifyRequest, reply: FastifyReply): OpenAnswer | undefined {
    // It tells of its end once only: an answer that is counted after that would be counted until the process ends.
    if (reply.raw.closed) return hungUp(request, reply);
    const principal = isAnonymous(request) ? undefined : principalOfRequest(request);
    const key = principal ? `${kind}:${principal.tenantId}:${principal.objectId}` : kind;
    const open = this.#open.get(key) ?? 0;
    if (open >= MAX_OPEN_ANSWERS[kind]) return undefined;
    this.#open.set(key, open + 1);
    const ended = new AbortController();
    const closed = Promise.withResolvers<void>();
    const cut = (): void => reset(request, reply);
    const timer = setTimeout(
      () => {
        ended.abort(new ServiceError('unauthenticated', 'The bearer token has expired. Get a new one.'));
        // Live speech that has not begun is refused with the reason; the others have an end of their own.
        if (kind === 'downloads' || (kind === 'speech' && reply.raw.headersSent)) cut();
      },
      Math.min(lifetimeMs(principal), MAX_TIMER_MS),
    ).unref();
    // The framework and its plugins wait for the end of a stream too: together they are more than the ten at which Node warns of a leak.
    reply.raw.setMaxListeners(MAX_CLOSE_LISTENERS);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      this.leave(key);
      closed.resolve();
      if (!reply.raw.writableFinished) ended.abort(new ListenerGone());
    });
    return { ended: ended.signal, cut, closed: closed.promise };
  }

  private leave(key: string): void {
    const left = (this.#open.get(key) ?? 1) - 1;
    if (left > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }
}

/** Of a caller who disconnected before the answer was opened. */
function hungUp(request: FastifyRequest, reply: FastifyReply): OpenAnswer {
  const cut = (): void => reset(request, reply);
  return { ended: AbortSignal.abort(new ListenerGone()), cut, closed: Promise.resolve() };
}

/** @param because a sentence without its stop */
export function audioSlotsBusy(because: string): ServiceError {
  return new ServiceError(
    'audio-slots-busy',
    `${because}, and it is in use. Send the file again after a few seconds.`,
    {
      retryAfterMs: RETRY_AFTER_MS,
    },
  );
}

function lifetimeMs(principal: Principal | undefined): number {
  const expiresAt = principal?.expiresAt;
  return expiresAt === undefined ? MAX_TIMER_MS : Math.max(0, expiresAt - Date.now());
}

/** A request that was injected by a test has no connection. */
function reset({ raw: { socket } }: FastifyRequest, reply: FastifyReply): void {
  if (socket instanceof Socket) socket.resetAndDestroy();
  else reply.raw.destroy();
}
