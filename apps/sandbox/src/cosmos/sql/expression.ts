import { badRequest, notImitated } from '../cosmos-error.ts';
import { AGGREGATES, FUNCTIONS } from './functions.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { compareValues, equalValues, memberOf, typeOf } from './values.ts';

/** What an expression is evaluated for. */
export interface Scope {
  readonly document: unknown;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** All documents that the query found, for aggregates. */
  readonly rows?: readonly unknown[];
}

/** An expression; `undefined` is Cosmos DB's undefined. */
export type Expression = (scope: Scope) => unknown;

/** What the compiler notices on its way. */
export interface Findings {
  /** The properties that are read, for example `['subject', 'id']`. */
  readonly paths: string[][];
  hasAggregate: boolean;
}

/**
 * Makes a function of an expression of the syntax tree.
 * @param alias what the query calls a document
 * @throws CosmosError 400 for what the query does not define, 501 for what is not imitated
 */
export function compile(node: SyntaxNode, alias: string, findings: Findings): Expression {
  const inner = (child: unknown): Expression => compile(child as SyntaxNode, alias, findings);
  switch (node.type) {
    case 'number_constant':
    case 'string_constant':
    case 'boolean_constant': {
      const { value } = node;
      return () => value;
    }
    case 'null_constant':
      return () => null;
    case 'undefined_constant':
      return () => undefined;
    case 'parameter_name': {
      const name = String(node['name']);
      return ({ parameters }) => parameters.get(name);
    }
    case 'identifier':
      return identifier(String(node['name']), alias);
    case 'scalar_member_expression':
      return member(node, alias, findings);
    case 'scalar_array_expression':
    case 'array_constant': {
      const elements = (node['elements'] as unknown[]).map(inner);
      return (scope) => elements.map((element) => element(scope));
    }
    case 'scalar_object_expression':
    case 'object_constant':
      return object(node, inner);
    case 'scalar_unary_expression':
      return unary(String(node['operator']), inner(node['argument']));
    case 'scalar_binary_expression':
      return binary(String(node['operator']), inner(node['left']), inner(node['right']));
    case 'scalar_in_expression': {
      const [value, list] = [inner(node['value']), (node['list'] as unknown[]).map(inner)];
      return (scope) => {
        const wanted = value(scope);
        return wanted === undefined ? undefined : list.some((each) => equalValues(wanted, each(scope)) === true);
      };
    }
    case 'scalar_between_expression': {
      const [value, begin, end] = [inner(node['value']), inner(node['begin']), inner(node['end'])];
      return (scope) => and(compare('>=', value(scope), begin(scope)), compare('<=', value(scope), end(scope)));
    }
    case 'scalar_conditional_expression': {
      const [test, consequent, alternate] = [inner(node['test']), inner(node['consequent']), inner(node['alternate'])];
      return (scope) => (test(scope) === true ? consequent(scope) : alternate(scope));
    }
    case 'scalar_function_expression':
      return call(node, inner, findings);
    default:
      throw notImitated(`“${node.type.replaceAll('_', ' ')}” in queries`);
  }
}

function identifier(name: string, alias: string): Expression {
  if (name === alias) return ({ document }) => document;
  if (name === 'undefined') return () => undefined;
  throw badRequest(`Identifier '${name}' could not be resolved.`);
}

function member(node: SyntaxNode, alias: string, findings: Findings): Expression {
  const path = pathOf(node, alias);
  if (path) {
    findings.paths.push(path);
    const [first = '', ...rest] = path;
    if (rest.length === 0) return ({ document }) => memberOf(document, first);
    return ({ document }) => path.reduce<unknown>((value, name) => memberOf(value, name), document);
  }
  const object = compile(node['object'] as SyntaxNode, alias, findings);
  const property = node['property'] as SyntaxNode;
  const name: Expression =
    node['computed'] === true ? compile(property, alias, findings) : () => String(property['name']);
  return (scope) => {
    const key = name(scope);
    return typeof key === 'string' || typeof key === 'number' ? memberOf(object(scope), key) : undefined;
  };
}

/** The names of `c.subject.id` or `c["subject"].id`; undefined for anything else. */
export function pathOf(node: SyntaxNode, alias: string): string[] | undefined {
  if (node.type === 'identifier') return node['name'] === alias ? [] : undefined;
  if (node.type !== 'scalar_member_expression') return undefined;
  const before = pathOf(node['object'] as SyntaxNode, alias);
  const property = node['property'] as SyntaxNode;
  const name = property.type === 'identifier' ? property['name'] : property['value'];
  const isName =
    node['computed'] !== true || property.type === 'string_constant' || property.type === 'number_constant';
  return before && isName ? [...before, String(name)] : undefined;
}

function object(node: SyntaxNode, inner: (child: unknown) => Expression): Expression {
  const members = (node['properties'] as { key: SyntaxNode; value: unknown }[]).map(
    ({ key, value }) => [String(key['name'] ?? key['value']), inner(value)] as const,
  );
  return (scope) => Object.fromEntries(members.map(([name, value]) => [name, value(scope)]));
}

function unary(operator: string, argument: Expression): Expression {
  if (operator === 'NOT') {
    return (scope) => {
      const value = argument(scope);
      return typeof value === 'boolean' ? !value : undefined;
    };
  }
  if (operator !== '-' && operator !== '+') throw notImitated(`the operator ${operator}`);
  return (scope) => {
    const value = argument(scope);
    if (typeof value !== 'number') return undefined;
    return operator === '-' ? -value : value;
  };
}

const ARITHMETIC: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '%': (one, other) => one % other,
};

function binary(operator: string, left: Expression, right: Expression): Expression {
  switch (operator) {
    case 'AND':
      return (scope) => {
        const one = left(scope);
        return one === false ? false : and(one, right(scope));
      };
    case 'OR':
      return (scope) => {
        const one = left(scope);
        if (one === true) return true;
        const other = right(scope);
        if (other === true) return true;
        return typeof one === 'boolean' && typeof other === 'boolean' ? false : undefined;
      };
    case '=':
      return (scope) => equalValues(left(scope), right(scope));
    case '!=':
    case '<>':
      return (scope) => {
        const equal = equalValues(left(scope), right(scope));
        return equal === undefined ? undefined : !equal;
      };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (scope) => compare(operator, left(scope), right(scope));
    case '??':
      return (scope) => left(scope) ?? right(scope);
    case '||':
      return (scope) => {
        const [one, other] = [left(scope), right(scope)];
        return typeof one === 'string' && typeof other === 'string' ? one + other : undefined;
      };
    default: {
      const apply = ARITHMETIC[operator];
      if (!apply) throw notImitated(`the operator ${operator}`);
      return (scope) => {
        const [one, other] = [left(scope), right(scope)];
        return typeof one === 'number' && typeof other === 'number' ? apply(one, other) : undefined;
      };
    }
  }
}

function and(one: unknown, other: unknown): boolean | undefined {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : undefined;
}

/** Undefined for values of different types, and for those that have no order. */
function compare(operator: '<' | '<=' | '>' | '>=', one: unknown, other: unknown): boolean | undefined {
  const type = typeOf(one);
  if (type !== typeOf(other) || ['undefined', 'array', 'object'].includes(type)) return undefined;
  const order = compareValues(one, other);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function call(node: SyntaxNode, inner: (child: unknown) => Expression, findings: Findings): Expression {
  const name = String((node['name'] as SyntaxNode)['name']).toUpperCase();
  const given = (node['arguments'] as unknown[]).map(inner);
  if (node['udf'] === true) throw notImitated('user-defined functions');
  const aggregate = AGGREGATES[name];
  if (aggregate) {
    const [argument] = given;
    if (!argument || given.length > 1) throw badRequest(`The function ${name} takes one argument.`);
    findings.hasAggregate = true;
    return ({ rows = [], parameters }) =>
      aggregate(rows.map((document) => argument({ document, parameters })).filter((value) => value !== undefined));
  }
  const apply = FUNCTIONS[name];
  if (!apply) throw notImitated(`the function ${name}`);
  return (scope) => apply(...given.map((argument) => argument(scope)));
}
