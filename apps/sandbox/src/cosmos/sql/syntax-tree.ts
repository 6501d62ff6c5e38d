import { SyntaxError as ParserError } from '@zeit/cosmosdb-query/lib/parser.js';
import { badRequest, notImitated } from '../cosmos-error.ts';
import { maskedLiterals } from './masked-literals.ts';
import { parseInParts } from './parse-in-parts.ts';

/** What the parser makes of an expression; its kinds are in `expression.ts`. */
export interface SyntaxNode {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface SelectQuery {
  readonly top: { readonly value: SyntaxNode } | null;
  readonly select: {
    readonly '*'?: boolean;
    readonly value?: SyntaxNode;
    readonly properties?: {
      readonly properties: readonly {
        readonly property: SyntaxNode;
        readonly alias: { readonly name: string } | null;
      }[];
    };
  };
  readonly from: {
    readonly source: {
      readonly expression: SyntaxNode & { readonly expression?: { readonly name: string } };
      readonly alias: { readonly name: string } | null;
      readonly iteration?: boolean;
    };
    readonly joins: readonly unknown[];
  } | null;
  readonly where: { readonly condition: SyntaxNode } | null;
  readonly orderBy: {
    readonly expressions: readonly { readonly expression: SyntaxNode; readonly order: 'ASC' | 'DESC' | null }[];
  } | null;
}

/** What Azure understands and the parser does not: said in words instead of as a syntax error. */
const BEYOND_THE_PARSER: readonly (readonly [RegExp, string])[] = [
  [/\bSELECT\s+(TOP\s+\S+\s+)?(VALUE\s+)?DISTINCT\b/i, 'DISTINCT'],
  [/\bGROUP\s+BY\b/i, 'GROUP BY'],
  [/\bOFFSET\s+\S+\s+LIMIT\b/i, 'OFFSET … LIMIT'],
  [/\bLIKE\b/i, 'LIKE'],
  [/\bRANK\b/i, 'ORDER BY RANK'],
];

/** @throws CosmosError 400 for a syntax error, 501 for what is not imitated */
export function parseQuery(text: string): SelectQuery {
  const known = BEYOND_THE_PARSER.find(([pattern]) => pattern.test(maskedLiterals(text)));
  if (known) throw notImitated(`${known[1]} in queries`);
  let query: SelectQuery;
  try {
    query = (parseInParts(text.trim()) as { body: SelectQuery }).body;
  } catch (error) {
    if (!(error instanceof ParserError)) throw error;
    throw badRequest(`Syntax error: ${error.message}`);
  }
  if (query.from === null) throw notImitated('queries without FROM');
  if (query.from.joins.length > 0 || query.from.source.iteration === true) throw notImitated('JOIN and IN in FROM');
  if (query.from.source.expression.type !== 'collection_expression')
    throw notImitated('FROM with a path or a subquery');
  return query;
}

/** The names of the parameters that are anywhere in it: `@tenantId`. */
export function parameterNamesIn(tree: unknown): readonly string[] {
  if (tree === null || typeof tree !== 'object') return [];
  const { type, name } = tree as Partial<SyntaxNode>;
  return type === 'parameter_name' ? [String(name)] : Object.values(tree).flatMap(parameterNamesIn);
}
