import rhea, { type Typed } from 'rhea';
import type { StateArea, StateStore } from '../data/state-store.ts';
import type { Clock } from '../faults/clock.ts';
import type { Broker } from './model/broker.ts';
import type { Journal, KeptState } from './model/journal.ts';
import { StoredMessage } from './model/message.ts';
import type { MessageQueue } from './model/queue.ts';
import type { Rule } from './model/rules.ts';
import { decodeMessage } from './wire/codec.ts';
import { encodeSection, mapOf, plain, SectionCode, splitSections } from './wire/sections.ts';

/** A message beside what its sender wrote, which is the record's body. Infinite times are left out. */
interface MessageFields {
  readonly path: string;
  readonly state: KeptState;
  readonly sequenceNumber: number;
  readonly enqueuedSequenceNumber: number;
  readonly enqueuedAtMs: number;
  readonly expiresAtMs?: number;
  readonly timeToLiveMs?: number;
  readonly scheduledForMs?: number;
  readonly deliveryCount: number;
  readonly deferred: boolean;
  readonly hops: number;
  readonly deadLetterSource?: string;
  /** A map of AMQP, base64. */
  readonly modifiedProperties?: string;
}

interface RuleFields {
  readonly name: string;
  /** Without its properties, which have types. */
  readonly filter: 'all' | 'none' | Readonly<Record<string, unknown>>;
  /** A map of AMQP, base64. */
  readonly properties?: string;
}

/** Keeps a broker's messages, sequence numbers, message ids, session states and rules as records. */
export class StoredJournal implements Journal {
  readonly #messages: StateArea<MessageFields>;
  readonly #numbers: StateArea<{ next: number }>;
  readonly #ids: StateArea<{ path: string; id: string; forgetAtMs: number }>;
  readonly #sessions: StateArea<{ path: string; id: string }>;
  readonly #rules: StateArea<{ rules: readonly RuleFields[] }>;
  /** The records of the messages that are in a queue. */
  readonly #keys = new WeakMap<StoredMessage, string>();
  #lastKey = 0;

  constructor(private readonly state: StateStore) {
    this.#messages = state.area('service-bus/messages');
    this.#numbers = state.area('service-bus/numbers');
    this.#ids = state.area('service-bus/message-ids');
    this.#sessions = state.area('service-bus/sessions');
    this.#rules = state.area('service-bus/rules');
  }

  atomically<Result>(work: () => Result): Result {
    return this.state.atomically(work);
  }

  noteMessage(path: string, message: StoredMessage): void {
    const known = this.#keys.get(message);
    if (known !== undefined) {
      this.#messages.put(known, fieldsOf(path, message));
      return;
    }
    this.#lastKey += 1;
    const key = String(this.#lastKey);
    this.#keys.set(message, key);
    this.#messages.put(key, fieldsOf(path, message), payloadOf(message));
  }

  forgetMessage(message: StoredMessage): void {
    const key = this.#keys.get(message);
    if (key === undefined) return;
    this.#keys.delete(message);
    this.#messages.delete(key);
  }

  noteNextNumber(path: string, next: number): void {
    this.#numbers.put(path, { next });
  }

  noteId(path: string, id: string, forgetAtMs: number): void {
    this.#ids.put(keyOf(path, id), { path, id, forgetAtMs });
  }

  forgetId(path: string, id: string): void {
    this.#ids.delete(keyOf(path, id));
  }

  noteSessionState(path: string, id: string, state: Buffer | undefined): void {
    if (state === undefined) this.#sessions.delete(keyOf(path, id));
    else this.#sessions.put(keyOf(path, id), { path, id }, state);
  }

  noteRules(path: string, rules: readonly Rule[]): void {
    this.#rules.put(path, { rules: rules.map(ruleFields) });
  }

  /** Gives a new broker what was kept. Entities that its configuration no longer has stay in the store. */
  reinstate(broker: Broker): void {
    this.atomically(() => {
      for (const { key, fields } of this.#rules.load()) broker.find(key)?.rules?.replace(fields.rules.map(ruleOf));
      for (const { fields, body } of this.#sessions.load()) {
        if (body !== undefined) broker.find(fields.path)?.queue.sessions?.reinstateState(fields.id, body);
      }
      const numbers = new Map(this.#numbers.load().map(({ key, fields }) => [key, fields.next]));
      const ids = Map.groupBy(this.#ids.load(), ({ fields }) => fields.path);
      const messages = Map.groupBy(this.#messages.load(), ({ key, fields }) => {
        this.#lastKey = Math.max(this.#lastKey, Number(key));
        return fields.path;
      });
      for (const path of new Set([...numbers.keys(), ...ids.keys(), ...messages.keys()])) {
        const queue = broker.find(path)?.queue;
        queue?.reinstate({
          nextNumber: numbers.get(path) ?? 1,
          messageIds: (ids.get(path) ?? []).map(({ fields }) => [fields.id, fields.forgetAtMs]),
          messages: (messages.get(path) ?? []).map(({ key, fields, body = Buffer.alloc(0) }) => {
            const message = messageOf(queue, fields, body, broker.deadlines.clock);
            this.#keys.set(message, key);
            return { state: fields.state, message };
          }),
        });
      }
    });
  }
}

function keyOf(path: string, id: string): string {
  return `${path}\n${id}`;
}

function fieldsOf(path: string, message: StoredMessage): MessageFields {
  const { expiresAtMs, timeToLiveMs, scheduledForMs, deadLetterSource, modifiedProperties } = message;
  return {
    path,
    state: message.state as KeptState,
    sequenceNumber: message.sequenceNumber,
    enqueuedSequenceNumber: message.enqueuedSequenceNumber,
    enqueuedAtMs: message.enqueuedAtMs,
    ...(expiresAtMs === Infinity ? {} : { expiresAtMs }),
    ...(timeToLiveMs === Infinity ? {} : { timeToLiveMs }),
    ...(scheduledForMs === undefined ? {} : { scheduledForMs }),
    deliveryCount: message.deliveryCount,
    deferred: message.deferred,
    hops: message.hops,
    ...(deadLetterSource === undefined ? {} : { deadLetterSource }),
    ...(modifiedProperties === undefined ? {} : { modifiedProperties: encodeMap(modifiedProperties) }),
  };
}

function messageOf(queue: MessageQueue, fields: MessageFields, payload: Buffer, clock: Clock): StoredMessage {
  const { content } = decodeMessage(payload, clock);
  const { timeToLiveMs = Infinity, scheduledForMs, sequenceNumber, enqueuedSequenceNumber } = fields;
  const message = new StoredMessage(
    queue,
    content,
    timeToLiveMs,
    scheduledForMs,
    sequenceNumber,
    enqueuedSequenceNumber,
  );
  message.enqueuedAtMs = fields.enqueuedAtMs;
  message.expiresAtMs = fields.expiresAtMs ?? Infinity;
  message.deliveryCount = fields.deliveryCount;
  message.deferred = fields.deferred;
  message.hops = fields.hops;
  message.deadLetterSource = fields.deadLetterSource;
  message.modifiedProperties =
    fields.modifiedProperties === undefined ? undefined : decodeMap(fields.modifiedProperties);
  return message;
}

/** The message as its sender encoded it. */
function payloadOf({ content: { sections } }: StoredMessage): Buffer {
  const { header, messageAnnotations, properties, applicationProperties, body } = sections;
  const parts = [header, messageAnnotations, properties, applicationProperties, body];
  return Buffer.concat(parts.filter((part) => part !== undefined));
}

function ruleFields({ name, filter }: Rule): RuleFields {
  if (typeof filter === 'string') return { name, filter };
  const { Properties, typedProperties, ...rest } = filter;
  return { name, filter: rest, properties: encodeMap(typedProperties ?? Properties) };
}

function ruleOf({ name, filter, properties }: RuleFields): Rule {
  if (typeof filter === 'string') return { name, filter };
  const typedProperties = properties === undefined ? {} : decodeMap(properties);
  const Properties = Object.fromEntries(Object.entries(typedProperties).map(([key, value]) => [key, plain(value)]));
  return { name, filter: { ...filter, Properties, typedProperties } };
}

function encodeMap(map: Readonly<Record<string, unknown>>): string {
  return encodeSection(SectionCode.applicationProperties, rhea.types.wrap_map(map)).toString('base64');
}

/** With the AMQP types that the values had. */
function decodeMap(encoded: string): Record<string, Typed> {
  const [section] = splitSections(Buffer.from(encoded, 'base64'));
  return section === undefined ? {} : mapOf(section);
}
