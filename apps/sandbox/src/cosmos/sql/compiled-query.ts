import { badRequest, notImitated } from '../cosmos-error.ts';
import { type Expression, type Findings, pathOf, compile } from './expression.ts';
import { parameterNamesIn, parseQuery, type SelectQuery, type SyntaxNode } from './syntax-tree.ts';

export interface OrderBy {
  readonly value: Expression;
  readonly descending: boolean;
}

/** A query that can be run. */
export interface CompiledQuery {
  readonly text: string;
  readonly tree: SelectQuery;
  readonly alias: string;
  readonly top: Expression | undefined;
  readonly where: Expression | undefined;
  /** Undefined for `SELECT *`, which answers with the documents as they are. */
  readonly select: Expression | undefined;
  readonly orderBy: OrderBy | undefined;
  readonly hasAggregate: boolean;
  readonly parameterNames: readonly string[];
  /** Properties that it filters or orders by: an index must cover them. */
  readonly indexedPaths: readonly (readonly string[])[];
  /** What the condition says that a property is equal to, if it does so for every document that it lets through. */
  equalTo(path: readonly string[]): Expression | undefined;
}

const MAX_REMEMBERED = 300;
const remembered = new Map<string, CompiledQuery>();

/** @throws CosmosError 400 for a syntax error, 501 for what is not imitated */
export function compileQuery(text: string): CompiledQuery {
  const known = remembered.get(text);
  if (known) return known;
  const query = compiled(text);
  const [oldest] = remembered.keys();
  if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(text, query);
  return query;
}

function compiled(text: string): CompiledQuery {
  const tree = parseQuery(text);
  const source = tree.from?.source;
  const alias = source?.alias?.name ?? source?.expression.expression?.name ?? '';
  const filtering: Findings = { paths: [], hasAggregate: false };
  const selecting: Findings = { paths: [], hasAggregate: false };
  const condition = tree.where?.condition;
  const where = condition && compile(condition, alias, filtering);
  const orderBy = orderOf(tree, alias, filtering);
  if (filtering.hasAggregate) throw badRequest('Aggregates are allowed in SELECT only.');
  const select = selectionOf(tree, alias, selecting);
  if (selecting.hasAggregate && orderBy) throw notImitated('aggregates with ORDER BY');
  return {
    text,
    tree,
    alias,
    top: tree.top ? compile(tree.top.value, alias, selecting) : undefined,
    where,
    select,
    orderBy,
    hasAggregate: selecting.hasAggregate,
    parameterNames: parameterNamesIn(tree),
    indexedPaths: filtering.paths,
    equalTo: (path) => {
      const value = condition && valueOf(condition, path, alias);
      return value && compile(value, alias, { paths: [], hasAggregate: false });
    },
  };
}

function orderOf({ orderBy }: SelectQuery, alias: string, findings: Findings): OrderBy | undefined {
  const [first, ...others] = orderBy?.expressions ?? [];
  if (!first) return undefined;
  if (others.length > 0) {
    // No container of the sandbox has composite indexes.
    throw badRequest('The order by query does not have a corresponding composite index that it can be served from.');
  }
  if (!pathOf(first.expression, alias)) {
    throw badRequest('Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.');
  }
  return { value: compile(first.expression, alias, findings), descending: first.order === 'DESC' };
}

function selectionOf({ select }: SelectQuery, alias: string, findings: Findings): Expression | undefined {
  if (select['*'] === true) return undefined;
  if (select.value) return compile(select.value, alias, findings);
  const members = (select.properties?.properties ?? []).map(({ property, alias: name }, index) => {
    const path = pathOf(property, alias);
    const own = path?.at(-1) ?? (path ? alias : `$${index + 1}`);
    return [name?.name ?? own, compile(property, alias, findings)] as const;
  });
  return (scope) => Object.fromEntries(members.map(([name, value]) => [name, value(scope)]));
}

/** Looks through the parts that are joined by AND. */
function valueOf(node: SyntaxNode, path: readonly string[], alias: string): SyntaxNode | undefined {
  if (node.type !== 'scalar_binary_expression') return undefined;
  const [left, right] = [node['left'] as SyntaxNode, node['right'] as SyntaxNode];
  if (node['operator'] === 'AND') return valueOf(left, path, alias) ?? valueOf(right, path, alias);
  if (node['operator'] !== '=') return undefined;
  const names = (side: SyntaxNode): string => (pathOf(side, alias) ?? []).join('/');
  const isConstant = (side: SyntaxNode): boolean => side.type === 'parameter_name' || side.type.endsWith('_constant');
  if (names(left) === path.join('/') && isConstant(right)) return right;
  return names(right) === path.join('/') && isConstant(left) ? left : undefined;
}
