import { parse, SyntaxError as ParserError } from '@zeit/cosmosdb-query/lib/parser.js';
import { describe, expect, it } from 'vitest';
import { parseInParts } from './parse-in-parts.ts';

const QUERIES = [
  'SELECT * FROM c',
  "SELECT TOP 10 * FROM c WHERE (c.kind = 'voice' AND c.id > @after) ORDER BY c.id DESC",
  'SELECT * FROM c WHERE (c.a = 1 OR c.b = 2) AND NOT (c.d = 3)',
  'SELECT c._rid, [{"item": c.id}] AS orderByItems, c AS payload FROM c WHERE (ARRAY_CONTAINS(@kinds, c.kind)) AND true',
  'SELECT VALUE COUNT(1) FROM c WHERE IS_DEFINED(c.a) AND (c.b IN ("x (y", ")", "z") OR c.b = @groups)',
  'SELECT * FROM c WHERE c.a = (1 + 2) * 3 AND c.b BETWEEN (1) AND (c.d ?? 4)',
  'SELECT * FROM c WHERE ABS((c.a - 1)) > 2 AND ((c.b)) = "(AND ("',
  'SELECT (c.a) AS one, {"two": (c.b ? (c.d) : null), "three": [(1), (2)]} AS other FROM c WHERE (c.e)',
  'SELECT * FROM c WHERE EXISTS (SELECT VALUE 1 FROM d IN c.d WHERE (d.e = 1))',
];

describe('a query that is parsed in parts', () => {
  it.each(QUERIES)('has the tree of the whole: %s', (text) => {
    expect(parseInParts(text)).toEqual(parse(text));
  });

  it('has the right operators first', () => {
    const { body } = parseInParts('SELECT VALUE (1 + 2) * 3 FROM c') as { body: { select: { value: unknown } } };
    expect(body.select.value).toMatchObject({ operator: '*', left: { operator: '+' } });
  });

  it.each([
    'SELECT * FROM c WHERE (c.a = 1',
    'SELECT * FROM c WHERE (c.a = ) AND (c.b = 1)',
    'SELECT * FROM c WHERE (c.a = 1))',
    'SELECT * FROM c WHERE ()',
    'SELECT * FROM c WHERE (c.a, c.b) = 1',
  ])('is refused as the whole is: %s', (text) => {
    const refusalOf = (parsed: (text: string) => unknown): ParserError => {
      try {
        parsed(text);
      } catch (error) {
        if (error instanceof ParserError) return error;
      }
      throw new Error('it was not refused');
    };
    expect(refusalOf(parseInParts)).toEqual(refusalOf(parse));
  });

  it('takes no longer for each level of parentheses', () => {
    const [levels, startedAt] = [12, performance.now()];
    const nested = Array.from({ length: levels }).reduce<string>(
      (inside, _, at) => `(c.p${at} = ${at} OR ${inside})`,
      'c.q',
    );
    expect(JSON.stringify(parseInParts(`SELECT * FROM c WHERE ${nested}`)).match(/"OR"/g)).toHaveLength(levels);
    // The whole takes four times as long with each level: 0.9 s for four of them, hours for these.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
