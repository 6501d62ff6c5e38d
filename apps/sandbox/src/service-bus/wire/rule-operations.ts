import rhea, { type Typed } from 'rhea';
import type { Entity } from '../model/broker.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import type { CorrelationFilter, Rule, RuleFilter, Rules } from '../model/rules.ts';
import { plain } from './sections.ts';

/** Descriptors of the lists in an `enumerate-rules` answer: `@azure/core-amqp` `util/constants.ts`, `descriptorCodes`. */
const Descriptor = {
  rule: 1_335_734_829_060,
  action: 1_335_734_829_061,
  trueFilter: 83_483_426_823,
  falseFilter: 83_483_426_824,
  correlationFilter: 83_483_426_825,
} as const;

type Body = Readonly<Record<string, unknown>>;

/** `com.microsoft:enumerate-rules`; undefined when there are none in the asked for range. */
export function enumerateRules(entity: Entity, body: Body): Record<string, Typed> | undefined {
  const skip = typeof body['skip'] === 'number' ? body['skip'] : 0;
  const top = typeof body['top'] === 'number' ? body['top'] : Infinity;
  const rules = rulesOf(entity)
    .list()
    .slice(skip, skip + top);
  if (rules.length === 0) return undefined;
  return { rules: rhea.types.wrap_list(rules.map((rule) => ({ 'rule-description': describe(rule) }))) };
}

/** `com.microsoft:add-rule` */
export function addRule(entity: Entity, body: Body): Record<string, Typed> {
  const description = body['rule-description'];
  if (typeof description !== 'object' || description === null) throw invalid('rule-description');
  rulesOf(entity).add({ name: ruleName(body), filter: filterOf(description as Body) });
  return {};
}

/** `com.microsoft:remove-rule` */
export function removeRule(entity: Entity, body: Body): Record<string, Typed> {
  rulesOf(entity).remove(ruleName(body));
  return {};
}

function rulesOf({ rules, queue }: Entity): Rules {
  if (rules !== undefined) return rules;
  throw new BrokerError(Condition.notAllowed, `The entity '${queue.path}' is not a subscription and has no rules.`);
}

function ruleName(body: Body): string {
  const name = body['rule-name'];
  if (typeof name !== 'string' || name === '') throw invalid('rule-name');
  return name;
}

function filterOf(description: Body): RuleFilter {
  const correlation = description['correlation-filter'];
  const sql = description['sql-filter'] as { readonly expression?: unknown } | undefined;
  // .NET says that there is no action with a null.
  if ((description['sql-rule-action'] ?? null) !== null) throw unsupported();
  if (typeof correlation === 'object' && correlation !== null) return correlationOf(correlation as Body);
  // The two expressions that the service itself writes for its true and false filters.
  if (sql?.expression === '1=1') return 'all';
  if (sql?.expression === '1=0') return 'none';
  throw unsupported();
}

/** @param fields of the filter; `properties` with AMQP types */
function correlationOf(fields: Body): CorrelationFilter {
  const typedProperties = (fields['properties'] ?? {}) as Body;
  const text = (key: string, value: unknown) => (typeof value === 'string' ? { [key]: value } : {});
  return {
    ...text('CorrelationId', fields['correlation-id']),
    ...text('MessageId', fields['message-id']),
    ...text('To', fields['to']),
    ...text('ReplyTo', fields['reply-to']),
    ...text('Label', fields['label']),
    ...text('SessionId', fields['session-id']),
    ...text('ReplyToSessionId', fields['reply-to-session-id']),
    ...text('ContentType', fields['content-type']),
    Properties: Object.fromEntries(Object.entries(typedProperties).map(([name, value]) => [name, plain(value)])),
    typedProperties,
  };
}

function describe({ name, filter }: Rule): Typed {
  return described(Descriptor.rule, [describeFilter(filter), described(Descriptor.action, []), name]);
}

function describeFilter(filter: RuleFilter): Typed {
  if (filter === 'all') return described(Descriptor.trueFilter, []);
  if (filter === 'none') return described(Descriptor.falseFilter, []);
  return described(Descriptor.correlationFilter, [
    filter.CorrelationId,
    filter.MessageId,
    filter.To,
    filter.ReplyTo,
    filter.Label,
    filter.SessionId,
    filter.ReplyToSessionId,
    filter.ContentType,
    rhea.types.wrap_map(filter.typedProperties ?? filter.Properties),
  ]);
}

function described(code: number, fields: readonly unknown[]): Typed {
  return rhea.types.described(rhea.types.wrap_ulong(code), rhea.types.wrap_list(fields)) as Typed;
}

function invalid(key: string): BrokerError {
  return new BrokerError(Condition.argumentError, `The request's '${key}' is missing or invalid.`);
}

function unsupported(): BrokerError {
  return new BrokerError(Condition.notImplemented, 'SQL filters and actions are not supported by this broker.');
}
