/** The services of the sandbox for which a fault can be scripted. */
export const FAULT_SERVICES = ['entra', 'storage', 'event-grid', 'cosmos', 'service-bus', 'speech'] as const;
export type FaultService = (typeof FAULT_SERVICES)[number];

/** What happens to a call that a fault applies to. Every service implements the kinds that make sense on its protocol. */
export type FaultEffect =
  /** Answers with this HTTP status (AMQP: the error condition in `code`) instead of doing the work. */
  | {
      kind: 'error';
      status?: number;
      code?: string;
      message?: string;
      headers?: Record<string, string>;
      body?: unknown;
    }
  /** Does the work after waiting. */
  | { kind: 'latency'; ms: number }
  /** Never answers. `after` says how much of the answer is sent first. */
  | { kind: 'hang'; after?: 'nothing' | 'first-byte' }
  /** Breaks the connection. `after` says how much of the answer is sent first. */
  | { kind: 'drop'; after?: 'nothing' | 'first-byte' | 'work' }
  /** Closes a WebSocket with this code and reason. `after` says whether audio was already sent. */
  | { kind: 'close'; code: number; reason?: string; after?: 'nothing' | 'first-byte' }
  /** Does the work, and then does it (or delivers it) again. */
  | { kind: 'duplicate'; times?: number }
  /** Lets an asynchronous job (a consent, a voice) end as failed with this reason. */
  | { kind: 'fail-job'; reason: string };

export interface FaultRule {
  readonly id: string;
  readonly service: FaultService;
  /**
   * The operation it applies to, as the service names it (for example `Consents_Create`, `put-blob`, `send`), or `*` for all.
   * A trailing `*` matches a prefix.
   */
  readonly operation: string;
  /** Only calls whose subject (a queue, a blob path, a resource id) contains this text. */
  readonly subject?: string;
  readonly effect: FaultEffect;
  /** How many matching calls pass unharmed first. */
  skip: number;
  /** For how many matching calls it still applies. */
  remaining: number;
  /** How often it was applied. */
  applied: number;
}

export type FaultRuleInput = Pick<FaultRule, 'service' | 'operation' | 'effect'> & {
  subject?: string | undefined;
  skip?: number | undefined;
  times?: number | undefined;
};

/** The scripted faults of the sandbox. A service calls `take` once for each call that it serves. */
export class FaultPlan {
  readonly #rules: FaultRule[] = [];
  #nextId = 1;

  add(input: FaultRuleInput): FaultRule {
    const rule: FaultRule = {
      id: `fault-${this.#nextId++}`,
      service: input.service,
      operation: input.operation,
      ...(input.subject === undefined ? {} : { subject: input.subject }),
      effect: input.effect,
      skip: input.skip ?? 0,
      remaining: input.times ?? 1,
      applied: 0,
    };
    this.#rules.push(rule);
    return rule;
  }

  /** The effect for this call, if a rule applies to it; uses up one of the rule's times. The oldest matching rule wins. */
  take(service: FaultService, operation: string, subject = ''): FaultEffect | undefined {
    for (const rule of this.#rules) {
      if (rule.remaining === 0 || rule.service !== service || !matches(rule.operation, operation)) continue;
      if (rule.subject !== undefined && !subject.includes(rule.subject)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.remaining -= 1;
      rule.applied += 1;
      return rule.effect;
    }
    return undefined;
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  clear(): void {
    this.#rules.length = 0;
  }
}

function matches(pattern: string, operation: string): boolean {
  if (pattern.endsWith('*')) return operation.startsWith(pattern.slice(0, -1));
  return pattern === operation;
}
