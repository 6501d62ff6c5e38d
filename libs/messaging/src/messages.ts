import { createMessage, type Message, type NewMessage } from './message.ts';
import { MESSAGE_TYPES, type MessageData, type MessageType } from './message-table.ts';

/** `voice.create` → `voiceCreate`, `dead-letters.count` → `deadLettersCount`. */
type MethodName<T extends string> = T extends `${infer Word}${'.' | '-'}${infer Rest}`
  ? `${Uncapitalize<Word>}${Capitalize<MethodName<Rest>>}`
  : Uncapitalize<T>;

/** What a sender says: types without data need none. */
type SentMessage<T extends MessageType> = Omit<NewMessage<T>, 'data'> &
  (Record<string, never> extends MessageData<T>
    ? { readonly data?: MessageData<T> }
    : { readonly data: MessageData<T> });

/** Makes the first message of its type for a subject: see `createMessage`. */
export interface MessageConstructor<T extends MessageType> {
  (message: SentMessage<T>): Message<T>;
  readonly type: T;
}

type Messages = { readonly [T in MessageType as MethodName<T>]: MessageConstructor<T> };

/** A message as its handler receives it: `Received<typeof messages.voiceCreate>`. */
export type Received<C extends (message: never) => Message> = ReturnType<C>;

/**
 * A constructor for each type of the message table, named like the type: `messages.voiceCreate({ tenantId, subjectId })`. Senders name types by
 * these only, so that a type is written in two places: the table and its handler's `@Handles` (ADR 100).
 */
export const messages = Object.fromEntries(
  MESSAGE_TYPES.map((type) => [methodName(type), constructorOf(type)]),
) as unknown as Messages;

function constructorOf<T extends MessageType>(type: T): MessageConstructor<T> {
  const create = (message: SentMessage<T>) => createMessage(type, { data: {}, ...message } as NewMessage<T>);
  return Object.assign(create, { type });
}

function methodName(type: MessageType): string {
  const [first = '', ...others] = type.split(/[.-]/);
  return [first.charAt(0).toLowerCase() + first.slice(1), ...others.map(capitalized)].join('');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
