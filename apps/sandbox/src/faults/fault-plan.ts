import { CallCounters } from './call-counters.ts';
import type { FaultService } from './fault-services.ts';

export { FAULT_SERVICES, type FaultService } from './fault-services.ts';

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
  /** Never answers. `after` says how much of the answer is sent first; `work`: nothing, but the work is done. */
  | { kind: 'hang'; after?: 'nothing' | 'first-byte' | 'work' }
  /** Breaks the connection. `after` says how much of the answer is sent first. */
  | { kind: 'drop'; after?: 'nothing' | 'first-byte' | 'work' }
  /** Closes a WebSocket with this code and reason. `after` says whether audio was already sent. */
  | { kind: 'close'; code: number; reason?: string; after?: 'nothing' | 'first-byte' }
  /** Does the work, and then does it (or delivers it) again. */
  | { kind: 'duplicate'; times?: number }
  /** Lets an asynchronous job (a consent, a voice) end as failed with this reason. */
  | { kind: 'fail-job'; reason: string }
  /** Lets an asynchronous job stay in this state. */
  | { kind: 'stall-job'; status: 'NotStarted' | 'Running' };

export interface FaultRule {
  readonly id: string;
  /** `*` for all. */
  readonly service: FaultService | '*';
  /**
   * The operation it applies to, as the service names it (for example `Consents_Create`, `put-blob`, `send`), or `*` for all.
   * A trailing `*` matches a prefix.
   */
  readonly operation: string;
  /** Only calls whose subject (a queue, a blob path, a resource id) contains this text. */
  readonly subject?: string;
  /** Only calls from outside, not those with which Azure's services call each other. */
  readonly outside: boolean;
  readonly effect: FaultEffect;
  /** Whether the process that started the sandbox is told at the moment when it applies. */
  readonly tell: boolean;
  /** How many matching calls pass unharmed first. */
  skip: number;
  /** For how many matching calls it still applies. */
  remaining: number;
  /** How often it was applied. */
  applied: number;
}

export type FaultRuleInput = Pick<FaultRule, 'service' | 'operation' | 'effect'> & {
  subject?: string | undefined;
  outside?: boolean | undefined;
  tell?: boolean | undefined;
  skip?: number | undefined;
  times?: number | undefined;
};

/** A call that a service of the sandbox was asked to do. */
export interface ObservedCall {
  readonly service: FaultService;
  readonly operation: string;
  readonly subject: string;
}

/** The scripted faults of the sandbox. A service calls `take` once for each call that it serves. */
export class FaultPlan {
  readonly counters = new CallCounters();
  readonly #rules: FaultRule[] = [];
  #nextId = 1;
  #observed: ObservedCall[] | undefined;

  /** @param onTold is told of each call that a rule with `tell` applied to. */
  constructor(private readonly onTold: (rule: FaultRule, call: ObservedCall) => void = () => undefined) {}

  add(input: FaultRuleInput): FaultRule {
    const rule: FaultRule = {
      id: `fault-${this.#nextId++}`,
      service: input.service,
      operation: input.operation,
      ...(input.subject === undefined ? {} : { subject: input.subject }),
      outside: input.outside ?? false,
      effect: input.effect,
      tell: input.tell ?? false,
      skip: input.skip ?? 0,
      remaining: input.times ?? 1,
      applied: 0,
    };
    this.#rules.push(rule);
    return rule;
  }

  /**
   * The effect for this call, if a rule applies to it; uses up one of the rule's times. The oldest matching rule wins.
   * @param isOutside false for a call with which one of Azure's services calls another
   */
  take(service: FaultService, operation: string, subject = '', isOutside = true): FaultEffect | undefined {
    this.#observed?.push({ service, operation, subject });
    this.counters.count(service, operation, subject);
    for (const rule of this.#rules) {
      if (rule.remaining === 0 || (rule.service !== '*' && rule.service !== service)) continue;
      if (!matches(rule.operation, operation)) continue;
      if (rule.outside && !isOutside) continue;
      if (rule.subject !== undefined && !subject.includes(rule.subject)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.remaining -= 1;
      rule.applied += 1;
      if (rule.tell) this.onTold(rule, { service, operation, subject });
      return rule.effect;
    }
    return undefined;
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  /** Ends one rule, and forgets it. @returns it as it was last; undefined when there is none with this id */
  remove(id: string): FaultRule | undefined {
    const index = this.#rules.findIndex((rule) => rule.id === id);
    return index === -1 ? undefined : this.#rules.splice(index, 1)[0];
  }

  /** Starts to keep all calls, from now on; the calls kept so far are forgotten. */
  observe(): void {
    this.#observed = [];
  }

  /** The calls since `observe`, in order of their arrival; ends the keeping. */
  endObserving(): readonly ObservedCall[] {
    const observed = this.#observed ?? [];
    this.#observed = undefined;
    return observed;
  }

  clear(): void {
    this.#rules.length = 0;
  }
}

function matches(pattern: string, operation: string): boolean {
  if (pattern.endsWith('*')) return operation.startsWith(pattern.slice(0, -1));
  return pattern === operation;
}
