import { isDeepStrictEqual } from 'node:util';
import type { CorrelationFilterConfig } from '../config.ts';
import { BrokerError, Condition } from './errors.ts';
import type { MessageContent, MessageProperties } from './message.ts';

export interface CorrelationFilter extends Omit<CorrelationFilterConfig, 'Properties'> {
  /** Application properties by name: texts, numbers, booleans, dates, and the bytes of binaries and UUIDs. */
  readonly Properties: Readonly<Record<string, unknown>>;
  /** The same as the client wrote them, with their AMQP types; nothing for a filter of the configuration. */
  readonly typedProperties?: Readonly<Record<string, unknown>>;
}

/** What a rule lets through: everything, nothing, or what equals all that a correlation filter names. */
export type RuleFilter = 'all' | 'none' | CorrelationFilter;

export interface Rule {
  readonly name: string;
  readonly filter: RuleFilter;
}

export const DEFAULT_RULE: Rule = { name: '$Default', filter: 'all' };

type Matcher = (content: MessageContent) => boolean;

/** The rules of one subscription. A message comes in, once, when any of them lets it through. */
export class Rules {
  readonly #rules = new Map<string, { readonly rule: Rule; readonly matches: Matcher }>();

  /** @param onChange told all rules when one was added or removed later on */
  constructor(
    rules: readonly Rule[],
    private readonly onChange: (rules: readonly Rule[]) => void = () => undefined,
  ) {
    this.replace(rules);
  }

  /** Sets all rules, as they were before a restart. */
  replace(rules: readonly Rule[]): void {
    this.#rules.clear();
    for (const rule of rules) this.#set(rule);
  }

  matches(content: MessageContent): boolean {
    for (const { matches } of this.#rules.values()) if (matches(content)) return true;
    return false;
  }

  list(): Rule[] {
    return Array.from(this.#rules.values(), ({ rule }) => rule);
  }

  /** @throws BrokerError `com.microsoft:entity-already-exists` */
  add(rule: Rule): void {
    const key = rule.name.toLowerCase();
    if (this.#rules.has(key)) {
      throw new BrokerError(Condition.alreadyExists, `A rule named '${rule.name}' already exists.`);
    }
    this.#set(rule);
    this.onChange(this.list());
  }

  /** @throws BrokerError `amqp:not-found` */
  remove(name: string): void {
    if (!this.#rules.delete(name.toLowerCase())) {
      throw new BrokerError(Condition.notFound, `The rule '${name}' could not be found.`);
    }
    this.onChange(this.list());
  }

  #set(rule: Rule): void {
    this.#rules.set(rule.name.toLowerCase(), { rule, matches: matcherOf(rule.filter) });
  }
}

const PROPERTY_OF: Record<Exclude<keyof CorrelationFilterConfig, 'Properties'>, keyof MessageProperties> = {
  ContentType: 'contentType',
  CorrelationId: 'correlationId',
  Label: 'subject',
  MessageId: 'messageId',
  ReplyTo: 'replyTo',
  ReplyToSessionId: 'replyToSessionId',
  SessionId: 'sessionId',
  To: 'to',
};

function matcherOf(filter: RuleFilter): Matcher {
  if (filter === 'all') return () => true;
  if (filter === 'none') return () => false;
  const expected = Object.entries(PROPERTY_OF).flatMap(([key, property]) => {
    const value = filter[key as keyof typeof PROPERTY_OF];
    return value === undefined ? [] : [{ property, value }];
  });
  const custom = Object.entries(filter.Properties);
  return (content) => {
    if (expected.some(({ property, value }) => content.properties[property] !== value)) return false;
    if (custom.length === 0) return true;
    const actual = content.applicationProperties();
    // Dates, UUIDs and binaries are objects.
    return custom.every(([name, value]) => isDeepStrictEqual(actual[name], value));
  };
}
