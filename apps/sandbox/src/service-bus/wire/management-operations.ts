import rhea, { type Typed } from 'rhea';
import type { Clock } from '../../faults/clock.ts';
import type { Broker, Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import type { ReceiveMode } from '../model/feed.ts';
import type { StoredMessage } from '../model/message.ts';
import type { MessageQueue } from '../model/queue.ts';
import type { Sessions } from '../model/sessions.ts';
import type { Claim } from './claims.ts';
import { fromClientTime, toClientTime } from './client-time.ts';
import { decodeMessage, encodeMessage, encodePeeked } from './codec.ts';
import { MAX_MESSAGE_BYTES } from './incoming-link.ts';
import type { FaultOperation } from './link-host.ts';
import { addRule, enumerateRules, removeRule } from './rule-operations.ts';

/** Type codes of array elements, OASIS AMQP 1.0 part 1.6. */
const LONG = 0x81;
const TIMESTAMP = 0x83;

export interface ManagementAnswer {
  readonly status: number;
  readonly description: string;
  /** Fields of the body map. */
  readonly body?: Record<string, Typed>;
}

type Body = Readonly<Record<string, unknown>>;

interface Operation {
  /** The fault rules that apply to it before those for `management`. */
  readonly fault?: FaultOperation;
  run(broker: Broker, entity: Entity, body: Body): Record<string, Typed> | undefined;
}

/** Request and response bodies: service-bus-amqp-request-response.md of the Azure documentation. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'com.microsoft:renew-lock': {
    fault: 'renew-lock',
    run({ deadlines: { clock } }, entity, body) {
      const expirations = lockTokens(body).map((token) => new Date(toClientTime(clock, entity.queue.renew(token))));
      return { expirations: rhea.types.wrap_array(expirations, TIMESTAMP, undefined) };
    },
  },
  'com.microsoft:renew-session-lock': {
    fault: 'renew-lock',
    run({ deadlines: { clock } }, entity, body) {
      const untilMs = sessionsOf(entity).renew(sessionId(body));
      return { expiration: rhea.types.wrap_timestamp(toClientTime(clock, untilMs)) };
    },
  },
  'com.microsoft:peek-message': {
    run(broker, entity, body) {
      const from = number(body, 'from-sequence-number');
      const messages = entity.queue.peek(from, number(body, 'message-count'), optionalSessionId(body));
      if (messages.length === 0) return undefined;
      const withBody = body['omit-message-body'] !== true;
      return {
        messages: rhea.types.wrap_list(
          messages.map((message) => ({ message: encodePeeked(message, broker.deadlines.clock, withBody) })),
        ),
      };
    },
  },
  'com.microsoft:schedule-message': {
    fault: 'send',
    run(broker, entity, body) {
      const submissions = list(body, 'messages').map((entry) => {
        const { message } = entry as { message?: unknown };
        if (!Buffer.isBuffer(message)) throw invalid('messages');
        if (message.length > MAX_MESSAGE_BYTES) {
          throw new BrokerError(
            Condition.messageSizeExceeded,
            `The message (size:${message.length} bytes) exceeds the limit (${MAX_MESSAGE_BYTES} bytes).`,
          );
        }
        return decodeMessage(message, broker.deadlines.clock);
      });
      return { 'sequence-numbers': longs(broker.send(entity, submissions)) };
    },
  },
  'com.microsoft:cancel-scheduled-message': {
    run(_broker, entity, body) {
      entity.queue.cancelScheduled(numbers(body, 'sequence-numbers'));
      return {};
    },
  },
  'com.microsoft:receive-by-sequence-number': {
    run({ deadlines: { clock } }, entity, body) {
      const mode: ReceiveMode = body['receiver-settle-mode'] === 0 ? 'receiveAndDelete' : 'peekLock';
      const sequenceNumbers = numbers(body, 'sequence-numbers');
      const messages = entity.queue.receiveDeferred(sequenceNumbers, mode, optionalSessionId(body));
      return { messages: rhea.types.wrap_list(messages.map((message) => deferredEntry(message, clock))) };
    },
  },
  'com.microsoft:update-disposition': {
    fault: 'settle',
    run(_broker, entity, body) {
      for (const token of lockTokens(body)) updateDisposition(entity.queue, token, body);
      return {};
    },
  },
  'com.microsoft:get-session-state': {
    run(_broker, entity, body) {
      const state = sessionsOf(entity).getState(sessionId(body));
      return { 'session-state': rhea.types.wrap(state ?? null) };
    },
  },
  'com.microsoft:set-session-state': {
    run(_broker, entity, body) {
      const state = body['session-state'];
      sessionsOf(entity).setState(sessionId(body), Buffer.isBuffer(state) ? state : undefined);
      return {};
    },
  },
  'com.microsoft:get-message-sessions': {
    run({ deadlines: { clock } }, entity, body) {
      const since = body['last-updated-time'];
      const ids = sessionsOf(entity).list(
        since instanceof Date ? fromClientTime(clock, since.getTime()) : 0,
        number(body, 'skip'),
        number(body, 'top'),
      );
      if (ids.length === 0) return undefined;
      return { skip: rhea.types.wrap_int(ids.length), 'sessions-ids': rhea.types.wrap_list(ids) };
    },
  },
  'com.microsoft:enumerate-rules': { run: (_broker, entity, body) => enumerateRules(entity, body) },
  'com.microsoft:add-rule': { run: (_broker, entity, body) => addRule(entity, body) },
  'com.microsoft:remove-rule': { run: (_broker, entity, body) => removeRule(entity, body) },
};

/** To schedule and to cancel is to send; everything else is for receivers. */
export function claimOf(operation: string): Claim {
  return ['com.microsoft:schedule-message', 'com.microsoft:cancel-scheduled-message'].includes(operation)
    ? 'Send'
    : 'Listen';
}

/** The fault operation whose rules apply to a request. */
export function faultOperationOf(operation: string): FaultOperation {
  return OPERATIONS[operation]?.fault ?? 'management';
}

/**
 * Serves one `$management` request.
 * @param body its fields; application properties with AMQP types, as `decodeRequest` reads them
 * @throws BrokerError
 */
export function runManagementOperation(
  broker: Broker,
  entity: Entity,
  operation: string,
  body: Body,
): ManagementAnswer {
  const known = OPERATIONS[operation];
  if (known === undefined) {
    throw new BrokerError(Condition.notImplemented, `The operation '${operation}' is not supported.`);
  }
  const answer = broker.atomically(() => known.run(broker, entity, body));
  if (answer === undefined) return { status: 204, description: 'No Content' };
  return { status: 200, description: 'OK', body: answer };
}

function updateDisposition(queue: MessageQueue, token: string, body: Body): void {
  const properties = body['properties-to-modify'] as Body | null | undefined;
  const changes = properties === null || properties === undefined ? undefined : properties;
  switch (body['disposition-status']) {
    case 'completed':
      queue.complete(token);
      return;
    case 'abandoned':
      queue.abandon(token, changes);
      return;
    // The protocol's own spelling.
    case 'defered':
      queue.defer(token, changes);
      return;
    case 'suspended': {
      const reason = body['deadletter-reason'];
      const description = body['deadletter-description'];
      queue.deadLetter(token, {
        ...changes,
        ...(typeof reason === 'string' ? { DeadLetterReason: reason } : {}),
        ...(typeof description === 'string' ? { DeadLetterErrorDescription: description } : {}),
      });
      return;
    }
    default:
      throw invalid('disposition-status');
  }
}

function deferredEntry(message: StoredMessage, clock: Clock): Record<string, unknown> {
  const encoded = { message: encodeMessage(message, clock) };
  if (message.lock === undefined) return encoded;
  // Unlike a delivery tag this token is in network byte order.
  return { ...encoded, 'lock-token': rhea.types.wrap_uuid(Buffer.from(message.lock.token, 'hex')) };
}

function sessionsOf({ queue }: Entity): Sessions {
  if (queue.sessions !== undefined) return queue.sessions;
  throw new BrokerError(Condition.notAllowed, `The entity '${queue.path}' does not require sessions.`);
}

function sessionId(body: Body): string {
  const id = body['session-id'];
  if (typeof id !== 'string') throw invalid('session-id');
  return id;
}

function optionalSessionId(body: Body): string | undefined {
  const id = body['session-id'];
  return typeof id === 'string' ? id : undefined;
}

function lockTokens(body: Body): string[] {
  return list(body, 'lock-tokens').map((token) => {
    if (!Buffer.isBuffer(token) || token.length !== 16) throw invalid('lock-tokens');
    return token.toString('hex');
  });
}

function numbers(body: Body, key: string): number[] {
  return list(body, key).map((value) => toNumber(value, key));
}

function number(body: Body, key: string): number {
  return toNumber(body[key], key);
}

function toNumber(value: unknown, key: string): number {
  if (typeof value === 'number') return value;
  // rhea leaves a long beyond 2^53 as its eight bytes.
  if (Buffer.isBuffer(value) && value.length === 8) return Number(value.readBigInt64BE());
  throw invalid(key);
}

function list(body: Body, key: string): unknown[] {
  const value = body[key];
  if (!Array.isArray(value)) throw invalid(key);
  return value;
}

function invalid(key: string): BrokerError {
  return new BrokerError(Condition.argumentError, `The request's '${key}' is missing or invalid.`);
}

function longs(values: readonly number[]): Typed {
  return rhea.types.wrap_array(values, LONG, undefined);
}
