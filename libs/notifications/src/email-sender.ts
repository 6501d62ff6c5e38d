import type { TokenCredential } from '@azure/core-auth';
import type { EmailMessage } from '@azure/communication-email';
import { Inject, Injectable } from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { inSpan } from '#observability';
import type { RenderedEmail } from './render-email.ts';

/** How soon the service is asked whether it has sent an e-mail. */
const POLL_MS = 1_000;
const ACCEPTED = 202;
/** Answers after which nothing was sent, and a later attempt may succeed: no right yet, and too many requests. */
const LATER: ReadonlySet<number> = new Set([401, 403, 429]);
/** Answers that may follow a request that was carried out: a time limit, a repeated request, and (from 500) errors of the service. */
const UNKNOWN: ReadonlySet<number> = new Set([408, 409, 412]);
const SERVER_ERRORS = 500;
const NEVER_CONNECTED: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);
/** What the service says of an address that has bounced before. */
const SUPPRESSED = 'EmailDroppedAllRecipientsSuppressed';

/** One e-mail to one recipient. */
export interface OutgoingEmail extends RenderedEmail {
  readonly to: string;
  /** https */
  readonly unsubscribeUrl: string;
}

/** Tells one attempt to send from all others: of two requests of one attempt within five minutes the service carries out the first. */
export interface EmailAttempt {
  /** UUID, the same for all attempts at one e-mail. Delivery reports name it. */
  readonly operationId: string;
  /** UUID of the attempt. */
  readonly requestId: string;
  /** When it was begun first, RFC 3339. */
  readonly firstSentAt: string;
}

/**
 * `sent`: the service has taken it; its status comes as a delivery report. `suppressed`: the address has bounced before. `refused`: the service
 * will never take it. `unknown`: it may have been sent. `later`: it was not sent, and another attempt may succeed.
 */
export type EmailResult =
  | { readonly result: 'sent' | 'suppressed' | 'refused' | 'unknown'; readonly status?: number | undefined }
  | { readonly result: 'later'; readonly status?: number | undefined; readonly retryAfterMs?: number | undefined };

type Client = InstanceType<(typeof import('@azure/communication-email'))['EmailClient']>;

/** Sends e-mail by Azure Communication Services. The SDK is loaded with the first e-mail: most workers send none. */
@Injectable()
export class EmailSender {
  #client: Promise<Client> | undefined;
  /** The attempts that are under way, by the id of their operation. */
  readonly #attempts = new Map<string, EmailAttempt>();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'notifications' | 'webhooks'>,
    @Inject(AZURE_CREDENTIAL) private readonly credential: TokenCredential,
  ) {}

  /** @throws ServiceError `dependency-unavailable` where no e-mail is configured */
  async send(email: OutgoingEmail, attempt: EmailAttempt, signal: AbortSignal): Promise<EmailResult> {
    const settings = this.config.notifications.email;
    if (!settings) throw new ServiceError('dependency-unavailable', 'Notifications by e-mail are not configured.');
    this.#client ??= this.connect(settings.endpoint);
    const client = await this.#client;
    const deadline = AbortSignal.timeout(this.config.webhooks.timeoutMs);
    const abortSignal = AbortSignal.any([signal, deadline]);
    this.#attempts.set(attempt.operationId, attempt);
    let isTaken = false;
    const onResponse = ({ status, request }: { status: number; request: { method: string } }): void => {
      isTaken ||= request.method === 'POST' && status < 300;
    };
    try {
      return await inSpan('email send', { kind: 'client' }, async () => {
        const { operationId } = attempt;
        const options = { operationId, updateIntervalInMs: POLL_MS, abortSignal, onResponse };
        const poller = await client.beginSend(emailMessage(settings.sender, email), options);
        const { status } = await poller.pollUntilDone({ abortSignal });
        return { result: status === 'Succeeded' ? 'sent' : 'refused', status: ACCEPTED } as const;
      });
    } catch (error) {
      signal.throwIfAborted();
      return isTaken ? resultOfTaken(error) : failureOf(error);
    } finally {
      this.#attempts.delete(attempt.operationId);
    }
  }

  private async connect(endpoint: string): Promise<Client> {
    const { EmailClient } = await import('@azure/communication-email');
    const attempts = this.#attempts;
    return new EmailClient(endpoint, this.credential, {
      // A failed attempt is planned again by a message.
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [
        {
          position: 'perCall',
          policy: {
            name: 'repeatability',
            sendRequest: (request, next) => {
              const attempt = attempts.get(request.headers.get('operation-id') ?? '');
              if (attempt) {
                // OASIS Repeatable Requests 1.0: https://learn.microsoft.com/rest/api/communication/repeatable-requests
                request.headers.set('repeatability-request-id', attempt.requestId);
                request.headers.set('repeatability-first-sent', new Date(attempt.firstSentAt).toUTCString());
              }
              return next(request);
            },
          },
        },
      ],
    });
  }
}

/** What the service is sent. */
export function emailMessage(senderAddress: string, email: OutgoingEmail): EmailMessage {
  const { subject, text: plainText, html, to, unsubscribeUrl } = email;
  return {
    senderAddress,
    content: { subject, plainText, html },
    recipients: { to: [{ address: to }] },
    // RFC 8058: mail programs show a button of their own.
    headers: { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    // Nobody needs to know who has opened it.
    disableUserEngagementTracking: true,
  };
}

/** The service has taken the e-mail. Its final status may come only as a delivery report. */
function resultOfTaken(error: unknown): EmailResult {
  const { message } = error as Error;
  if (message.includes(SUPPRESSED)) return { result: 'suppressed', status: ACCEPTED };
  return { result: message.includes('operation has failed') ? 'refused' : 'sent', status: ACCEPTED };
}

/**
 * What a request means that the service has not answered by taking the e-mail. Only what certainly sent nothing is retried: the next attempt has an
 * id of its own, by which the service does not know this one.
 * @param error of the SDK
 */
export function failureOf(error: unknown): EmailResult {
  const { name, statusCode, code, response } = error as {
    readonly name: string;
    readonly statusCode?: number;
    readonly code?: string;
    readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  };
  if (code === SUPPRESSED) return { result: 'suppressed', status: statusCode };
  // Without a token, or a connection, nothing was sent.
  if (/Credential|Authentication/.test(name)) return { result: 'later' };
  if (statusCode === undefined) return { result: NEVER_CONNECTED.has(code ?? '') ? 'later' : 'unknown' };
  if (LATER.has(statusCode)) {
    const retryAfterMs = Number(response?.headers?.get('retry-after')) * 1_000 || undefined;
    return { result: 'later', status: statusCode, retryAfterMs };
  }
  const isUnknown = UNKNOWN.has(statusCode) || statusCode >= SERVER_ERRORS;
  return { result: isUnknown ? 'unknown' : 'refused', status: statusCode };
}
