/**
 * AMQP error conditions that the broker answers with. `amqp:` ones are from OASIS AMQP 1.0 part 2.8.15-17, `com.microsoft:` ones are those
 * that `@azure/core-amqp` maps to an error code (its `errors.ts`).
 */
export const Condition = {
  notFound: 'amqp:not-found',
  notAllowed: 'amqp:not-allowed',
  notImplemented: 'amqp:not-implemented',
  unauthorized: 'amqp:unauthorized-access',
  decodeError: 'amqp:decode-error',
  internalError: 'amqp:internal-error',
  invalidField: 'amqp:invalid-field',
  messageSizeExceeded: 'amqp:link:message-size-exceeded',
  detachForced: 'amqp:link:detach-forced',
  connectionForced: 'amqp:connection:forced',
  resourceLimitExceeded: 'amqp:resource-limit-exceeded',
  argumentError: 'com.microsoft:argument-error',
  alreadyExists: 'com.microsoft:entity-already-exists',
  messageLockLost: 'com.microsoft:message-lock-lost',
  sessionLockLost: 'com.microsoft:session-lock-lost',
  sessionCannotBeLocked: 'com.microsoft:session-cannot-be-locked',
  messageNotFound: 'com.microsoft:message-not-found',
  serverBusy: 'com.microsoft:server-busy',
  timeout: 'com.microsoft:timeout',
} as const;

/** A refusal with the AMQP error condition that the client gets to see. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';

  constructor(
    readonly condition: string,
    message: string,
  ) {
    super(message);
  }
}

export function lockLost(ofSession: boolean): BrokerError {
  return ofSession
    ? new BrokerError(Condition.sessionLockLost, 'The session lock was lost. Accept the session again.')
    : new BrokerError(
        Condition.messageLockLost,
        'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
      );
}

export function notFound(sequenceNumbers: readonly number[]): BrokerError {
  return new BrokerError(
    Condition.messageNotFound,
    `Failed to lock one or more specified messages. The message does not exist: ${sequenceNumbers.join(', ')}.`,
  );
}
