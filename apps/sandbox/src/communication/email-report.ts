import { randomUUID } from 'node:crypto';

/** CloudEvents 1.0 `Microsoft.Communication.EmailDeliveryReportReceived` (learn.microsoft.com, "Azure Communication Services - Email events"). */
export interface EmailReportEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** Resource id of the communication service. */
  readonly source: string;
  readonly type: 'Microsoft.Communication.EmailDeliveryReportReceived';
  /** `sender/{address}/message/{operation id}`. */
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly data: {
    readonly sender: string;
    readonly recipient: string;
    /** The id of the operation. */
    readonly messageId: string;
    readonly status: EmailStatus;
    readonly deliveryStatusDetails: { readonly statusMessage: string };
    readonly deliveryAttemptTimestamp: string;
  };
}

export type EmailStatus = 'Delivered' | 'Bounced' | 'Suppressed';

export interface EmailReport {
  readonly source: string;
  readonly sender: string;
  readonly recipient: string;
  readonly operationId: string;
  readonly status: EmailStatus;
  readonly at: Date;
}

export function emailReportEvent({
  source,
  sender,
  recipient,
  operationId,
  status,
  at,
}: EmailReport): EmailReportEvent {
  const time = at.toISOString();
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: 'Microsoft.Communication.EmailDeliveryReportReceived',
    subject: `sender/${sender}/message/${operationId}`,
    time,
    data: {
      sender,
      recipient,
      messageId: operationId,
      status,
      deliveryStatusDetails: { statusMessage: `Scripted by the recipient’s address: ${status}.` },
      deliveryAttemptTimestamp: time,
    },
  };
}
