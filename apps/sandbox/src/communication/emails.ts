import { createHash } from 'node:crypto';
import type { Clock } from '../faults/clock.ts';
import type { EmailReport, EmailStatus } from './email-report.ts';

/** How long an operation is `Running`, ms of the sandbox's clock; the report comes then too. */
const OPERATION_MS = 300;
/** For how long the service knows a request (learn.microsoft.com, "Repeatable requests"). */
const REPEATABLE_MS = 5 * 60_000;
const MAX_KEPT = 2_000;

export interface EmailBody {
  readonly senderAddress: string;
  readonly content: {
    readonly subject: string;
    readonly plainText?: string | undefined;
    readonly html?: string | undefined;
  };
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An e-mail that was sent, as `GET /emails` of the control endpoint shows it. */
export interface SentEmail extends EmailBody {
  readonly operationId: string;
  readonly at: string;
  readonly status: EmailStatus;
}

export interface Repetition {
  /** UUID. */
  readonly requestId: string;
  readonly firstSent: string;
}

/** The result of a request: it is new, the repetition of one that is known, too late, or uses the id of another operation. */
export type Acceptance = 'accepted' | 'repeated' | 'too-late' | 'conflict';

/**
 * Sends e-mail to nobody. The status of one follows from the address: `bounced…@` bounces, and so is suppressed the next time; `suppressed…@` was
 * suppressed before. In memory only.
 */
export class Emails {
  readonly #sent: SentEmail[] = [];
  readonly #operations = new Map<string, SentEmail>();
  /** Hash of the request, by its id. */
  readonly #requests = new Map<string, { readonly digest: string; readonly at: number }>();
  readonly #bounced = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly report: (report: Omit<EmailReport, 'source'>) => void,
  ) {}

  send(operationId: string, body: EmailBody, repetition: Repetition | undefined): Acceptance {
    const now = this.clock.now();
    const digest = createHash('sha256')
      .update(JSON.stringify([operationId, body]))
      .digest('hex');
    if (repetition) {
      const known = this.#requests.get(repetition.requestId);
      if (known && now - known.at <= REPEATABLE_MS) return known.digest === digest ? 'repeated' : 'conflict';
      const firstSent = Date.parse(repetition.firstSent);
      if (Number.isNaN(firstSent) || now - firstSent > REPEATABLE_MS) return 'too-late';
      this.#requests.set(repetition.requestId, { digest, at: now });
    }
    if (this.#operations.has(operationId)) return 'conflict';
    const [{ address } = { address: '' }] = body.recipients.to;
    const status = this.#statusOf(address);
    const sent = { ...body, operationId, at: new Date(now).toISOString(), status };
    this.#operations.set(operationId, sent);
    if (status !== 'Suppressed') this.#sent.push(sent);
    if (this.#sent.length > MAX_KEPT) this.#sent.shift();
    this.clock.after(OPERATION_MS, () =>
      this.report({ sender: body.senderAddress, recipient: address, operationId, status, at: this.clock.date() }),
    );
    return 'accepted';
  }

  /** Undefined for an operation that does not exist. */
  statusOf(operationId: string): 'Running' | 'Succeeded' | 'Failed' | undefined {
    const sent = this.#operations.get(operationId);
    if (!sent) return undefined;
    if (this.clock.now() - Date.parse(sent.at) < OPERATION_MS) return 'Running';
    return sent.status === 'Suppressed' ? 'Failed' : 'Succeeded';
  }

  /** Oldest first, at most the last 2,000; without those that were suppressed. */
  sent(): readonly SentEmail[] {
    return this.#sent;
  }

  #statusOf(address: string): EmailStatus {
    if (address.startsWith('suppressed') || this.#bounced.has(address)) return 'Suppressed';
    if (!address.startsWith('bounced')) return 'Delivered';
    this.#bounced.add(address);
    return 'Bounced';
  }
}
