import { notImitated } from '../cosmos-error.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { maskedLiterals } from './masked-literals.ts';

/** Replaced by the SDKs with a filter that continues an ordered query; the word is theirs. */
const ORDER_BY_FILTER = '{documentdb-formattableorderbyquery-filter}';

interface Clauses {
  readonly select: string;
  readonly from: string;
  readonly where: string | undefined;
  readonly orderBy: string | undefined;
}

/**
 * What the gateway answers to a query-plan request (`x-ms-cosmos-is-query-plan-request`): how a client runs the query on each range of
 * partitions and puts the results together.
 * @throws CosmosError 501 for a plan that is not imitated
 */
export function queryPlan(query: CompiledQuery, parameters: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const hasSelectValue = query.tree.select.value !== undefined;
  const top = query.top?.({ document: undefined, parameters });
  const [ordered] = query.tree.orderBy?.expressions ?? [];
  const clauses = clausesOf(query.text);
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: 'None',
      top: top ?? null,
      offset: null,
      limit: null,
      orderBy: ordered ? [ordered.order === 'DESC' ? 'Descending' : 'Ascending'] : [],
      orderByExpressions: ordered ? [orderedExpression(clauses)] : [],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: query.hasAggregate ? [aggregateOf(query)] : [],
      groupByAliasToAggregateType: {},
      rewrittenQuery: rewritten(query, clauses),
      hasSelectValue,
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
  };
}

function aggregateOf({ tree }: CompiledQuery): string {
  const { value } = tree.select;
  if (value?.type !== 'scalar_function_expression') {
    throw notImitated('plans of aggregates other than SELECT VALUE with one aggregate');
  }
  const name = (value['name'] as { name: string }).name.toUpperCase();
  return { COUNT: 'Count', SUM: 'Sum', MIN: 'Min', MAX: 'Max', AVG: 'Average' }[name] ?? name;
}

/** An empty text where each range is asked with the query itself. */
function rewritten(query: CompiledQuery, { select, from, where, orderBy }: Clauses): string {
  if (query.hasAggregate) {
    const value = select.replace(/^VALUE\s+/i, '');
    const [, average] = /^AVG\s*(\(.*\))$/is.exec(value) ?? [];
    const item = average ? `{"sum": SUM${average}, "count": COUNT${average}}` : value;
    return `SELECT VALUE [{"item": ${item}}] FROM ${from}${where === undefined ? '' : ` WHERE ${where}`}`;
  }
  if (orderBy === undefined) return '';
  const [, top = '', selection = ''] = /^(TOP\s+\S+\s+)?(.*)$/is.exec(select) ?? [];
  const item = `[{"item": ${orderedExpression({ select, from, where, orderBy })}}]`;
  const payload = payloadOf(query, selection);
  const condition = `(${where ?? 'true'}) AND ${ORDER_BY_FILTER}`;
  return `SELECT ${top}${query.alias}._rid, ${item} AS orderByItems, ${payload} AS payload FROM ${from} WHERE ${condition} ORDER BY ${orderBy}`;
}

function payloadOf({ tree, alias }: CompiledQuery, selection: string): string {
  if (tree.select['*'] === true) return alias;
  if (tree.select.value) return selection.replace(/^VALUE\s+/i, '');
  const members = (tree.select.properties?.properties ?? []).map(({ alias: name }, index) => {
    const text = splitAtCommas(selection)[index] ?? '';
    const expression = name ? text.replace(new RegExp(`\\s+(AS\\s+)?${name.name}\\s*$`, 'i'), '') : text;
    const own = /([A-Za-z_]\w*)\W*$/.exec(expression)?.[1] ?? `$${index + 1}`;
    return `${JSON.stringify(name?.name ?? own)}: ${expression.trim()}`;
  });
  return `{${members.join(', ')}}`;
}

function orderedExpression({ orderBy = '' }: Clauses): string {
  return orderBy.replace(/\s+(ASC|DESC)\s*$/i, '').trim();
}

/** Finds the clauses by their words, which are not in quotes and not in brackets. */
function clausesOf(text: string): Clauses {
  const masked = maskedBrackets(maskedLiterals(text));
  const at = (pattern: RegExp): [number, number] | undefined => {
    const found = pattern.exec(masked);
    return found ? [found.index, found.index + found[0].length] : undefined;
  };
  const [select, from] = [at(/\bSELECT\s+/i), at(/\bFROM\s+/i)];
  const [where, orderBy] = [at(/\bWHERE\s+/i), at(/\bORDER\s+BY\s+/i)];
  const end = text.length;
  return {
    select: text.slice(select?.[1] ?? 0, from?.[0] ?? end).trim(),
    from: text.slice(from?.[1] ?? end, where?.[0] ?? orderBy?.[0] ?? end).trim(),
    where: where && text.slice(where[1], orderBy?.[0] ?? end).trim(),
    orderBy: orderBy && text.slice(orderBy[1]).trim(),
  };
}

function splitAtCommas(text: string): string[] {
  const masked = maskedBrackets(maskedLiterals(text));
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && masked[at] !== ',') continue;
    parts.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return parts;
}

function maskedBrackets(text: string): string {
  let depth = 0;
  return text
    .split('')
    .map((character) => {
      if ('([{'.includes(character)) depth += 1;
      const shown = depth === 0 ? character : '_';
      if (')]}'.includes(character)) depth -= 1;
      return shown;
    })
    .join('');
}
